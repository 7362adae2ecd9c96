"""Each print of an order's paper is counted and told to the audit log.

Of a paid order's receipt the first one is the receipt; all others are copies, and say so. A bill
before payment is told too, and has no number.
"""

import time

from django.core import signing

from core_app.errors import NotFound
from core_app.idempotency import Call, Done, run_once
from core_app.models import AuditEvent
from core_app.moment import Moment
from orders_app.models import Order

PRINTED = "receipt.printed"
VALID_SECONDS = 60  # from the tap to the print
_SALT = "orders_app.prints"


def print_paper(at: Moment, order_id: int) -> str:
    """Tell that an order's paper is printed, once under its key; return a word for the address of
    its page, which may show this print for a minute from then on. Raises NotFound."""
    call = Call(at, "POST", "/orders/{id}/receipt/print", (order_id,), {})
    answer = run_once(call, lambda fresh: _tell(fresh, order_id), lambda number: _done(number, 0))
    told = answer.body  # the first one's: a key that comes again later opens no new minute
    return signing.dumps([order_id, told["number"], told["at"]], salt=_SALT)


def number_of_print(word: str, order_id: int) -> int:
    """Return which print of its receipt a page may show (1 is the receipt itself); 0 of a bill
    before payment, and where its address holds no such word or an old one."""
    try:
        order, number, at = signing.loads(word, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return 0
    is_fresh = time.time() - at <= VALID_SECONDS
    return number if order == order_id and is_fresh else 0


def _tell(at: Moment, order_id: int) -> Done:
    # Two who print in one moment are one after the other, or both would hold the first.
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
    if order is None:
        raise NotFound
    number = _printed_before(order) + 1 if order.status == Order.Status.PAID else 0
    at.record(
        action=PRINTED,
        subject="order",
        subject_id=order.pk,
        is_notable=number > 1,
        **({"print": number} if number else {}),
    )
    return _done(order.pk, number)


def _printed_before(order: Order) -> int:
    events = AuditEvent.objects.filter(subject="order", subject_id=order.pk, action=PRINTED)
    return sum("print" in details for details in events.values_list("details", flat=True))


def _done(order_id: int, number: int) -> Done:
    return Done(200, {"order_id": order_id, "number": number, "at": int(time.time())}, order_id)
