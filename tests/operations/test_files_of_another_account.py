"""Started once as root, then as the shop: the start names the file and the chown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import GUNICORN, KEPT, ROOT

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("start")]

SECRET = "0123456789abcdef" * 4
SOMEBODY = 12345  # an account of nobody here
# Root reads everything; without these two it is an account like any other.
AS_AN_ACCOUNT = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
FILES = ("secret_key", "pos.sqlite3", "pos.sqlite3-wal", "serving.lock", "static.stamp")


def take_away(path: Path) -> None:
    """Make `path` a file that the shop's account may neither read nor write."""
    path.touch()
    path.chmod(0)
    if os.getuid() == 0:
        os.chown(path, SOMEBODY, SOMEBODY)


def run(var: Path, *command: str, **env: str) -> tuple[int, str]:
    """Run one command of a shop on `var` as an account without root's powers."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    done = subprocess.run(
        [*(AS_AN_ACCOUNT if os.getuid() == 0 else ()), sys.executable, *command],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(var), "PORT": "0"} | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


def is_one_sentence(said: str, path: Path) -> None:
    assert "Traceback" not in said
    assert "pos.E007: " in said
    assert str(path) in said
    assert "chown -R" in said
    assert str(path.parent) in said.split("chown -R")[1]


def test_a_secret_that_cannot_be_read(tmp_path):
    take_away(tmp_path / "secret_key")
    code, said = run(tmp_path, "manage.py", "check")
    assert code == 1
    is_one_sentence(said, tmp_path / "secret_key")
    assert len(said.strip().splitlines()) == 1


def test_a_lock_that_cannot_be_taken(tmp_path):
    take_away(tmp_path / "serving.lock")
    code, said = run(tmp_path, *GUNICORN, "pos_project.wsgi:application")
    assert code == 1
    is_one_sentence(said, tmp_path / "serving.lock")


def test_every_file_of_the_shop_is_looked_at_before_the_database_is(tmp_path):
    for name in FILES:
        take_away(tmp_path / name)
    code, said = run(tmp_path, "manage.py", "serve", SECRET_KEY=SECRET)
    assert code == 1
    assert "Traceback" not in said
    assert [name for name in FILES if f"{tmp_path / name} cannot be read" not in said] == []
    assert f"{tmp_path}   or set VAR_DIR" in said.split("chown -R")[1]


def test_a_folder_of_another_account_is_named_with_its_chown(tmp_path):
    (tmp_path / "static").mkdir()
    take_away(tmp_path / "static")
    code, said = run(tmp_path, "manage.py", "check", SECRET_KEY=SECRET)
    assert code == 1
    assert f"Nothing can be written into {tmp_path / 'static'}" in said
    assert "chown -R" in said
