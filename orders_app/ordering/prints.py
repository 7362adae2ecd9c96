"""Each print of an order's paper is counted and told to the audit log.

Of a paid order's receipt the first one is the receipt; all others are copies, and say so. A bill
before payment is told too, and has no number.
"""

from django.core import signing

from core_app.errors import NotFound
from core_app.idempotency import Call, Done, run_once
from core_app.models import AuditEvent
from core_app.moment import Moment
from orders_app.models import Order

PRINTED = "receipt.printed"
VALID_SECONDS = 60  # from the tap to the print
_SALT = "orders_app.prints"


def print_paper(at: Moment, order_id: int) -> int:
    """Tell that an order's paper is printed, once under its key; return which print of its receipt
    that is (1 is the receipt itself), 0 of a bill before payment. Raises NotFound."""
    call = Call(at, "POST", "/orders/{id}/receipt/print", (order_id,), {})
    answer = run_once(call, lambda fresh: _tell(fresh, order_id), lambda number: _done(number, 0))
    return answer.body["number"]


def released(order_id: int, number: int) -> str:
    """Return a word for a page's address: it may show this print for a minute."""
    return signing.dumps([order_id, number], salt=_SALT)


def number_of_print(word: str, order_id: int) -> int:
    """Return which print a page may show, 0 where its address holds no such word or an old one."""
    try:
        order, number = signing.loads(word, salt=_SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError):
        return 0
    return number if order == order_id else 0


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
    return Done(200, {"order_id": order_id, "number": number}, order_id)
