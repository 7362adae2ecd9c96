"""A copy of the shop's tables, and the shop taken back to it: as `restore` does, within a test."""

import sqlite3
from collections.abc import Callable

from django.db import connection, transaction

from operations_app.backups import new_epoch

_KEPT = "kept_"  # how the copies of PostgreSQL's tables are called


def take_copy() -> Callable[[], None]:
    """Copy the whole database now; return what takes the shop back to this moment."""
    if connection.vendor == "sqlite":
        return _copy_of_sqlite()
    tables = [name for name in connection.introspection.table_names() if name[:5] != _KEPT]
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f'DROP TABLE IF EXISTS "{_KEPT}{name}"')
            cursor.execute(f'CREATE UNLOGGED TABLE "{_KEPT}{name}" AS TABLE "{name}"')
    return lambda: _put_back(tables)


def _copy_of_sqlite() -> Callable[[], None]:
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)

    def restore() -> None:
        copy.backup(connection.connection)
        copy.close()
        new_epoch.begin(using="default")

    return restore


def _put_back(tables: list[str]) -> None:
    """Fill the tables from their copies, without a word from their triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        listed = ", ".join(f'"{name}"' for name in tables)
        cursor.execute(f"TRUNCATE {listed} CASCADE")
        for name in tables:
            cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
            cursor.execute(f'INSERT INTO "{name}" SELECT * FROM "{_KEPT}{name}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in tables:
            cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
            cursor.execute(f'DROP TABLE "{_KEPT}{name}"')
    new_epoch.begin(using="default")
