"""Where a party sits. When its seating ends, the place is free: its table follows by itself."""

from datetime import datetime

from core_app.plain_sql import change, send
from orders_app.models import Order, Seating
from orders_app.ordering.locks import LOCKED
from orders_app.ordering.queries import open_order_of
from tables_app.table_state import ensure_in_use

FIRST_PARTY = 1


def sit_down(order: Order, table_id: int, at: datetime) -> bool:
    """Give a free table to an order; tell whether it was free.

    The database arbitrates: who comes second waits for the first, at the table's row, and gets
    nothing. So does who retires the table meanwhile. Raises NotFound for a table that does not
    exist or is retired.
    """
    if take_place(order, table_id, at):
        return True
    ensure_in_use(table_id)
    return False


def take_place(order: Order, table_id: int, at: datetime) -> bool:
    """Give a table to an order; tell whether it was there, in use, and free."""
    taken = send(
        "INSERT INTO order_tables (order_id, table_id, party, since)"
        f" SELECT %s, id, %s, %s FROM tables WHERE id = %s AND active {LOCKED}"
        " ON CONFLICT DO NOTHING RETURNING id",
        order.pk, FIRST_PARTY, at, table_id,
    )  # fmt: skip
    return bool(taken)


def stand(order: Order) -> Order:
    """Let an order be without a table: others sit at it."""
    order.kind, order.table = Order.Kind.NO_TABLE, None
    order.save(update_fields=["kind", "table"])
    return order


def leave(order: Order, at: datetime) -> None:
    """End wherever an order's party sits."""
    change("UPDATE order_tables SET until = %s WHERE order_id = %s AND until IS NULL", at, order.pk)


def is_taken(table_id: int) -> bool:
    """Tell whether a party sits at a table, or an open order names it whose seat was lost."""
    sits = Seating.objects.filter(table_id=table_id, until=None)
    return sits.exists() or open_order_of(table_id) is not None
