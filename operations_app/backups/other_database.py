"""A second database beside the shop's own, opened for a while: a copy to be looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

ALIAS = "copy"


@contextmanager
def opened(config: dict[str, Any]) -> Iterator[str]:
    """Yield the alias under which the ORM reaches the database of `config` inside the block."""
    default = connections.databases["default"]
    connections.databases[ALIAS] = default | {"CONN_HEALTH_CHECKS": False} | config
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]
