"""Taking a line off the bill before payment: the dish was not made. The line stays, struck out."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.utils import timezone

from core_app.errors import NotFound
from core_app.fields import Baht
from core_app.moment import Moment
from core_app.money import as_number
from orders_app.commands.declaration import command
from orders_app.commands.shapes import CommandOut, ReasonIn
from orders_app.models import Order, due_of
from orders_app.ordering import totals
from orders_app.ordering.queries import NO_SUCH_LINE
from orders_app.refusals import ItemVoided
from staff_app.rights import ensure_seller


class ItemVoidedOut(CommandOut):
    """The struck line and the new total."""

    order_id: int
    item_id: int
    voided_at: datetime
    void_reason: str
    total_price: Baht


@command(
    "/orders/{id}/items/{id}/void",
    asks=ReasonIn,
    answers=ItemVoidedOut,
    status=HTTPStatus.OK,
    right=ensure_seller,
    stands_for=("reason",),
    statements=9,
)
def void_item(
    at: Moment, order: Order, name: int | UUID, asked: ReasonIn
) -> tuple[Order, dict[str, Any]]:
    """Take a line off an unpaid bill, with a reason."""
    items = list(order.items.all())  # all of them: the total is their sum
    item = next((each for each in items if name in (each.pk, each.uid)), None)
    if item is None:
        raise NotFound(NO_SUCH_LINE)
    if item.voided_at:
        raise ItemVoided
    totals.mend(order, due_of(items), at.record)
    item.voided_at, item.void_reason = timezone.now(), asked.reason
    item.save(update_fields=["voided_at", "void_reason"])
    totals.write(order, due_of(items))
    at.record(
        action="order.item_voided",
        subject="order",
        subject_id=order.pk,
        item_id=item.pk,
        reason=item.void_reason,
        total_price=as_number(order.total_price),
    )
    return order, {
        "order_id": order.pk,
        "item_id": item.pk,
        "voided_at": item.voided_at,
        "void_reason": item.void_reason,
        "total_price": order.total_price,
    }
