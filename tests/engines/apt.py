"""Installing Debian packages, where we are allowed to."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

from tests.engines import EngineMissing

# Another installer (unattended upgrades, a second CI job) may hold the lock for a while.
APT_GET = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=120")


def may_install() -> bool:
    """Tell whether this is root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> None:
    """Install a Debian package and what it needs; raise EngineMissing with apt's own words."""
    _update()
    print(f"Installing the Debian package {package} ...", flush=True)
    _run("install", "-y", "--no-install-recommends", package)


def download(package: str, folder: Path) -> Path:
    """Fetch a Debian package into `folder` without installing it; return its file."""
    _update()
    print(f"Fetching the Debian package {package} ...", flush=True)
    folder.chmod(0o755)  # apt lets an unprivileged user fetch
    _run("download", package, cwd=folder)
    return next(folder.glob(f"{package}_*.deb"))


@functools.cache
def _update() -> None:
    """Read the package lists, once a run: a fresh container has none."""
    _run("update")


def _run(*arguments: str, cwd: Path | None = None) -> None:
    done = subprocess.run(
        [*APT_GET, *arguments],
        cwd=cwd,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout, flush=True)
        raise EngineMissing(f"apt-get {' '.join(arguments)} failed; its words stand above.")
