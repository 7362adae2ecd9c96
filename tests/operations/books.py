"""A running shop's own tables, looked at from this process: no server stands in between."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.db import connections
from django.db.models import Count
from django.db.utils import ConnectionHandler

from core_app.database import postgres_options, sqlite_options
from core_app.models import IdempotencyKey
from orders_app.models import Order
from reports_app.ledger import differences
from tests.server import RealServer


@contextmanager
def books_of(shop: RealServer) -> Iterator[None]:
    """Let this thread's queries go to `shop`'s database."""
    usual = connections["default"]
    theirs = ConnectionHandler({"default": _options(shop)})["default"]
    connections["default"] = theirs
    try:
        yield
    finally:
        theirs.close()
        connections["default"] = usual


def _options(shop: RealServer) -> dict:
    url = shop.env.get("DATABASE_URL")
    if not url:
        return sqlite_options(shop.folder / "var" / "pos.sqlite3")
    options = postgres_options(environ.Env.db_url_config(url), environ.Env(), patient=True)
    del options["OPTIONS"]["pool"]  # one look needs one connection
    return options


def wrongs() -> list[str]:
    """Return what does not add up in the books that are open."""
    return [difference.message for difference in differences()]


def orders_as_they_stand() -> dict[int, tuple[str, int]]:
    """Return each order's status and number of lines."""
    orders = Order.objects.annotate(lines=Count("items"))
    return {order.pk: (order.status, order.lines) for order in orders}


def tables_with_guests() -> set[int]:
    """Return the tables on which an open order stands."""
    return set(Order.objects.filter(status="open").values_list("table_id", flat=True))


def keys_used() -> int:
    """Return how many commands were ever done or refused for good."""
    return IdempotencyKey.objects.count()
