"""A secret may stand in a file that a setting names; a wrong file stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.no_database

TOLD = {
    "SECRET_KEY": "secret-of-a-shop-" + "0123456789abcdef" * 3,
    "DATABASE_URL": "postgres://pos:a-word@127.0.0.1:1/shop",
    "METRICS_TOKEN": "a-token-of-twenty-and-more",
    "DEMO_PASSWORD": "a-word-for-the-demo",
}
SHOW = (
    "from pos_project import settings as s; from pos_project import gunicorn_conf as g; "
    "print(s.SECRET_KEY, s.DATABASES['default']['NAME'], s.METRICS_TOKEN, s.DEMO_PASSWORD, "
    "g.workers)"
)


def run(tmp_path: Path, **env: str) -> subprocess.CompletedProcess:
    """Read the settings of a shop in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", SHOW]
        if env.pop("show", "")
        else [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")} | env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_secret_may_stand_in_a_file(tmp_path):
    files = {}
    for name, text in TOLD.items():
        (tmp_path / name).write_text(text + "\n")
        files[f"{name}_FILE"] = str(tmp_path / name)
    done = run(tmp_path, show="1", **files)
    told = [TOLD["SECRET_KEY"], "shop", TOLD["METRICS_TOKEN"], TOLD["DEMO_PASSWORD"], "3"]
    assert done.stdout.split() == told


@pytest.mark.parametrize("name", TOLD)
def test_a_file_that_says_nothing_stops_the_start(tmp_path, name):
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "odd").write_bytes(b"\xff\xfe")
    cases = {"missing": "cannot be read", "empty": "is empty", "odd": "it is no text"}
    for file, why in cases.items():
        done = run(tmp_path, **{f"{name}_FILE": str(tmp_path / file)})
        assert done.returncode == 1
        assert done.stderr.startswith(f"pos.E037: the file {tmp_path / file}")
        assert why in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_nobody_has_to_guess_which_of_two_counts(tmp_path):
    (tmp_path / "file").write_text("x")
    done = run(tmp_path, SECRET_KEY="y", SECRET_KEY_FILE=str(tmp_path / "file"))
    assert done.stderr.startswith("pos.E037: SECRET_KEY and SECRET_KEY_FILE are both set")
