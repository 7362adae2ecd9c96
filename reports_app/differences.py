"""What does not add up, and asking the database for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

_FETCH = 500  # rows


@dataclass(frozen=True)
class Difference:
    """One thing that does not add up: `kind` for programs, `message` (Thai) for people."""

    kind: str
    subject: str
    subject_id: int
    message: str


def of_order(kind: str, order_id: int, fact: str) -> Difference:
    """Return what does not add up in an order."""
    return Difference(kind, "order", order_id, f"ออเดอร์ {order_id}: {fact}")


def rows(sql: str) -> Iterator[tuple]:
    """Yield the rows of `sql` without holding them all."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while found := cursor.fetchmany(_FETCH):
            yield from found
