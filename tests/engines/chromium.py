"""Finding a real Chromium, or bringing one."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Sequence

from tests.engines import EngineMissing, apt

MAC_PATH = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", MAC_PATH)
HEADLESS_NAMES = ("chromium-headless-shell",)
SENTENCE = "No Chromium found: install chromium (Debian: apt-get install chromium) or set CHROMIUM."


def find_chromium() -> str:
    """Return the path of a browser that starts: $CHROMIUM, else an installed one, else apt's."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not _starts(named):
            raise EngineMissing(f"CHROMIUM={named} is not a browser that starts here.")
        return named
    found = _installed(NAMES)
    if not found and apt.may_install():
        apt.install("chromium")
        found = _installed(NAMES)
    if not found:
        raise EngineMissing(SENTENCE)
    return found


def find_headless_chromium() -> str:
    """Return the path of the same browser without windows of its own; else of the whole one.

    Every test has a fresh window. The whole browser makes a profile and a window of its own for
    each, which takes ten times as long as the page in it (docs/decisions/0016).
    """
    named = os.environ.get("HEADLESS_CHROMIUM")
    if named:
        return named
    if not _installed(HEADLESS_NAMES) and apt.may_install():
        with contextlib.suppress(EngineMissing):  # not every system has this package
            apt.install(*HEADLESS_NAMES)
    return _installed(HEADLESS_NAMES) or find_chromium()


def _installed(names: Sequence[str]) -> str | None:
    paths = [shutil.which(name) for name in names]
    return next((path for path in paths if path and _starts(path)), None)


def _starts(path: str) -> bool:
    """Tell whether the browser can say its version: some systems ship a stub in its place."""
    if not os.access(path, os.X_OK):
        return False
    try:
        done = subprocess.run(
            [path, "--version"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
