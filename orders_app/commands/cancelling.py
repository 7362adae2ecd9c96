"""Closing an order without payment."""

import logging
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core_app import business_day
from core_app.errors import Forbidden
from core_app.fields import Baht
from core_app.moment import Moment
from core_app.money import ZERO, as_number
from core_app.plain_sql import send
from menu_app import limits
from orders_app.commands.approved import needs_a_word, use_word
from orders_app.commands.declaration import command
from orders_app.commands.shapes import CommandOut, ReasonIn, Status
from orders_app.commands.voiding import RAN_OUT
from orders_app.kitchen.slips import SLIPS_OF_ORDER, WAS_MADE, take_all_back
from orders_app.models import Order
from orders_app.ordering import bills, seating, summary, totals
from staff_app import approvals
from staff_app.models import Approval
from staff_app.rights import ensure_seller

log = logging.getLogger(__name__)

_LINES_STAND = (
    "ออเดอร์นี้ยังมีรายการอาหาร ต้องให้ผู้จัดการยกเลิก หรือยกเลิกทุกรายการก่อน (กด ⋯ ที่รายการ) แล้วปิดออเดอร์"
)
# Of an order's number: how many of each dish stand on it that no kitchen has made.
_NOT_MADE = (
    "SELECT menu_id, SUM(qty - voided_qty) FROM order_items"
    f" WHERE order_id = %s AND voided_at IS NULL AND NOT {WAS_MADE}"
    " GROUP BY menu_id ORDER BY menu_id"
)


class CancelledOut(CommandOut):
    """The cancelled order."""

    order_id: int
    status: Status
    total_price: Baht
    cancel_reason: str
    cancelled_at: datetime


@command(
    "/orders/{id}/cancel",
    asks=ReasonIn,
    answers=CancelledOut,
    status=HTTPStatus.OK,
    right=ensure_seller,
    stands_for=("reason",),
    statements=10,
)
def cancel_order(at: Moment, order: Order, asked: ReasonIn) -> tuple[Order, dict[str, Any]]:
    """Close an order unpaid, with a reason; one with lines only with a manager's word."""
    # A closed order is never mended again.
    of_the_shop = (approvals.somebody_can(), limits.ARE_COUNTED)
    lines, lost, slips, somebody_can, are_counted = totals.mended_sum(
        order, at, also=SLIPS_OF_ORDER, of_the_shop=of_the_shop
    )
    # Decided under the lock: another till may add a line between the look at the page and the
    # deed. Not stored: without lines the same key may come again.
    word = _word(at, order, lost, somebody_can) if lines else {}
    now = timezone.now()
    day = business_day.stamp(at.tapped_at(now), arrived_at=now, not_before=order.opened_at)
    if slips:
        take_all_back(at, order, asked.reason)
    bills.void(order, now)
    seating.leave(order, now)
    summary.write(
        order,
        status=Order.Status.CANCELLED,
        cancel_reason=asked.reason,
        cancelled_at=now,
        ended_on=max(day, order.business_date or day),
    )
    if are_counted and asked.reason != RAN_OUT:
        _give_back(order)
    _tell(at, order, is_notable=bool(lines), **word)
    return order, {
        "order_id": order.pk,
        "status": order.status,
        "total_price": order.total_price,
        "cancel_reason": order.cancel_reason,
        "cancelled_at": order.cancelled_at,
    }


def _tell(at: Moment, order: Order, **told: Any) -> None:
    """Write the audit log now, and the log line once it is true."""
    at.record(
        action="order.cancelled",
        subject="order",
        subject_id=order.pk,
        reason=order.cancel_reason,
        total_price=as_number(order.total_price),
        **told,
    )
    transaction.on_commit(lambda: log.info("Order cancelled: order_id=%s", order.pk))


def _word(at: Moment, order: Order, lost: Decimal, somebody_can: Any) -> dict[str, Any]:
    """Return what the audit log hears of a manager's word. Raises Forbidden, ApprovalNeeded."""
    if not (somebody_can or at.author.is_manager):
        raise Forbidden(_LINES_STAND)
    # With what was taken off before, as for a void; nobody reckons where nothing is too little.
    before = _taken_off(order) if settings.APPROVAL_FROM else ZERO
    if not needs_a_word(at, before + lost, somebody_can=somebody_can):
        return {}
    return use_word(at, Approval.Subject.CANCEL, order.pk, lost)


def _taken_off(order: Order) -> Decimal:
    told = send("SELECT SUM(price * voided_qty) FROM order_items WHERE order_id = %s", order.pk)
    return totals.in_baht(told[0][0])


def _give_back(order: Order) -> None:
    """Add what was not made to what is counted of its dishes, by ascending dish."""
    for dish, qty in send(_NOT_MADE, order.pk):
        limits.give_back(dish, qty)
