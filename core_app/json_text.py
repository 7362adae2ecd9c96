"""JSON in and out: strict when read, numbers for money, Thai as Thai."""

import json
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core_app.errors import InvalidJson
from core_app.money import as_number


def utc_text(moment: datetime) -> str:
    """Return an aware `moment` as '2026-01-21T12:00:00Z' (UTC, whole seconds)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(value: Any) -> str:
    """Return `value` as JSON text: decimals as numbers, times in UTC, Thai unescaped."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def canonical(value: Any) -> str:
    """Return one text for equal values, however a client ordered or spaced them."""
    return json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )


def read(body: bytes) -> Any:
    """Return the value of a JSON `body`; fractions arrive as Decimal, so no satang is lost.

    Raises InvalidJson for bad UTF-8, NaN and Infinity, numbers beyond Decimal's or int's reach,
    broken or endlessly nested text.
    """
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise InvalidJson from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: which of the two tables did the client mean?"""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands twice")
    return value


def _refuse_constant(name: str):
    raise ValueError(f"{name} is no JSON")


def _plain(value: Any):
    if isinstance(value, Decimal):
        return as_number(value)
    if isinstance(value, datetime):
        return utc_text(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
