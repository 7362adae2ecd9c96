"""The order row's lock: taken once, first, and re-read inside (docs/locking.md)."""

from core_app.errors import NotFound
from orders_app.models import Order
from orders_app.refusals import OrderNotOpen


def lock_open_order(order_id: int) -> Order:
    """Return the open order, locked until the transaction ends.

    On SQLite the whole transaction already holds the write lock. Raises NotFound, OrderNotOpen.
    """
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotFound("ไม่พบออเดอร์นี้ กรุณาตรวจสอบหมายเลขออเดอร์")
    if not order.is_open:
        raise OrderNotOpen(order)
    return order
