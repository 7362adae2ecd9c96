"""The order row's lock: taken once, first, and re-read inside (docs/locking.md)."""

from uuid import UUID

from orders_app.models import Order
from orders_app.ordering.queries import named, not_here
from orders_app.refusals import OrderNotOpen, WrongTable


def lock_open_order(name: int | UUID, *, table_id: int | None = None) -> Order:
    """Return the open order, locked until the transaction ends.

    `table_id` is the table that the asking page shows, if it told one: it names its table to the
    cashier, so nothing may happen to another's order; one without a table is at no other. On SQLite
    the whole transaction already holds the write lock. Raises NotFound, OrderNotHereYet,
    OrderNotOpen, WrongTable.
    """
    order = Order.objects.select_for_update().filter(**named(name)).first()
    if order is None:
        raise not_here(name)
    if not order.is_open:
        raise OrderNotOpen(order)
    if order.table_id and table_id not in (None, order.table_id):
        raise WrongTable(order)
    return order
