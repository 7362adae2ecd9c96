"""Closing an order without payment.

Runs inside the caller's transaction (orders_app.commands); it never sees a request.
"""

import logging

from django.db import transaction
from django.utils import timezone

from core_app import audit
from core_app.errors import Forbidden
from core_app.idempotency import HERE, Origin
from core_app.money import as_number
from orders_app.models import Order
from orders_app.ordering import mending
from orders_app.ordering.locks import lock_open_order
from staff_app.models import User
from tables_app import table_state

log = logging.getLogger(__name__)

_LINES_STAND = (
    "ออเดอร์นี้ยังมีรายการอาหาร ต้องให้ผู้จัดการยกเลิก หรือยกเลิกทุกรายการก่อน (กด ⋯ ที่รายการ) แล้วปิดออเดอร์"
)


def cancel_order(*, order_id: int, reason: str, staff: User, origin: Origin = HERE) -> Order:
    """Close an order without payment and free its table; the caller ensures a seller asks.

    While a line stands it is the manager's to do. That is decided under the lock: another till
    may add a line between the look at the page and the deed.
    Raises NotFound, OrderNotOpen, Forbidden (not stored: without lines the same key may come).
    """
    order = lock_open_order(order_id)
    # A closed order is never mended again.
    lines, _ = mending.mended_sum(order, staff=staff, origin=origin)
    if lines and not staff.is_manager:
        raise Forbidden(_LINES_STAND)
    order.status, order.cancel_reason = Order.Status.CANCELLED, reason
    order.cancelled_at = timezone.now()
    order.version += 1
    order.save(update_fields=["status", "cancel_reason", "cancelled_at", "version", "updated_at"])
    table_state.release(order.table_id)
    audit.record(
        action="order.cancelled",
        subject="order",
        subject_id=order.pk,
        staff=staff,
        origin=origin,
        reason=reason,
        total_price=as_number(order.total_price),
    )
    transaction.on_commit(lambda: log.info("Order cancelled: order_id=%s", order.pk))
    return order
