"""Telling the kitchen: a command's slips, written in its transaction and under its order's lock.

A slip is the command itself as one station hears of it. Nothing is compared with what was told
before: what a command adds is sent, what it takes off is taken back where it was sent.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.utils import timezone

from core_app.moment import Moment
from core_app.plain_sql import insert, send
from menu_app.models import MenuItem
from orders_app.models import Order, OrderItem, Slip, SlipLine

_AT = {
    "postgresql": "string_agg(CAST(s.station_id AS text), ',')",
    "sqlite": "group_concat(s.station_id)",
}[connection.vendor]
# Of a line, within a statement about lines: the stations it was sent to; NULL for none.
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
    "SELECT s.station_id, l.item_id, SUM(CASE WHEN s.kind = 'add' THEN l.qty ELSE -l.qty END)"
    " FROM slip_lines l JOIN kitchen_slips s ON s.id = l.slip_id WHERE s.order_id = %s"
    " GROUP BY s.station_id, l.item_id ORDER BY s.station_id, l.item_id"
)

Told = tuple[int, int, int]  # a station, a line, how many


def send_lines(
    at: Moment, order: Order, items: Iterable[OrderItem], dishes: Mapping[int, MenuItem]
) -> int:
    """Send new lines to where their dishes are made; return how many were sent, to each station."""
    told = [
        (station, item.pk, item.qty) for item in items for station in dishes[item.menu_id].made_at
    ]
    return _write(at, order, Slip.Kind.ADD, told)


def take_back(at: Moment, order: Order, item: OrderItem, qty: int, reason: str) -> None:
    """Tell each station that was sent a line to make `qty` of it no more.

    The line was read with SENT_TO as `sent_to`.
    """
    stations = sorted(int(number) for number in (item.sent_to or "").split(",") if number)
    told = [(station, item.pk, qty) for station in stations]
    _write(at, order, Slip.Kind.VOID, told, reason)


def take_all_back(at: Moment, order: Order, reason: str) -> None:
    """Tell each station to make no more of an order that ends unpaid."""
    told = [(station, item, left) for station, item, left in send(_LEFT, order.pk) if left]
    _write(at, order, Slip.Kind.CANCEL, told, reason)


def _write(at: Moment, order: Order, kind: str, told: Sequence[Told], reason: str = "") -> int:
    """Write one slip for each station; return how many lines they have."""
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
        for station in sorted({station for station, _, _ in told})
    }
    insert(*slips.values())
    insert(*[SlipLine(slip=slips[station], item_id=item, qty=qty) for station, item, qty in told])
    return len(told)
