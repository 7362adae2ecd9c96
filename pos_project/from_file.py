"""Secrets that stand in files: a container or systemd hands them over so (LoadCredential).

What is in the environment every child process inherits and many a crash report prints.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret(name: str, default: str = "") -> str:
    """Return what the setting `name` says, or the file that `name_FILE` names.

    Raises ImproperlyConfigured (pos.E037) when both are given, or the file holds nothing readable.
    """
    told, place = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not place:
        return told or default
    if told:
        raise ImproperlyConfigured(
            f"pos.E037: {name} and {name}_FILE are both set: leave one of them out."
        )
    text = _read(name, place)
    if not text:
        raise ImproperlyConfigured(
            f"pos.E037: the file {place}, which {name}_FILE names, is empty."
        )
    return text


def _read(name: str, place: str) -> str:
    try:
        return Path(place).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ImproperlyConfigured(
            f"pos.E037: the file {place}, which {name}_FILE names, cannot be read ({reason})."
        ) from error
