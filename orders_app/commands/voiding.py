"""Taking some or all of a line off the bill before payment: the dish was not made.

The line stays as it was ordered; each void is a row beside it.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from pydantic import Field, Strict

from core_app.errors import NotFound
from core_app.fields import Baht
from core_app.models import AuditEvent
from core_app.moment import Moment
from core_app.money import as_number
from core_app.plain_sql import fetch
from menu_app import limits
from orders_app.billing.bill import bill_of
from orders_app.commands.approved import needs_a_word, use_word
from orders_app.commands.declaration import command
from orders_app.commands.shapes import CommandOut, ReasonIn
from orders_app.kitchen.slips import FOR_PAPER, SENT_TO, WAS_MADE, take_back
from orders_app.models import LARGEST_QTY, ItemVoid, Order, OrderItem
from orders_app.ordering import totals
from orders_app.ordering.queries import NO_SUCH_LINE
from orders_app.refusals import ItemVoided, VoidsTooMany
from staff_app import approvals
from staff_app.models import Approval
from staff_app.rights import ensure_seller

_UNDO = timedelta(seconds=60)
RAN_OUT = "ของหมด"  # the reason of a void that leaves no portion for anybody else
# Of a line, within a statement about lines: how many portions there are of its dish; NULL where
# nobody counts them, and where the line was made: what was made is had by nobody else.
_COUNTED = (
    f"CASE WHEN {WAS_MADE} THEN NULL ELSE"
    " (SELECT portions FROM menu_limits WHERE menu_id = order_items.menu_id) END"
)


class VoidIn(ReasonIn):
    """Void a line, and why. Without `qty`: all that is left of it."""

    qty: Annotated[
        int | None,
        Strict(),
        Field(ge=1, le=LARGEST_QTY, description="จำนวนที่ยกเลิก ไม่ระบุ = ทั้งหมดที่เหลือ"),
    ] = None


class ItemVoidedOut(CommandOut):
    """The void and the new total; where it was asked how many, what is left of the line too."""

    order_id: int
    item_id: int
    voided_at: datetime
    void_reason: str
    total_price: Baht
    left: int | None = None


@command(
    "/orders/{id}/items/{id}/void",
    asks=VoidIn,
    answers=ItemVoidedOut,
    status=HTTPStatus.OK,
    right=ensure_seller,
    stands_for=("reason",),
    stands_for_if_told=("qty",),
    statements=9,
)
def void_item(
    at: Moment, order: Order, name: int | UUID, asked: VoidIn
) -> tuple[Order, dict[str, Any]]:
    """Take some or all of a line off an unpaid bill, with a reason."""
    # All of them: the total is their sum.
    also = FOR_PAPER | {
        "sent_to": SENT_TO,
        "counted": _COUNTED,
        "somebody_can": approvals.somebody_can(),
    }
    told = (order.table_id, order.pk)
    items = fetch(OrderItem, "WHERE order_id = %s ORDER BY id", *told, also=also)
    item = _line(items, name, asked)
    word = _word(at, order, items, item, item.price * (asked.qty or item.left))
    totals.mend(order, bill_of(items).total, at.record)
    void = ItemVoid(item=item, qty=asked.qty or item.left, reason=asked.reason)
    void.created_at = timezone.now()
    void.save()  # and the line's summary by a trigger
    take_back(at, order, item, void.qty, void.reason)
    item.voided_qty += void.qty
    totals.write(order, bill_of(items).total)
    if item.counted is not None and asked.reason != RAN_OUT:
        limits.give_back(item.menu_id, void.qty)
    _tell(at, order, void, word)
    return order, {
        "order_id": order.pk,
        "item_id": item.pk,
        "voided_at": void.created_at,
        "void_reason": void.reason,
        "total_price": order.total_price,
    } | ({} if asked.qty is None else {"left": item.left})


def _tell(at: Moment, order: Order, void: ItemVoid, word: dict[str, Any]) -> None:
    item = void.item
    how_many = {"qty": void.qty} if item.left or void.qty < item.qty else {}
    at.record(
        action="order.item_voided",
        subject="order",
        subject_id=order.pk,
        item_id=item.pk,
        is_notable=True,
        dish=item.name,
        taken_off=as_number(item.price * void.qty),
        reason=void.reason,
        total_price=as_number(order.total_price),
        **how_many,
        **word,
    )


def _line(items: list[OrderItem], name: int | UUID, asked: VoidIn) -> OrderItem:
    """Return the line of that number or uid, of which so many are left. Raises what says not."""
    item = next((each for each in items if name in (each.pk, each.uid)), None)
    if item is None:
        raise NotFound(NO_SUCH_LINE)
    if item.voided_at:
        raise ItemVoided
    if (asked.qty or 0) > item.left:
        raise VoidsTooMany(item)
    return item


def _word(
    at: Moment, order: Order, items: list[OrderItem], item: OrderItem, lost: Decimal
) -> dict[str, Any]:
    """Return what the audit log hears of a manager's word. Raises ApprovalNeeded.

    With what was taken off the order before: many small voids are not less than a large one.
    """
    before = sum((each.price * each.voided_qty for each in items), Decimal(0))
    is_needed = needs_a_word(at, before + lost, somebody_can=item.somebody_can)
    if not is_needed or _is_undo(at, order, item):
        return {}
    return use_word(at, Approval.Subject.VOID, item.pk, lost)


def _is_undo(at: Moment, order: Order, item: OrderItem) -> bool:
    """Tell whether a line is taken off within a minute by whoever added it, on the device it was
    added on: a finger that slipped. A page without a script and a program say no device, so of
    those the person alone counts.

    The minute is the server's; the audit log, which the device cannot write, says who and where.
    """
    if timezone.now() - item.created_at >= _UNDO:
        return False
    added = AuditEvent.objects.filter(
        subject="order", subject_id=order.pk, action="order.items_added", staff=at.author
    )
    # What waited on its device for a minute was no slip of a finger just now.
    at_once = [event for event in added if "waited" not in event.details]
    devices = [event.client_id for event in at_once if item.pk in event.details["item_ids"]]
    return any(device is None or at.device in (None, device) for device in devices)
