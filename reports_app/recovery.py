"""What a crash, a lost tablet or a forgotten bill leaves behind: orders open for too long.

Nothing here is needed for a restart: an open order is simply open again. It is for people who want
to know which of them nobody will come back to.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from core_app import audit_words
from core_app.models import AuditEvent
from orders_app.models import Order, Seating
from tables_app.models import Table


@dataclass(frozen=True)
class StuckOrder:
    """An order that has been open for too long; `age` in whole minutes, `total` in baht.

    `last_act` is the audit log's code ('order.items_added'), `last_by` who did it, and who sent it.
    """

    order_id: int
    table_id: int
    table: str
    opened_at: datetime
    age: int
    lines: int
    total: Decimal
    last_act: str
    last_at: datetime | None
    last_by: str


def stuck_orders(*, opened_before: datetime) -> list[StuckOrder]:
    """Return the orders opened before a moment and still open, oldest first. Three queries."""
    orders = (
        Order.objects.filter(status=Order.Status.OPEN, created_at__lt=opened_before)
        .select_related("table")
        .annotate(lines=Count("items", filter=Q(items__voided_at=None)))
        .order_by("created_at", "pk")
    )
    found = list(orders)
    events = _last_events([order.pk for order in found])
    return [_stuck(order, events.get(order.pk)) for order in found]


def tables_without_order() -> list[Table]:
    """Return tables marked occupied although nobody sits there and no open order names them."""
    sitting = Seating.objects.filter(table=OuterRef("pk"), until=None)
    naming = Order.objects.filter(table=OuterRef("pk"), status=Order.Status.OPEN)
    occupied = Table.objects.filter(status=Table.Status.OCCUPIED)
    return list(occupied.filter(~Exists(sitting), ~Exists(naming)).order_by("pk"))


def _last_events(order_ids: list[int]) -> dict[int, AuditEvent]:
    """Return each order's newest line in the audit log."""
    about = AuditEvent.objects.filter(subject="order", subject_id__in=order_ids)
    newest = about.values("subject_id").annotate(last=Max("pk")).values_list("last", flat=True)
    events = AuditEvent.objects.filter(pk__in=list(newest)).select_related("staff", "sender")
    return {event.subject_id: event for event in events}


def _stuck(order: Order, event: AuditEvent | None) -> StuckOrder:
    return StuckOrder(
        order_id=order.pk,
        table_id=order.table_id,
        table=order.place,
        opened_at=order.created_at,
        age=int((timezone.now() - order.created_at).total_seconds() // 60),
        lines=order.lines,
        total=order.total_price,
        last_act=event.action if event else "",
        last_at=event.created_at if event else None,
        last_by=_who_did(event) if event else "",
    )


def _who_did(event: AuditEvent) -> str:
    sent = audit_words.sender_text(event.sender, event.client_id)
    return " · ".join(filter(None, (str(event.staff or ""), sent)))
