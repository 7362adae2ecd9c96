"""The order row's lock: taken once, first, and re-read inside (docs/locking.md)."""

from uuid import UUID

from django.db import connection

from core_app.fields import LARGEST_ID
from core_app.plain_sql import fetch
from orders_app.models import Order
from orders_app.ordering.queries import not_here
from orders_app.refusals import OrderNotOpen, WrongTable

# SQLite needs none: the whole transaction holds the write lock.
LOCKED = "FOR UPDATE" if connection.features.has_select_for_update else ""
_BY_NUMBER, _BY_NAME = (f"WHERE {column} = %s {LOCKED}" for column in ("id", "uid"))


def lock_open_order(name: int | UUID, *, table_id: int | None = None) -> Order:
    """Return the open order, locked until the transaction ends.

    `table_id` is the table that the asking page shows, if it told one: it names its table to the
    cashier, so nothing may happen to another's order; one without a table is at no other. On SQLite
    the whole transaction already holds the write lock. Raises NotFound, OrderNotHereYet,
    OrderNotOpen, WrongTable.
    """
    condition = _BY_NAME if isinstance(name, UUID) else _BY_NUMBER
    fits_the_column = isinstance(name, UUID) or name <= LARGEST_ID
    order = next(iter(fetch(Order, condition, name)), None) if fits_the_column else None
    if order is None:
        raise not_here(name)
    if not order.is_open:
        raise OrderNotOpen(order)
    if order.table_id and table_id not in (None, order.table_id):
        raise WrongTable(order)
    return order
