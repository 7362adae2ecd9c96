"""An order's total: the sum of its lines, read under the order's lock and never taken on trust."""

import logging
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from core_app.moment import Moment
from core_app.money import as_number, baht
from core_app.plain_sql import send
from orders_app.models import Order
from orders_app.ordering import summary

log = logging.getLogger(__name__)


_SUM = "SUM(price * (qty - voided_qty))"  # of lines, as bill_of reckons them
_OF_LIVE_LINES = "FROM order_items WHERE order_id = %s AND voided_at IS NULL"
SUM_OF_LINES = f"(SELECT {_SUM} {_OF_LIVE_LINES})"  # of an order's number


def in_baht(total: Any) -> Decimal:
    """Return what the database says of such a sum, which is NULL of no lines, in baht.

    SQLite sums in binary fractions: 40 × 19.90 is not quite 796.
    """
    return baht(str(total or 0))


def count_and_sum(order: Order) -> tuple[int, Decimal]:
    """Return how many unvoided lines an order has and their sum in baht."""
    return _looked_at(order)[:2]


def mended_sum(
    order: Order, at: Moment, *, also: str = "", of_the_shop: Sequence[str] = ()
) -> tuple[Any, ...]:
    """Return how many unvoided lines a locked order has and their sum in baht, which it now says;
    and, asked in the same statement, what `also` says, which another room asks of the order's
    number, and `of_the_shop`, which are about no order.

    Every command builds on this and never on the stored figure, which a hand in the tables may have
    changed: read under the order's lock, so that a guest never pays a stale sum.
    """
    count, total, *more = _looked_at(order, also, of_the_shop)
    mend(order, total, at.record)
    return count, total, *more


def _looked_at(order: Order, also: str = "", of_the_shop: Sequence[str] = ()) -> tuple[Any, ...]:
    asked = ", ".join(["COUNT(*)", _SUM, also or "NULL", *of_the_shop])
    text = f"SELECT {asked} {_OF_LIVE_LINES}"
    ((count, total, *more),) = send(text, *[order.pk] * (2 if also else 1))
    return count, in_baht(total), *more


def mend(order: Order, total: Decimal, record: Callable[..., None], **told: Any) -> None:
    """Write the sum of the lines where another figure stands: only a hand in the tables does that.

    The order is locked; `record` takes the event for the audit log. A statement of its own:
    it mends what stood before its command, which writes its own summary.
    """
    if total == order.total_price:
        return
    log.error("Total mended: order_id=%s, stored=%s, lines=%s", order.pk, order.total_price, total)
    before = order.total_price
    write(order, total)
    record(
        action="order.total_mended",
        subject="order",
        subject_id=order.pk,
        is_notable=True,
        before={"total_price": as_number(before)},
        after={"total_price": as_number(total)},
        **told,
    )


def write(order: Order, total: Decimal) -> None:
    """Give a locked order its new total, in baht."""
    summary.write(order, total_price=total)
