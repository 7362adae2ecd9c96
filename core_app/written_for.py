"""Which tables a program was written for, and a guard in the database that lets only those write.

A worker that still runs when a newer release has migrated the database would write rows as they
used to be. Every connection tells what its program was written for; whoever writes a key or a line
of the audit log, as every command and every change by hand does, is compared by the database
itself, inside the transaction and without a statement more. docs/decisions/0025.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import transaction

NOBODY = "nobody"  # may write while tables are being moved
SETTING = "pos.schema"  # how a connection to PostgreSQL tells it
REFUSED = "57SCH"  # a class by which releases before this one answer 503 too
_FUNCTION = "pos_schema_"  # on SQLite: a function that only programs of that schema bring
_GUARDED = ("idempotency_keys", "audit_events")
_APPS = "_app"  # what the names of our apps end with: Django's own tables come with Django


@cache
def of_program() -> str:
    """Return the mark of the tables this program was written for: a sum over its migrations."""
    return _mark(known())


@cache
def known() -> frozenset[tuple[str, str]]:
    """Return app and name of each migration this program brings."""
    house = Path(__file__).resolve().parent.parent
    files = house.glob(f"*{_APPS}/migrations/[0-9]*.py")
    return frozenset((file.parent.parent.name, file.stem) for file in files)


def of_database(connection) -> str:
    """Return the mark of the tables as they are: a sum over the migrations that were applied."""
    return _mark(applied(connection))


def applied(connection) -> set[tuple[str, str]]:
    """Return app and name of each migration of ours that stands in the database."""
    if "django_migrations" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        found = cursor.fetchall()
    # By the app's folder: its label may be an older name. An app we do not know is a newer one's.
    folders = {config.label: config.name for config in apps.get_app_configs()}
    named = {(folders.get(label, label), name) for label, name in found}
    return {(folder, name) for folder, name in named if folder.endswith(_APPS)}


def _mark(migrations: Iterable[tuple[str, str]]) -> str:
    names = "\n".join(sorted(".".join(each) for each in migrations))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def introduce(*, connection, **kwargs) -> None:
    """Tell a new connection to SQLite what this program was written for (connection_created).

    PostgreSQL is told when the connection is made: core_app/database.py.
    """
    if connection.vendor == "sqlite":
        connection.connection.create_function(_FUNCTION + of_program(), 0, lambda: None)


def let_in(connection, mark: str) -> None:
    """From now on let only programs of this mark write.

    Waits for writers that have begun: taking a trigger's place needs a lock which each of them
    holds until its COMMIT. Whoever comes next sees the new guard.
    """
    tables = set(connection.introspection.table_names()).intersection(_GUARDED)
    statements = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements(mark, sorted(tables, reverse=True)):
            cursor.execute(statement)


def _on_postgresql(mark: str, tables: list[str]) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION only_this_schema() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF current_setting('{SETTING}', true) IS DISTINCT FROM '{mark}' THEN"
        f" RAISE EXCEPTION 'this program was not written for these tables ({mark})'"
        f" USING ERRCODE = '{REFUSED}'; END IF; RETURN NULL; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER only_this_schema BEFORE INSERT ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION only_this_schema()"
        for table in tables
    ]


def _on_sqlite(mark: str, tables: list[str]) -> list[str]:
    return [
        statement
        for table in tables
        for statement in (
            f"DROP TRIGGER IF EXISTS only_this_schema_{table}",
            f"CREATE TRIGGER only_this_schema_{table} BEFORE INSERT ON {table}"
            f" BEGIN SELECT {_FUNCTION}{mark}(); END",
        )
    ]


def who_may_write(connection) -> str:
    """Return the mark of the programs that may write, NOBODY's, or '' where no guard stands."""
    source = (
        "SELECT prosrc FROM pg_proc WHERE oid = to_regproc('only_this_schema')"
        if connection.vendor == "postgresql"
        else "SELECT sql FROM sqlite_master WHERE name = 'only_this_schema_idempotency_keys'"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        found = cursor.fetchone()
    mark = re.search(rf"FROM '(\w+)'|{_FUNCTION}(\w+)\(", found[0]) if found else None
    return mark[1] or mark[2] if mark else ""


def is_refusal(error: BaseException, state: str) -> bool:
    """Tell whether the guard refused; `state` is the SQLSTATE behind `error`."""
    return state == REFUSED or f"no such function: {_FUNCTION}" in str(error)
