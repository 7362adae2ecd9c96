"""Telling the kitchen: a command's slips, written in its transaction and under its order's lock.

A slip is the command itself as one station hears of it. Nothing is compared with what was told
before: what a command adds is sent, what it takes off is taken back where it was sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from core_app.moment import Moment
from core_app.plain_sql import insert, send
from menu_app.models import MenuItem
from orders_app.kitchen.paper import TABLE_NAME, WHO_PRINTS, PaperLine, Telling, write_jobs
from orders_app.models import Order, OrderItem, Slip, SlipLine, number_of

_AT = {
    "postgresql": "string_agg(s.station_id || ':' || s.id, ',')",
    "sqlite": "group_concat(s.station_id || ':' || s.id)",
}[connection.vendor]
# Of a line, within a statement about lines: the stations it was sent to, each with the slip that
# told it; NULL for none.
SENT_TO = (
    f"(SELECT {_AT} FROM slip_lines l JOIN kitchen_slips s ON s.id = l.slip_id"
    " WHERE l.item_id = order_items.id AND s.kind = 'add')"
)
# Of the same: whether some station has made it.
WAS_MADE = (
    "EXISTS (SELECT 1 FROM slip_lines l WHERE l.item_id = order_items.id AND"
    " (SELECT m.kind FROM kitchen_marks m WHERE m.line_id = l.id ORDER BY m.id DESC LIMIT 1)"
    " IN ('done', 'served'))"
)
# Of an order's number: how many slips it has.
SLIPS_OF_ORDER = "(SELECT COUNT(*) FROM kitchen_slips WHERE order_id = %s)"
_LEFT = (
    "SELECT s.station_id, l.item_id, SUM(CASE WHEN s.kind = 'add' THEN l.qty ELSE -l.qty END),"
    " MIN(i.name), MIN(CASE WHEN s.kind = 'add' THEN s.id END),"
    f" {WHO_PRINTS}, {TABLE_NAME}"
    " FROM slip_lines l JOIN kitchen_slips s ON s.id = l.slip_id"
    " JOIN order_items i ON i.id = l.item_id WHERE s.order_id = %s"
    " GROUP BY s.station_id, l.item_id ORDER BY s.station_id, l.item_id"
)
# What commands ask beside what they look up, with the number of their order's table.
FOR_PAPER = {"who_prints": WHO_PRINTS, "table_name": TABLE_NAME}


class Told(NamedTuple):
    """A line of an order as a station hears of it."""

    station: int
    item: int
    line: PaperLine


def send_lines(
    at: Moment, order: Order, items: Iterable[OrderItem], dishes: Mapping[int, MenuItem]
) -> int:
    """Send new lines to where their dishes are made; return how many were sent, to each station.

    The dishes were read with FOR_PAPER.
    """
    told = [
        Told(station, item.pk, PaperLine(item.name, item.qty))
        for item in items
        for station in dishes[item.menu_id].made_at
    ]
    read = next(iter(dishes.values()))
    return _write(at, _telling(order, read), order, Slip.Kind.ADD, told)


def take_back(at: Moment, order: Order, item: OrderItem, qty: int, reason: str) -> None:
    """Tell each station that was sent a line to make `qty` of it no more.

    The line was read with SENT_TO as `sent_to`, and FOR_PAPER.
    """
    sent_to = [each.split(":") for each in (item.sent_to or "").split(",") if each]
    told = [
        Told(int(station), item.pk, PaperLine(item.name, qty, number_of(int(slip))))
        for station, slip in sent_to
    ]
    _write(at, _telling(order, item), order, Slip.Kind.VOID, told, reason)


def take_all_back(at: Moment, order: Order, reason: str) -> None:
    """Tell each station to make no more of an order that ends unpaid."""
    rows = send(_LEFT, order.table_id, order.pk)
    told = [
        Told(station, item, PaperLine(name, left, number_of(slip)))
        for station, item, left, name, slip, *_ in rows
        if left
    ]
    telling = Telling.read(order, *rows[0][-2:])
    _write(at, telling, order, Slip.Kind.CANCEL, told, reason)


def _telling(order: Order, read: MenuItem | OrderItem) -> Telling:
    return Telling.read(order, read.who_prints, read.table_name)


def _write(
    at: Moment,
    telling: Telling,
    order: Order,
    kind: str,
    told: Sequence[Told],
    reason: str = "",
) -> int:
    """Write one slip for each station, and what it prints; return how many lines they have."""
    now = timezone.now()
    slips = {
        station: Slip(
            key=at.key,
            station_id=station,
            order=order,
            kind=kind,
            reason=reason,
            sent_by=at.author,
            is_again=at.again is not None,
            tapped_at=at.tapped_at(now),
            created_at=now,
        )
        for station in sorted({each.station for each in told})
    }
    insert(*slips.values())
    insert(
        *[SlipLine(slip=slips[each.station], item_id=each.item, qty=each.line.qty) for each in told]
    )
    write_jobs(
        telling,
        [
            (slip, [each.line for each in told if each.station == station])
            for station, slip in slips.items()
        ],
    )
    return len(told)
