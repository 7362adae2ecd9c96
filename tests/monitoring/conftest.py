"""The shops that are watched: the shipped one, and one that forgets."""

import os
from collections.abc import Iterator

import pytest

from tests.monitoring.shop import MonitoredShop
from tests.server import own_database

# SQLite has one worker: what several of them count together is tried where there are several.
collect_ignore_glob = [] if os.environ.get("DATABASE_URL") else ["*_postgres.py"]


@pytest.fixture(scope="package")
def shop() -> Iterator[MonitoredShop]:
    """The shipped shop, three workers on PostgreSQL, one on SQLite; its log is JSON."""
    with own_database() as url, MonitoredShop(url, "pos_project.wsgi:application", "json") as shop:
        yield shop


@pytest.fixture(scope="package")
def forgetful_shop() -> Iterator[MonitoredShop]:
    """A shop whose workers each count for themselves; its log is the shipped one, in lines."""
    wsgi = "tests.monitoring.forgetful_wsgi:application"
    with own_database() as url, MonitoredShop(url, wsgi, "line") as shop:
        yield shop
