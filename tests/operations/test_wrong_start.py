"""A wrong deploy, really started: gunicorn ends with one sentence that names the fix."""

import os
import subprocess
import sys

import pytest

from tests.server import GUNICORN, KEPT, ROOT

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("start")]

SECRET = "0123456789abcdef" * 4
# Nobody answers there: what is wrong with the settings is told before the database is asked.
NO_DATABASE = "postgres://pos@127.0.0.1:1/pos"
REAL = {"DATABASE_URL": NO_DATABASE, "SECRET_KEY": SECRET}


def start(tmp_path, *options: str, **env: str) -> tuple[int, str]:
    """Start the shop as the Procfile does; return its exit code and what it wrote."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    done = subprocess.run(
        [sys.executable, *GUNICORN, *options, "pos_project.wsgi:application"],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(tmp_path / "var"), "PORT": "0"} | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DATABASE_URL": NO_DATABASE}, "pos.E001: with DATABASE_URL set, SECRET_KEY must be"),
        (REAL | {"SECRET_KEY": "short"}, "pos.E001: SECRET_KEY is missing or shorter"),
        (REAL | {"SECRET_KEY": "x" * 60}, "pos.E001: SECRET_KEY has fewer than 10 different"),
        (REAL | {"ALLOWED_HOSTS": "*", "HTTPS": "1"}, "pos.E012: ALLOWED_HOSTS=* answers to any"),
        ({"DEMO": "1", "HOST": "0.0.0.0"}, "pos.E002: The demo can be reached"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "pos.lan", "HTTPS": "1"}, "pos.E002: The demo can be"),
        (REAL | {"DEMO": "1", "HOST": "0.0.0.0", "PLAIN_HTTP": "1"}, "pos.E002: The demo can be"),
        ({"DATABASE_URL": "mysql://x"}, "pos.E003: DATABASE_URL must begin with postgres://"),
        (REAL | {"DEBUG": "1"}, "pos.E004: DEBUG is on"),
        ({"WEB_CONCURRENCY": "4"}, "pos.E005: WEB_CONCURRENCY=4"),
        (REAL | {"ALLOWED_HOSTS": "pos.shop.test"}, "pos.E006: Other devices may come in"),
        (REAL | {"VAR_DIR": "/proc/var"}, "pos.E007: the folder /proc/var cannot be made"),
        ({"VAR_DIR": "/proc/var"}, "pos.E007: the folder /proc/var cannot be written"),
        ({}, "pos.E008: "),  # a new SQLite file that nobody migrated
    ],
)
def test_the_start_ends_and_the_shop_says_one_sentence_without_a_traceback(tmp_path, env, sentence):
    code, said = start(tmp_path, **env)
    assert code > 0
    assert sentence in said
    # gunicorn's own words about several workers that failed at once may hold one.
    assert "ImproperlyConfigured" not in said


def test_gunicorns_own_way_to_ask_for_processes_is_refused_on_sqlite(tmp_path):
    code, said = start(tmp_path, "-w", "3")
    assert code == 1
    assert "pos.E005: 3 workers, but SQLite is served by one process." in said
    assert "Traceback" not in said


def test_gunicorns_own_way_to_listen_elsewhere_is_seen(tmp_path):
    code, said = start(tmp_path, "-b", "0.0.0.0:0", DEMO="1", DEMO_PASSWORD="demo")
    assert code > 0
    assert "pos.E002: The demo can be reached" in said


def test_a_command_stops_on_the_same_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **REAL, "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "(pos.E004) DEBUG is on" in done.stderr
    assert "HINT: Leave DEBUG out" in done.stderr
