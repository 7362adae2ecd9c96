"""The statements of commands, without having the ORM write their text anew each time.

Its writing costs several times what sending the statement does (docs/performance.md). Here the text
is written once for each shape; values go through the models' own fields, so that each engine gets
and gives what it would with the ORM. For what commands do again and again: all else is the ORM's.
"""

import functools
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any], Any]


def send(text: str, *values: Any) -> list[tuple]:
    """Send one statement; return its rows as the engine tells them, none where it has none."""
    with connection.cursor() as cursor:
        cursor.execute(text, [_adapted(value) for value in values])
        return cursor.fetchall() if cursor.description else []


def change(text: str, *values: Any) -> int:
    """Send one statement that changes rows; return how many it changed."""
    with connection.cursor() as cursor:
        cursor.execute(text, [_adapted(value) for value in values])
        return cursor.rowcount


def fetch(model: type[Row], condition: str, *values: Any, also: str = "") -> list[Row]:
    """Return the rows of a model's table that meet `condition`: all that stands after FROM.

    `also` is one more column, an expression that its values come before; each row has what it says
    as `also`.
    """
    columns, names, converters = _selected(model, connection.vendor)
    text = f"SELECT {columns}{f', {also}' if also else ''} FROM {_quoted(model)} {condition}"
    found = []
    for row in send(text, *values):
        told = list(row)
        for place, convert in converters:
            told[place] = convert(told[place])
        one = model.from_db(connection.alias, names, told[: len(names)])
        if also:
            one.also = told[-1]
        found.append(one)
    return found


def insert(*rows: Model) -> None:
    """Insert rows of one model and give them their ids, as few statements as the engine allows."""
    if not rows:
        return
    most = connection.features.max_query_params
    step = max(1, most // len(_written(type(rows[0])))) if most else len(rows)
    for start in range(0, len(rows), step):
        _insert(rows[start : start + step])


def update(row: Model, *names: str) -> None:
    """Write these fields of a row, as its `save` would."""
    fields = [row._meta.get_field(name) for name in names]
    told = [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update_text(type(row), names), [*told, row.pk])


def _insert(rows: Sequence[Model]) -> None:
    model = type(rows[0])
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in _written(model)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_insert_text(model, len(rows)), values)
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = number, False, connection.alias


@functools.cache
def _written(model: type[Model]) -> list[Field]:
    """Return the fields that an insert writes: all but the id, which the database gives."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@functools.cache
def _insert_text(model: type[Model], count: int) -> str:
    columns = [f'"{field.column}"' for field in _written(model)]
    marks = f"({', '.join(['%s'] * len(columns))})"
    table = _quoted(model)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([marks] * count)}"
        " RETURNING id"
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
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


def _adapted(value: Any) -> Any:
    """Return a value as the engine takes it: SQLite knows no moments, amounts and uids."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if connection.vendor == "sqlite":
        if isinstance(value, Decimal):
            return str(value)
        if isinstance(value, UUID):
            return value.hex
    return value


def _quoted(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
