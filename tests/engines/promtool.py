"""Finding Prometheus' promtool, or bringing it.

It is one program out of Debian's package `prometheus`. Installing that package would also bring a
server that starts, its user and a dozen libraries of its web pages; so the program alone is taken
out of it and put beside this Python.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.engines import EngineMissing, apt

NAME = "promtool"
OURS = Path(sys.prefix) / "bin" / NAME
SENTENCE = f"No {NAME} found: install prometheus (Debian: apt-get install prometheus)."


def find_promtool() -> str:
    """Return the path of promtool: on PATH, one brought before, else apt's."""
    found = _installed()
    if not found and apt.may_install():
        _bring()
        found = _installed()
    if not found:
        raise EngineMissing(SENTENCE)
    return found


def _installed() -> str | None:
    return shutil.which(NAME) or (str(OURS) if os.access(OURS, os.X_OK) else None)


def _bring() -> None:
    """Take promtool out of the Debian package, without installing it."""
    with tempfile.TemporaryDirectory(prefix="pos-promtool-") as folder:
        package = apt.download("prometheus", Path(folder))
        member = f"./usr/bin/{NAME}"
        archive = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE, check=True
        ).stdout
        subprocess.run(
            ["tar", "--extract", f"--directory={folder}", member], input=archive, check=True
        )
        draft = OURS.with_name(f"{NAME}.{os.getpid()}")  # two at once: the later wins
        shutil.copy(Path(folder) / member, draft)
        draft.replace(OURS)
