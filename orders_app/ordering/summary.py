"""What an order's row says of its lines, bills, payments and seatings: written here alone, last."""

from typing import Any

from core_app.plain_sql import update
from orders_app.models import Order


def write(order: Order, **columns: Any) -> None:
    """Write columns of a locked order in one statement; its version grows.

    After the facts they sum up: the database refuses an order that says other than those.
    """
    for name, value in columns.items():
        setattr(order, name, value)
    order.version += 1
    update(order, *columns, "version", "updated_at")
