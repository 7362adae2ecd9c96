"""What the embedded shop writes is its account's alone: sales, password hashes, copies."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.no_database


def manage(var: Path, *command: str) -> None:
    """Run a command of the shop under the umask that most machines have."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var), "DEMO": "0"},
        umask=0o022,
        check=True,
        capture_output=True,
    )


def modes(folder: Path) -> dict[str, str]:
    """Return the mode of every file of the shop's data, its copies included."""
    found = [path for path in (folder, *folder.rglob("*")) if "static" not in path.parts]
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in found}


def test_nobody_else_reads_what_a_new_shop_writes(tmp_path):
    var = tmp_path / "var"
    manage(var, "migrate", "--verbosity=0")
    manage(var, "backup")
    found = modes(var)
    assert found["pos.sqlite3"] == "0o600"
    assert any(name.endswith(".gz") for name in found)
    assert {name: mode for name, mode in found.items() if mode[-2:] != "00"} == {}


def test_an_older_shops_file_is_closed_at_the_next_command(tmp_path):
    names = [f"pos.sqlite3{suffix}" for suffix in ("", "-wal", "-shm")]
    for name in names:
        (tmp_path / name).touch(0o644)
        (tmp_path / name).chmod(0o644)
    manage(tmp_path, "help")
    assert {modes(tmp_path)[name] for name in names} == {"0o600"}
