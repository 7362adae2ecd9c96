"""The lines of an open order: adding some, voiding one. Locks the order first, checks, then writes.

Runs inside the caller's transaction (orders_app.commands); it never sees a request.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Min
from django.utils import timezone

from core_app import audit
from core_app.errors import NotFound, ValidationFailed
from core_app.idempotency import HERE, Origin
from core_app.models import IdempotencyKey
from core_app.money import LARGEST, as_number, as_text
from menu_app.models import MenuItem
from menu_app.prices import had_prices
from menu_app.queries import on_sale_by_id
from orders_app.models import Order, OrderItem
from orders_app.ordering import mending
from orders_app.ordering.locks import lock_open_order
from orders_app.refusals import ItemVoided, MenuUnavailable, PriceChanged
from staff_app.models import User

MOST_LINES = 100  # in one command
AT_ONCE = timedelta(seconds=60)  # a command younger than this can still be asked back
LONGEST_WAIT = timedelta(hours=24)  # after which a quoted price counts no more
_CLOCKS_APART = timedelta(seconds=10)  # what a device's corrected clock may be wrong by
_SAME_EVENING = 1000  # commands of one device, at the very most


@dataclass(frozen=True)
class Line:
    """A dish and how many of it (1 to 999); `price` in baht when the guest was told one."""

    menu_id: int
    qty: int
    price: Decimal | None = None


def add_items(
    *,
    order_id: int,
    lines: list[Line],
    staff: User,
    origin: Origin = HERE,
    opens: bool = False,
    table_id: int | None = None,
) -> tuple[Order, list[OrderItem]]:
    """Add lines; return the order and the new lines.

    A line without a price gets the menu's. A line that brings the price its guest was told keeps
    it if a device's command waited with it, and the menu really had it when it was tapped.
    `opens` tells that the same command opens the order.
    Raises NotFound, OrderNotOpen, WrongTable (see lock_open_order), MenuUnavailable, PriceChanged
    (nothing is added), ValidationFailed when the total would not fit its column.
    """
    order = lock_open_order(order_id, table_id=table_id)
    dishes = _dishes_for(lines)
    _ensure_honest_prices(order, lines, dishes, origin, opens=opens)
    items = [_item(order, dishes[line.menu_id], line) for line in lines]
    _, stood = mending.mended_sum(order, staff=staff, origin=origin)
    total = stood + sum(item.amount for item in items)
    if total > LARGEST:
        raise ValidationFailed(fields={"items": f"ยอดรวมต้องไม่เกิน {LARGEST}"})
    OrderItem.objects.bulk_create(items)
    _set_total(order, total)
    audit.record(
        action="order.items_added",
        subject="order",
        subject_id=order.pk,
        staff=staff,
        origin=origin,
        item_ids=[item.pk for item in items],
        total_price=as_number(total),
        **_differences(items),
    )
    return order, items


def _item(order: Order, dish: MenuItem, line: Line) -> OrderItem:
    price = dish.price if line.price is None else line.price
    differs = price != dish.price
    return OrderItem(
        order=order,
        menu=dish,
        name=dish.name,
        qty=line.qty,
        price=price,
        menu_price=dish.price if differs else None,
    )


def _differences(items: list[OrderItem]) -> dict[str, list[str]]:
    """Return what the audit log tells of lines whose guest was told another price than today's."""
    told = [
        f"{item.name} {as_text(item.price)} (เมนู {as_text(item.menu_price)})"
        for item in items
        if item.menu_price is not None
    ]
    return {"price_differences": told} if told else {}


def _ensure_honest_prices(
    order: Order,
    lines: list[Line],
    dishes: dict[int, MenuItem],
    origin: Origin,
    *,
    opens: bool,
) -> None:
    """Refuse a price the menu did not have then: a till may be late, it may not haggle."""
    told = {
        (line.menu_id, line.price)
        for line in lines
        if line.price is not None and line.price != dishes[line.menu_id].price
    }
    if not told:
        return
    now = timezone.now()
    tapped_at = origin.tapped_at(now)
    waited = origin.is_numbered and AT_ONCE < now - tapped_at <= LONGEST_WAIT
    stands = waited and (opens or _was_open(order, origin, tapped_at))
    if wrong := told - (had_prices(told, at=tapped_at) if stands else set()):
        raise PriceChanged([dishes[menu_id] for menu_id in sorted({pair[0] for pair in wrong})])


def _was_open(order: Order, origin: Origin, moment: datetime) -> bool:
    """Tell whether the order was open then, at least on the device that the command comes from.

    Without its server a device opens an order and adds to it hours before either arrives.
    """
    if moment >= order.created_at - _CLOCKS_APART:
        return True
    its_commands = IdempotencyKey.objects.filter(
        client_id=origin.client_id,
        client_sequence__gt=origin.client_sequence - _SAME_EVENING,
    )
    opening = its_commands.filter(result_id=order.pk).aggregate(tapped=Min("occurred_at"))
    return opening["tapped"] is not None and moment >= opening["tapped"]


def _dishes_for(lines: list[Line]) -> dict[int, MenuItem]:
    wanted = {line.menu_id for line in lines}
    dishes = on_sale_by_id(wanted)
    missing = sorted(wanted - dishes.keys())
    if missing:
        names = (
            MenuItem.objects.filter(pk__in=missing).order_by("pk").values_list("name", flat=True)
        )
        raise MenuUnavailable(menu_ids=missing, names=list(names))
    return dishes


def _set_total(order: Order, total: Decimal) -> None:
    order.total_price = total
    order.version += 1
    order.save(update_fields=["total_price", "version", "updated_at"])


def void_item(
    *, order_id: int, item_id: int, reason: str, staff: User, origin: Origin = HERE
) -> tuple[Order, OrderItem]:
    """Take a line off the bill before payment: the dish was not made. The line stays, struck out.

    Raises NotFound, OrderNotOpen, ItemVoided.
    """
    order = lock_open_order(order_id)
    item = OrderItem.objects.filter(pk=item_id, order=order).first()
    if item is None:
        raise NotFound("ไม่พบรายการนี้ในออเดอร์ กรุณาเปิดหน้าใหม่แล้วลองอีกครั้ง")
    if item.voided_at:
        raise ItemVoided
    total = mending.mended_sum(order, staff=staff, origin=origin)[1] - item.amount
    item.voided_at, item.void_reason = timezone.now(), reason
    item.save(update_fields=["voided_at", "void_reason"])
    _set_total(order, total)
    audit.record(
        action="order.item_voided",
        subject="order",
        subject_id=order.pk,
        staff=staff,
        origin=origin,
        item_id=item.pk,
        reason=reason,
        total_price=as_number(order.total_price),
    )
    return order, item
