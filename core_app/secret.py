"""The embedded shop's own secret key.

A shop on the embedded database gets a random secret of its own at first start, kept beside its
data with mode 0600, so that sessions survive a restart and no secret is ever the same in two shops.
A shop with DATABASE_URL must bring SECRET_KEY itself (checked by pos.E001).
"""

import os
import secrets
from pathlib import Path


def embedded_secret(var_dir: Path) -> str:
    """Return the secret stored in `var_dir`, making it on first use.

    Two processes may start at once: O_EXCL lets one of them write, the other reads.
    """
    path = var_dir / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(64)
        file.write(secret)
    return secret
