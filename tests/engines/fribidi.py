"""Seeing that Pillow can shape Thai: its wheels carry all but FriBidi, which the system has."""

import subprocess
import sys

from tests.engines import EngineMissing, apt

LIBRARY = "libfribidi0"
SENTENCE = f"Pillow cannot shape Thai: install FriBidi (Debian: apt-get install {LIBRARY})."


def ensure_shaping() -> None:
    """See that Pillow finds FriBidi, installing it if we may."""
    if not _shapes() and apt.may_install():
        apt.install(LIBRARY)
    if not _shapes():
        raise EngineMissing(SENTENCE)


def _shapes() -> bool:
    """Ask a new Python: one that has looked for the library once does not look again."""
    asks = "import sys; from PIL import features; sys.exit(not features.check('raqm'))"
    return subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0
