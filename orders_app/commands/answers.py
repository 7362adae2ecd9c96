"""The JSON bodies the commands answer with: the brief's shapes, in one place for both doors."""

from typing import Any

from core_app.idempotency import Origin
from orders_app.models import Order, OrderItem, due_of
from orders_app.ordering.queries import TableState


def for_device(body: dict[str, Any], order: Order, origin: Origin) -> dict[str, Any]:
    """Add the order's version for a till, which must tell an older answer from a newer one.

    Other callers get the owner's shapes to the letter.
    """
    return body | {"version": order.version} if origin.client_id else body


def opened(order: Order) -> dict[str, Any]:
    """Answer of opening a table."""
    return {
        "order_id": order.pk,
        "table_id": order.table_id,
        "status": order.status,
        "total_price": order.total_price,
        "created_at": order.created_at,
    }


def items_added(order: Order, items: list[OrderItem]) -> dict[str, Any]:
    """Answer of adding lines: the new lines and the new total."""
    return {
        "order_id": order.pk,
        "items": [
            {
                "id": item.pk,
                "menu_id": item.menu_id,
                "name": item.name,
                "qty": item.qty,
                "price": item.price,
            }
            for item in items
        ],
        "total_price": order.total_price,
    }


def paid(order: Order) -> dict[str, Any]:
    """Answer of paying."""
    return {
        "order_id": order.pk,
        "status": order.status,
        "total_price": order.total_price,
        "amount_received": order.amount_received,
        "change": order.change,
        "paid_at": order.paid_at,
    }


def cancelled(order: Order) -> dict[str, Any]:
    """Answer of cancelling."""
    return {
        "order_id": order.pk,
        "status": order.status,
        "total_price": order.total_price,
        "cancel_reason": order.cancel_reason,
        "cancelled_at": order.cancelled_at,
    }


def item_voided(order: Order, item: OrderItem) -> dict[str, Any]:
    """Answer of voiding a line."""
    return {
        "order_id": order.pk,
        "item_id": item.pk,
        "voided_at": item.voided_at,
        "void_reason": item.void_reason,
        "total_price": order.total_price,
    }


def summary(order: Order) -> dict[str, Any]:
    """An order as lists show it."""
    return {
        "order_id": order.pk,
        "table_id": order.table_id,
        "table_name": order.table.name,
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


def floor(table_states: list[TableState]) -> dict[str, Any]:
    """Every table with its open order: what a till must know to go on selling by itself."""
    return {
        "tables": [
            {
                "id": table_state.table.pk,
                "name": table_state.table.name,
                "zone": table_state.table.zone.name,
                "order": _standing(table_state.order) if table_state.order else None,
            }
            for table_state in table_states
        ]
    }


def _standing(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.pk,
        "version": order.version,
        "total_price": order.due,
        "created_at": order.created_at,
        "items": [_line(item) for item in order.items.all()],
    }


def _line(item: OrderItem) -> dict[str, Any]:
    return {
        "id": item.pk,
        "menu_id": item.menu_id,
        "name": item.name,
        "qty": item.qty,
        "price": item.price,
        "void_reason": item.void_reason if item.voided_at else None,
    }


def whole(order: Order, items: list[OrderItem]) -> dict[str, Any]:
    """An order with all its lines, voided ones too: enough to put a screen back together."""
    lines = [
        {
            "id": item.pk,
            "menu_id": item.menu_id,
            "name": item.name,
            "qty": item.qty,
            "price": item.price,
            "created_at": item.created_at,
            "voided_at": item.voided_at,
            "void_reason": item.void_reason or None,
        }
        for item in items
    ]
    due = {"total_price": due_of(items)} if order.is_open else {}
    return summary(order) | due | {"cancel_reason": order.cancel_reason or None, "items": lines}
