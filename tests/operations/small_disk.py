"""A real disk that is really full: a few megabytes of memory, mounted as a file system."""

import contextlib
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.engines import EngineMissing

FILLER = "filler"


@contextlib.contextmanager
def small_disk(path: Path, *, megabytes: int, owner: pwd.struct_passwd | None) -> Iterator[Path]:
    """Yield `path`, a file system of its own that holds so much; gone at the end."""
    path.mkdir()
    who = f",uid={owner.pw_uid},gid={owner.pw_gid}" if owner else ""
    options = f"size={megabytes}m,mode=700{who}"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", path],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise EngineMissing(f"A disk that can be full needs root who may mount: {done.stderr}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def fill(disk: Path) -> None:
    """Write until not one byte more fits."""
    with contextlib.suppress(OSError), (disk / FILLER).open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)


def free(disk: Path) -> None:
    """Give the space back, as a technician would."""
    (disk / FILLER).unlink()
