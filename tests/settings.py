"""The shop's settings for tests: the same, on throw-away data, with a fast password hash."""

import atexit
import os
import shutil
import tempfile

if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="pos-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789" * 5)
# A barrier of N threads needs a pool larger than N.
os.environ.setdefault("DB_POOL_MAX", "40")

from pos_project.settings import *  # noqa: F403 (the environment must stand first)
from pos_project.settings import ALLOWED_HOSTS as SHOP_HOSTS
from pos_project.settings import STORAGES as SHOP_STORAGES

ALLOWED_HOSTS = [*SHOP_HOSTS, "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages under test need no collected files; the browser tests run the shipped storage.
STORAGES = SHOP_STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
