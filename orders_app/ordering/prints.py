"""Each print of an order's paper is counted and told to the audit log.

Of a paid order's receipt the first one is the receipt; all others are copies, and say so. A bill
before payment is told too, and has no number. Where the shop has a printer for receipts, the paper
is a print job, written in the same transaction; else a browser prints its page.
"""

import time
from typing import NamedTuple

from django.core import signing
from django.utils import timezone

from core_app.errors import NotFound
from core_app.idempotency import Call, Done, run_once
from core_app.models import AuditEvent
from core_app.moment import Moment
from core_app.paper import to_text
from orders_app.models import Order, Printer, PrintJob
from orders_app.ordering.queries import find_order
from orders_app.ordering.receipt_paper import receipt_rows

PRINTED = "receipt.printed"
VALID_SECONDS = 60  # from the tap to the print
_SALT = "orders_app.prints"
_SALT_OF_PRINTERS = "orders_app.prints.printers"


class Told(NamedTuple):
    """Who prints: the shop's `printer`, by name, or else a browser; and a `word` for the address of
    the page that says so."""

    printer: str
    word: str


def print_paper(at: Moment, order_id: int) -> Told:
    """Tell that an order's paper is printed, once under its key, and give it to the printer for
    receipts. Where there is none the word's page may show this print for a minute from then on.
    Raises NotFound."""
    call = Call(at, "POST", "/orders/{id}/receipt/print", (order_id,), {})
    answer = run_once(call, lambda fresh: _tell(fresh, order_id), lambda number: _done(number, 0))
    told = answer.body  # the first one's: a key that comes again later opens no new minute
    if printer := told.get("printer"):
        return Told(printer, signing.dumps([order_id, printer], salt=_SALT_OF_PRINTERS))
    return Told("", signing.dumps([order_id, told["number"], told["at"]], salt=_SALT))


def number_of_print(word: str, order_id: int) -> int:
    """Return which print of its receipt a page may show (1 is the receipt itself); 0 of a bill
    before payment, and where its address holds no such word or an old one."""
    try:
        order, number, at = signing.loads(word, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return 0
    is_fresh = time.time() - at <= VALID_SECONDS
    return number if order == order_id and is_fresh else 0


def printer_of_print(word: str, order_id: int) -> str:
    """Return the printer that an order's paper was sent to, by name; "" without such a word."""
    try:
        order, printer = signing.loads(word, salt=_SALT_OF_PRINTERS)
    except (signing.BadSignature, ValueError):
        return ""
    return printer if order == order_id else ""


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
    printer = Printer.objects.filter(prints_receipts=True, active=True).first()
    if printer:
        _give(at, printer, find_order(order_id), number)
    return _done(order.pk, number, printer)


def _give(at: Moment, printer: Printer, order: Order, number: int) -> None:
    now, what = timezone.now(), "ใบเสร็จ" if number else "ใบแจ้งรายการ"
    PrintJob.objects.create(
        key=at.key,
        kind=PrintJob.Kind.RECEIPT,
        order=order,
        printer=printer,
        title=f"{what} ออเดอร์ {order.pk} · {order.place}",
        content=to_text([receipt_rows(order, number)]),
        created_at=now,
        changed_at=now,
    )


def _printed_before(order: Order) -> int:
    events = AuditEvent.objects.filter(subject="order", subject_id=order.pk, action=PRINTED)
    return sum("print" in details for details in events.values_list("details", flat=True))


def _done(order_id: int, number: int, printer: Printer | None = None) -> Done:
    body = {"order_id": order_id, "number": number, "at": int(time.time())}
    return Done(200, body | ({"printer": printer.name} if printer else {}), order_id)
