"""The statements of commands, without having the ORM write their text anew each time.

Its writing costs several times what sending the statement does (docs/performance.md). Here the text
is written once for each shape; values go through the models' own fields, so that each engine gets
and gives what it would with the ORM. For what commands do again and again: all else is the ORM's.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any], Any]


def send(text: str, *values: Any) -> list[tuple]:
    """Send one statement that tells rows; return them as the engine tells them."""
    database = _database()
    with database.cursor() as cursor:
        cursor.execute(text, _adapted(values, database))
        return cursor.fetchall()


def change(text: str, *values: Any) -> int:
    """Send one statement that changes rows; return how many it changed."""
    database = _database()
    with database.cursor() as cursor:
        cursor.execute(text, _adapted(values, database))
        return cursor.rowcount


def fetch(
    model: type[Row], condition: str, *values: Any, also: Mapping[str, str] | None = None
) -> list[Row]:
    """Return the rows of a model's table that meet `condition`: all that stands after FROM.

    `also` are more columns, expressions by name, whose values come before those of `condition`;
    each row has what they say under their names.
    """
    columns, names, converters = _selected(model, _database().vendor)
    more = also or {}
    text = f"SELECT {', '.join([columns, *more.values()])} FROM {_quoted(model)} {condition}"
    found = []
    for row in send(text, *values):
        told = list(row)
        for place, convert in converters:
            told[place] = convert(told[place])
        one = model.from_db(DEFAULT_DB_ALIAS, names, told[: len(names)])
        for name, value in zip(more, told[len(names) :], strict=True):
            setattr(one, name, value)
        found.append(one)
    return found


def insert(*rows: Model) -> None:
    """Insert rows of one model and give them their ids, as few statements as the engine allows."""
    if not rows:
        return
    most = _database().features.max_query_params
    step = max(1, most // len(_written(type(rows[0])))) if most else len(rows)
    for start in range(0, len(rows), step):
        _insert(rows[start : start + step])


def insert_unless_there(row: Model) -> bool:
    """Insert a row and give it its id; tell whether it was, or another stands that it doubles.

    The database decides: it waits for another connection's row of the same name to be committed.
    """
    return _insert([row], " ON CONFLICT DO NOTHING") == 1


def insert_and_change(rows: Sequence[Model], text: str, *values: Any) -> None:
    """Insert rows of one model, which get no ids, and send a statement that changes others.

    PostgreSQL does both in one (WITH); SQLite knows no such statement and gets two.
    """
    database = _database()
    if not rows or database.vendor == "sqlite":
        insert(*rows)
        change(text, *values)
        return
    written = _insert_text(type(rows[0]), len(rows))
    change(f"WITH written AS ({written}) {text}", *_to_insert(rows, database), *values)


def update(row: Model, *names: str) -> None:
    """Write these fields of a row, as its `save` would."""
    fields, database = [row._meta.get_field(name) for name in names], _database()
    told = [field.get_db_prep_save(field.pre_save(row, add=False), database) for field in fields]
    with database.cursor() as cursor:
        cursor.execute(_update_text(type(row), names), [*told, row.pk])


def _insert(rows: Sequence[Model], otherwise: str = "") -> int:
    database = _database()
    text = _insert_text(type(rows[0]), len(rows), otherwise)
    with database.cursor() as cursor:
        cursor.execute(text, _to_insert(rows, database))
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=not otherwise):
        row.pk, row._state.adding, row._state.db = number, False, DEFAULT_DB_ALIAS
    return len(numbers)


def _to_insert(rows: Sequence[Model], database: BaseDatabaseWrapper) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), database)
        for row in rows
        for field in _written(type(row))
    ]


@functools.cache
def _written(model: type[Model]) -> list[Field]:
    """Return the fields that an insert writes: all but the id, which the database gives."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@functools.cache
def _insert_text(model: type[Model], count: int, otherwise: str = "") -> str:
    columns = [f'"{field.column}"' for field in _written(model)]
    marks = f"({', '.join(['%s'] * len(columns))})"
    table = _quoted(model)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([marks] * count)}"
        f"{otherwise} RETURNING id"
    )


@functools.cache
def _update_text(model: type[Model], names: tuple[str, ...]) -> str:
    columns = [f'"{model._meta.get_field(name).column}" = %s' for name in names]
    return f"UPDATE {_quoted(model)} SET {', '.join(columns)} WHERE id = %s"


@functools.cache
def _selected(model: type[Model], vendor: str) -> tuple[str, list[str], list[tuple[int, Convert]]]:
    """Return a model's columns, its fields' names, and how to read those that this engine tells
    otherwise than Python has them: by place."""
    table, fields = _quoted(model), model._meta.concrete_fields
    columns = ", ".join(f'{table}."{field.column}"' for field in fields)
    converters = [
        (place, convert) for place, field in enumerate(fields) if (convert := _converter(field))
    ]
    return columns, [field.attname for field in fields], converters


def _converter(field: Field) -> Convert | None:
    column, database = field.get_col(field.model._meta.db_table), _database()
    steps = [*database.ops.get_db_converters(column), *column.get_db_converters(database)]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, _database())
        return value

    return convert


def _database() -> BaseDatabaseWrapper:
    """Return this thread's connection itself: `django.db.connection` looks it up for each word."""
    return connections[DEFAULT_DB_ALIAS]


def _adapted(values: Sequence[Any], database: BaseDatabaseWrapper) -> Sequence[Any]:
    """Return values as the engine takes them: SQLite knows no moments, amounts and uids."""
    if database.vendor != "sqlite":
        return values
    return [_for_sqlite(value, database) for value in values]


def _for_sqlite(value: Any, database: BaseDatabaseWrapper) -> Any:
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, UUID):
        return value.hex
    return value


def _quoted(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
