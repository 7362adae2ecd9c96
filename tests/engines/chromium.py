"""Finding a real Chromium, or bringing one."""

import os
import shutil
import subprocess

from tests.engines import EngineMissing, apt

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC_PATH = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
SENTENCE = "No Chromium found: install chromium (Debian: apt-get install chromium) or set CHROMIUM."


def find_chromium() -> str:
    """Return the path of a browser that starts: $CHROMIUM, else an installed one, else apt's."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not _starts(named):
            raise EngineMissing(f"CHROMIUM={named} is not a browser that starts here.")
        return named
    found = _installed()
    if not found and apt.may_install():
        apt.install("chromium")
        found = _installed()
    if not found:
        raise EngineMissing(SENTENCE)
    return found


def _installed() -> str | None:
    paths = [shutil.which(name) for name in NAMES] + [MAC_PATH]
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
