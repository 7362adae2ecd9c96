"""One shop for all tests of this folder that leave it as they found it."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from tests.backups.shops import BackedUpShop, backed_up_shop, on_database, sell

# What one engine alone can do is tried in that engine's stage.
collect_ignore_glob = ["*_sqlite.py"] if os.environ.get("DATABASE_URL") else ["*_postgres.py"]


@pytest.fixture(scope="session")
def shop() -> Iterator[BackedUpShop]:
    """A shop that sold one lunch, was backed up whole, sold another, was backed up again."""
    with backed_up_shop() as shop:
        shop.start()
        sell(shop, table_id=1)
        shop.manage("backup", "--full")
        sell(shop, table_id=2)
        shop.manage("backup", "--incremental")
        yield shop


@pytest.fixture
def here(shop, settings):
    """Commands called in this process find the shop's backups; they must not need its database."""
    settings.BACKUP_DIR = shop.folder / "var" / "backups"
    if shop.postgres:
        settings.PGBACKREST_CONFIG_PATH = shop.postgres.folder / "etc"
    return shop


@pytest.fixture
def copies_can_be_opened(django_db_blocker) -> Iterator[None]:
    """Let a test open copies beside the test database, which Django's test case would forbid."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def empty_database(shop) -> Iterator[str]:
    """The URL of an empty database on the shop's own server."""
    with psycopg.connect(shop.postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE elsewhere")
    yield on_database(shop.postgres.url, "elsewhere")
    with psycopg.connect(shop.postgres.url, autocommit=True) as connection:
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'elsewhere%'"
        ).fetchall():
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
