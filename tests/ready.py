"""What the shops of a run begin with: made once, and then copied, as it takes seconds to make."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.engines.postgres import find_programs

READY = "POS_READY_SHOP"  # begins the names of what this run keeps ready; unset, nothing is kept
_FOR_PSQL_ALONE = "\\"  # begins lines of a dump that a server does not understand


def have_data(name: str, env: dict[str, str], make: Callable[[], object]) -> None:
    """Give the shop of `env` the data called `name`: as it was made for another, else made now."""
    kept = os.environ.get(READY)
    if not kept:
        make()
    elif url := env.get("DATABASE_URL"):
        _have_rows(Path(f"{kept}-{name}.sql"), url, make)
    else:
        have_folder(name, Path(env["VAR_DIR"]), make)


def have_folder(name: str, wanted: Path, make: Callable[[], object]) -> None:
    """Have the folder `wanted`, called `name`: made and kept for others of this run, or copied."""
    kept = os.environ.get(READY)
    if not kept:
        make()
        return
    folder = Path(f"{kept}-{name}")
    if not _once(folder, make, lambda: shutil.copytree(wanted, folder)):
        shutil.copytree(folder, wanted, dirs_exist_ok=True)


def _have_rows(dump: Path, url: str, make: Callable[[], object]) -> None:
    if not _once(dump, make, lambda: dump.write_text(_rows_of(url))):
        with psycopg.connect(url) as database:
            database.execute(dump.read_text())


def _rows_of(url: str) -> str:
    """Return the statements that make a database again."""
    as_anybody = ("--inserts", "--no-owner", "--no-privileges")
    done = subprocess.run(
        [find_programs() / "pg_dump", *as_anybody, f"--dbname={url}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_FOR_PSQL_ALONE))


def _once(kept: Path, make: Callable[[], object], keep: Callable[[], object]) -> bool:
    """Make and keep it, unless that has been done; tell whether it was made now."""
    with open(f"{kept}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            return False
        make()
        keep()
        return True
