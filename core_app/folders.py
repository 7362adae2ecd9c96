"""The folders the shop writes to: made at the start, or a sentence that says why not."""

import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def made(path: Path) -> Path:
    """Return `path`, a folder that stands there now. Raises ImproperlyConfigured (pos.E007)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"pos.E007: the folder {path} cannot be made ({error.strerror}). "
            "Set VAR_DIR to a folder that this account may write to."
        ) from error
    return path


def trouble_writing(path: Path) -> str:
    """Return why nothing can be written into `path`, '' when it can: the only sure way is to try.

    Permissions alone do not tell: a disk may be full, or mounted for reading only.
    """
    try:
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"0")
    except OSError as error:
        return error.strerror or str(error)
    return ""
