"""The shop of the landed release in a database of its own, and what a database enforces."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.db import connection

from tests.ready import have_data
from tests.server import RealServer, own_database

HERE = Path(__file__).resolve().parent
ENGINE = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"

# Whatever a database knows besides its rows, as kind, table, name and text.
OF_SQLITE = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
OF_POSTGRESQL = """
    SELECT 'column', table_name::text, column_name::text,
           concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default,
                     is_identity)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'index', tablename::text, indexname::text, indexdef FROM pg_indexes
    WHERE schemaname = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', '', proname::text, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
"""


def requests() -> list[dict]:
    """Return the evening's requests, each with what the landed release answers it again."""
    return json.loads((HERE / f"{ENGINE}.json").read_text())


@contextlib.contextmanager
def landed_shop() -> Iterator[RealServer]:
    """Yield the shop as the landed release left it, on the engine of this run; not started."""
    with _shop() as shop:
        _restore(shop)
        yield shop


@contextlib.contextmanager
def migrated_shop() -> Iterator[RealServer]:
    """Yield the landed shop brought to this release: once in a run, and then copied."""
    with _shop() as shop:

        def make() -> None:
            _restore(shop)
            shop.manage("migrate", "--noinput")

        have_data("landed-and-migrated", shop.env, make)
        yield shop


@contextlib.contextmanager
def _shop() -> Iterator[RealServer]:
    with own_database() as url:
        shop = RealServer(url, env={"DEMO": "0"})
        try:
            yield shop
        finally:
            shutil.rmtree(shop.folder)


def _restore(shop: RealServer) -> None:
    text = (HERE / f"{ENGINE}.sql").read_text()
    if url := shop.env.get("DATABASE_URL"):
        with psycopg.connect(url) as database:
            database.execute(text)
        return
    (shop.folder / "var").mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(shop.folder / "var" / "pos.sqlite3")) as database:
        database.executescript(text)


# What stands in two ways for the same: quotes and spaces; on PostgreSQL also the casts and brackets
# of a text that was read again from a dump.
WAYS = {"sqlite": r'["\s]+', "postgresql": r"::(text|character varying)(\[\])?|[()\s]+"}


def rules() -> set[tuple[str, str, str, str]]:
    """Return what the database at hand enforces, without the ways to write the same."""
    with connection.cursor() as cursor:
        cursor.execute(OF_POSTGRESQL if connection.vendor == "postgresql" else OF_SQLITE)
        found = cursor.fetchall()
    ways = re.compile(WAYS[connection.vendor])
    return {(kind, table, name, ways.sub("", text or "")) for kind, table, name, text in found}


def triggers() -> set[str]:
    """Return the names of the database's triggers."""
    return {name for kind, _, name, _ in rules() if kind == "trigger"}
