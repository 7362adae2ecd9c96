"""Folders and files of the shop: its own at the start, or a sentence that says why not."""

import contextlib
import getpass
import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def made(path: Path) -> Path:
    """Return `path`, a folder that stands there now, this account's alone where it is new.

    Raises ImproperlyConfigured (pos.E007).
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"pos.E007: the folder {path} cannot be made ({error.strerror}). {way_out(path.parent)}"
        ) from error
    return path


def keep_private(database: Path) -> Path:
    """Return `database`, a SQLite file that nobody but its account reads, if it is there already.

    It holds every sale and the hashes of passwords; so do the files that SQLite keeps beside it.
    A new one is private from its first moment (manage.py's umask), and lends them its mode.
    """
    for suffix in ("", "-wal", "-shm", "-journal"):
        file = Path(f"{database}{suffix}")
        with contextlib.suppress(OSError):  # not there, or somebody else's: pos.E007 tells
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)
    return database


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


def trouble_using(path: Path) -> str:
    """Return why a file or folder cannot be read and written, '' when it can or is not there.

    A shop that was started as root once leaves such files to the account that starts it next.
    """
    try:
        if not path.exists() or os.access(path, os.R_OK | os.W_OK):
            return ""
        return f"it belongs to uid {path.stat().st_uid}, mode {path.stat().st_mode & 0o777:o}"
    except OSError as error:  # the folder around it is closed
        return error.strerror or str(error)


def way_out(path: Path) -> str:
    """Return what a technician does about a file or folder that is somebody else's."""
    return (
        f"As root: chown -R {_account()} {path}   or set VAR_DIR to a folder that this account "
        "may write to."
    )


def _account() -> str:
    """Return this process's account; it may run under a number that has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # which of the two depends on Python's release
        return str(os.getuid())
