"""Lines that were sold at another price than the menu's, for managers: who, where and when."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from core_app.models import AuditEvent
from devices_app.models import Device
from orders_app.models import OrderItem
from staff_app.models import User


@dataclass(frozen=True)
class Difference:
    """A line, who sold it, on which device, and who sent it for them; None where none is known."""

    item: OrderItem
    seller: User | None
    sender: User | None
    device: Device | None


def differing_lines() -> QuerySet[OrderItem]:
    """Return every line whose price was not the menu's, newest first."""
    lines = OrderItem.objects.filter(menu_price__isnull=False)
    return lines.select_related("order__table").order_by("-pk")


def with_origins(lines: Collection[OrderItem]) -> list[Difference]:
    """Add to each line who sold it and where. Two queries, however many lines."""
    events = AuditEvent.objects.filter(
        subject="order",
        subject_id__in={line.order_id for line in lines},
        action="order.items_added",
    ).select_related("staff", "sender")
    told = {item_id: event for event in events for item_id in event.details["item_ids"]}
    named = {event.client_id for event in told.values()} - {None}
    devices = {device.client_id: device for device in Device.objects.filter(client_id__in=named)}
    return [_difference(line, told.get(line.pk), devices) for line in lines]


def _difference(
    line: OrderItem, event: AuditEvent | None, devices: dict[UUID, Device]
) -> Difference:
    if event is None:
        return Difference(line, None, None, None)
    return Difference(line, event.staff, event.sender, devices.get(event.client_id))
