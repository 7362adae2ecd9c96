"""The embedded shop's own secret key.

A shop on the embedded database gets a random secret of its own at first start, kept beside its
data with mode 0600, so that sessions survive a restart and no secret is ever the same in two shops.
A shop with DATABASE_URL must bring SECRET_KEY itself (checked by pos.E001).
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from core_app.folders import way_out


def embedded_secret(var_dir: Path) -> str:
    """Return the secret stored in `var_dir`, making it on first use.

    Raises ImproperlyConfigured (pos.E007) when this account may not.
    """
    path = var_dir / "secret_key"
    try:
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"pos.E007: the shop's secret {path} cannot be read or made ({error.strerror}). "
            f"{way_out(var_dir)}"
        ) from error


def _make(path: Path) -> None:
    """Write a secret beside `path`, then give it that name, unless another process was first.

    Under its own name the file is whole from its first moment: a second process starting at the
    same time, or a start after a crash, never reads half a secret or none.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
