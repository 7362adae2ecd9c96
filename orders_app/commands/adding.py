"""Adding lines to an open order, all or none; the same dish twice stays two lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError

from core_app.errors import ValidationFailed
from core_app.fields import Baht
from core_app.moment import Moment
from core_app.money import LARGEST, ZERO, as_number, as_text
from core_app.plain_sql import insert
from menu_app import limits
from menu_app.models import MenuItem
from menu_app.queries import dishes_by_id
from orders_app.billing.bill import bill_of
from orders_app.commands.declaration import Kind, command
from orders_app.commands.shapes import CommandIn, CommandOut, LineIn, LineOut, Lines, line_answer
from orders_app.kitchen.slips import FOR_PAPER, send_lines
from orders_app.models import Order, OrderItem
from orders_app.ordering import quoted_prices, totals
from orders_app.refusals import LineExists, MenuUnavailable, SoldOut
from staff_app.rights import ensure_seller

_NAMES = UUID("0b6a3c1e-6c0e-4a55-9a1f-6f0a9f6d2c11")  # of lines that were told none
# What the two engines say of a second line of one name.
_LINE_NAMED = ("uniq_order_items_uid", "order_items.uid")


class AddItemsIn(CommandIn):
    """Add lines; the same dish twice stays two lines."""

    items: Lines


class ItemsAddedOut(CommandOut):
    """The new lines and the new total."""

    order_id: int
    items: list[LineOut]
    total_price: Baht


@command(
    "/orders/{id}/items",
    asks=AddItemsIn,
    answers=ItemsAddedOut,
    status=HTTPStatus.CREATED,
    right=ensure_seller,
    stands_for=("items",),
    waits_as=Kind("items", "เพิ่มรายการ"),
    statements=9,
)
def add_items(at: Moment, order: Order, asked: AddItemsIn) -> tuple[Order, dict[str, Any]]:
    """Add lines to an open order, all or none."""
    dishes, stood = dishes_and_sum(asked.items, order, at)
    lines = _priced(asked.items, at)
    if at.again is None:
        quoted_prices.ensure_honest(_quoted(lines), dishes, at, order)
    totals.mend(order, stood, at.record)
    items = write_lines(at, order, lines, dishes, standing=stood)
    return order, {
        "order_id": order.pk,
        "items": [line_answer(item) for item in items],
        "total_price": order.total_price,
    }


def first_lines(at: Moment, order: Order, asked: list[LineIn]) -> list[OrderItem]:
    """Write the lines that an order is opened with; the same command opens it."""
    dishes = _dishes(asked, order, at)
    lines = _priced(asked, at)
    if at.again is None:
        quoted_prices.ensure_honest(_quoted(lines), dishes, at, None)
    return write_lines(at, order, lines, dishes, standing=ZERO)


def write_lines(
    at: Moment,
    order: Order,
    lines: list[LineIn],
    dishes: dict[int, MenuItem],
    *,
    standing: Decimal,
) -> list[OrderItem]:
    """Write lines onto an order whose own come to `standing`, in baht; return them.

    A line without a price gets the menu's, one without a uid a name that its command's key makes:
    should it be done again after a restore, the line is called as before. Raises ValidationFailed
    when the total would not fit its column, LineExists when a line has one of the uids.
    """
    items = [
        _item(order, dishes[line.menu_id], line, uuid5(_NAMES, f"{number} {at.key}"))
        for number, line in enumerate(lines)
    ]
    total = bill_of(items, standing=standing).total
    if total > LARGEST:
        raise ValidationFailed(fields={"items": f"ยอดรวมต้องไม่เกิน {LARGEST}"})
    _insert(items)
    sent = send_lines(at, order, items, dishes)
    totals.write(order, total)
    take_portions(at, items, dishes)
    differences = _differences(items)
    at.record(
        action="order.items_added",
        subject="order",
        subject_id=order.pk,
        is_notable=bool(differences),
        item_ids=[item.pk for item in items],
        total_price=as_number(total),
        **({"sent": sent} if sent else {}),
        **_wait(at, items),
        **differences,
    )
    return items


def _insert(items: list[OrderItem]) -> None:
    try:
        insert(*items)
    except IntegrityError as error:  # nobody asks first: hardly ever is a line's name known
        if not any(name in str(error) for name in _LINE_NAMED):
            raise
        raise LineExists from error


def _wait(at: Moment, items: list[OrderItem]) -> dict[str, int]:
    """How many whole minutes lines waited on their device before they came; nothing below one."""
    arrived = items[0].created_at
    minutes = int((arrived - at.tapped_at(arrived)).total_seconds() // 60)
    return {"waited": minutes} if minutes else {}


def take_portions(at: Moment, items: list[OrderItem], dishes: dict[int, MenuItem]) -> None:
    """Take what is counted off its count, dish by dish in the order of their numbers, last of all
    (docs/locking.md). Raises SoldOut; what comes again after a restore was had already."""
    wanted: Counter[int] = Counter()
    for item in items:
        if dishes[item.menu_id].portions is not None:
            wanted[item.menu_id] += item.qty
    if at.again is not None:
        for number in sorted(wanted):
            limits.take_what_is_left(number, wanted[number])
        return
    short = [number for number in sorted(wanted) if not limits.take(number, wanted[number])]
    if short:
        raise SoldOut([(dishes[number], limits.left_of(number)) for number in short])


def _priced(lines: list[LineIn], at: Moment) -> list[LineIn]:
    """Lines as they count: nobody vouches for a price that nobody known was told to quote.

    What comes again after a restore was accepted once, and may be paid."""
    if not at.author_doubt or at.again is not None:
        return lines
    return [line.model_copy(update={"price": None}) for line in lines]


def _quoted(lines: list[LineIn]) -> set[tuple[int, Decimal]]:
    return {(line.menu_id, line.price) for line in lines if line.price is not None}


def dishes_and_sum(
    lines: list[LineIn], order: Order, at: Moment
) -> tuple[dict[int, MenuItem], Decimal]:
    """Return the dishes by id and what the order's lines come to, in one statement.

    Asked under the order's lock: the same statement as the lock's would sum up what it saw before
    it waited. Raises MenuUnavailable.
    """
    dishes = _dishes(lines, order, at, also={"stood": totals.SUM_OF_LINES}, of=[order.pk])
    return dishes, totals.in_baht(next(iter(dishes.values())).stood)


def _dishes(
    lines: list[LineIn],
    order: Order,
    at: Moment,
    also: Mapping[str, str] | None = None,
    of: Sequence[Any] = (),
) -> dict[int, MenuItem]:
    """Return the dishes of lines by id: of what guests have had already, also those sold out."""
    wanted = {line.menu_id for line in lines}
    asked, values = (also or {}) | FOR_PAPER, [*of, order.table_id]
    dishes = dishes_by_id(wanted, on_sale=at.again is None, also=asked, of=values)
    missing = sorted(wanted - dishes.keys())
    if missing:
        found = MenuItem.objects.filter(pk__in=missing).order_by("pk")
        raise MenuUnavailable(menu_ids=missing, names=list(found.values_list("name", flat=True)))
    return dishes


def _item(order: Order, dish: MenuItem, line: LineIn, name: UUID) -> OrderItem:
    price = dish.price if line.price is None else line.price
    differs = price != dish.price
    return OrderItem(
        order=order,
        menu=dish,
        name=dish.name,
        qty=line.qty,
        price=price,
        menu_price=dish.price if differs else None,
        uid=line.uid or name,
    )


def _differences(items: list[OrderItem]) -> dict[str, list[str]]:
    """Return what the audit log tells of lines whose guest was told another price than today's."""
    told = [
        f"{item.name} {as_text(item.price)} (เมนู {as_text(item.menu_price)})"
        for item in items
        if item.menu_price is not None
    ]
    return {"price_differences": told} if told else {}
