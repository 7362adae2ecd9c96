"""Playwright's driver: a Node of its own, which needs one library that a bare Debian lacks."""

import subprocess
import sys

from tests.engines import EngineMissing, apt

LIBRARY = "libatomic1"


def ensure_driver() -> None:
    """See that Playwright's driver starts, installing the library it misses if we may."""
    trouble = _trouble()
    if "libatomic" in trouble and apt.may_install():
        apt.install(LIBRARY)
        trouble = _trouble()
    if trouble:
        raise EngineMissing(
            f"Playwright's driver does not start, {LIBRARY} may be missing: {trouble}"
        )


def _trouble() -> str:
    """Return what the driver says when it does not start, '' when it does."""
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr.strip() or f"exit code {done.returncode}"
