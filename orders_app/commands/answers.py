"""An order as it is read: the brief's shapes, in one place for lists, pages and old keys."""

from typing import Any

from orders_app.billing.bill import bill_of
from orders_app.commands.shapes import line_answer
from orders_app.models import Order, OrderItem


def summary(order: Order) -> dict[str, Any]:
    """An order as lists show it."""
    return {
        "order_id": order.pk,
        "table_id": order.table_id,
        "table_name": order.place,
        "status": order.status,
        "total_price": order.total_price,
        "payment_method": order.payment_method,
        "amount_received": order.amount_received,
        "change": order.change,
        "version": order.version,
        "created_at": order.created_at,
        "paid_at": order.paid_at,
        "cancelled_at": order.cancelled_at,
    }


def whole(order: Order, items: list[OrderItem]) -> dict[str, Any]:
    """An order with all its lines, voided ones too: enough to put a screen back together."""
    lines = [
        line_answer(item)
        | {
            "created_at": item.created_at,
            "voided_at": item.voided_at,
            "void_reason": item.void_reason or None,
        }
        | ({"voided_qty": item.voided_qty} if item.left and item.voided_qty else {})
        for item in items
    ]
    due = {"total_price": bill_of(items).total} if order.is_open else {}
    return summary(order) | due | {"cancel_reason": order.cancel_reason or None, "items": lines}
