"""An order's bill: settled by the payment that covers it, or void.

Called under the order's lock. Two triggers do the rest, so that no order is without a bill and none
is settled by any other way: an order begins with an open bill, on the terms of then, and a payment
adds itself to its bill, which it settles when nothing is left to pay.
"""

from datetime import datetime

from core_app.plain_sql import send
from orders_app.billing.bill import Reckoning
from orders_app.models import Bill, Order


def write_figures(order: Order, figures: Reckoning) -> int:
    """Write what an order's open bill comes to, for it to be paid; return the bill's id.

    Raises LookupError without an open bill, which an open order that is locked cannot be.
    """
    written = send(
        "UPDATE bills SET goods = %s, total = %s WHERE order_id = %s AND status = 'open'"
        " RETURNING id",
        figures.goods, figures.total, order.pk,
    )  # fmt: skip
    if not written:
        raise LookupError(f"order {order.pk} has no open bill")
    return written[0][0]


def void(order: Order, at: datetime) -> None:
    """Void the open bill of an order that ends unpaid."""
    bill = Bill.objects.filter(order=order, status=Bill.Status.OPEN)
    bill.update(status=Bill.Status.VOID, closed_at=at)
