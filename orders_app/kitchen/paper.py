"""A command's slips as paper: jobs with finished rows, written in its transaction.

What the rows need beyond the command itself (which stations have a printer, what the table is
called) is asked within statements that commands send anyway; a shop without printers sends none
more.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core_app.paper import Row, to_text
from core_app.plain_sql import insert
from core_app.thai_dates import thai_time
from orders_app.models import Order, Printer, PrintJob, Slip

_JSON = {
    "postgresql": ("CAST(json_agg(json_build_array({})) AS text)"),
    "sqlite": "json_group_array(json_array({}))",
}[connection.vendor]
# About no order: the stations that have a printer.
WHO_PRINTS = (
    f"(SELECT {_JSON.format('s.id, s.name, p.id, p.per')} FROM station_printers sp"
    " JOIN stations s ON s.id = sp.station_id JOIN printers p ON p.id = sp.printer_id"
    " WHERE p.active)"
)
# Of a table's number.
TABLE_NAME = "(SELECT name FROM tables WHERE id = %s)"
ASK_FRONT = "ถามหน้าร้านก่อนทำ"


@dataclass(frozen=True)
class Telling:
    """What paper says beside its slip: where the guests sit, and which stations print at all."""

    place: str
    stations: Mapping[int, Sequence[Any]]  # by number: its name, its printer's number, per what

    @classmethod
    def read(cls, order: Order, who_prints: str | None, table: str | None) -> "Telling":
        """Make it of what WHO_PRINTS and TABLE_NAME said."""
        found = json.loads(who_prints or "[]")
        place = table or order.get_kind_display()
        return cls(place, {station: told for station, *told in found})


@dataclass(frozen=True)
class PaperLine:
    """A dish and how many of it; when taken back, the slip that had told of it."""

    name: str
    qty: int
    first_slip: int | None = None


def write_jobs(telling: Telling, slips: Iterable[tuple[Slip, Sequence[PaperLine]]]) -> None:
    """Give each slip whose station has a printer to that one: one statement, or none."""
    insert(
        *[
            _job(telling, slip, lines)
            for slip, lines in slips
            if slip.station_id in telling.stations
        ]
    )


def _job(telling: Telling, slip: Slip, lines: Sequence[PaperLine]) -> PrintJob:
    station, printer, per = telling.stations[slip.station_id]
    parts = [[line] for line in lines] if per == Printer.Per.DISH else [lines]
    papers = [
        _paper(telling.place, station, slip, part, (number, len(parts)))
        for number, part in enumerate(parts, start=1)
    ]
    is_add = slip.kind == Slip.Kind.ADD
    what = "" if is_add else "ยกเลิก "
    return PrintJob(
        key=slip.key,
        kind=PrintJob.Kind.ADD if is_add else PrintJob.Kind.BACK,
        printer_id=printer,
        slip=slip,
        title=f"{what}{station} ใบ {slip.number} · {telling.place}",
        content=to_text(papers),
        created_at=slip.created_at,
        changed_at=slip.created_at,
    )


def _paper(
    place: str, station: str, slip: Slip, lines: Sequence[PaperLine], part: tuple[int, int]
) -> list[Row]:
    takes_back = slip.kind != Slip.Kind.ADD
    number, of = part
    rows = [Row("ยกเลิก", size=3, is_inverted=True, is_centered=True)] if takes_back else []
    rows += [Row(text, size=2, is_inverted=True) for text in _asks(slip)]
    rows += [
        Row(place, size=3, is_bold=True),
        Row(station, right=f"ใบ {slip.number}" + (f" ({number}/{of})" if of > 1 else "")),
        Row(f"{thai_time(slip.tapped_at)} {slip.sent_by}", right=_of_slips(lines)),
        Row("", is_rule=True),
    ]
    rows += [Row(f"{line.qty}\u00a0×\u00a0{line.name}", size=2, is_bold=True) for line in lines]
    return [*rows, Row("", is_rule=True), Row(f"เหตุ: {slip.reason}")] if takes_back else rows


def _asks(slip: Slip) -> Iterable[str]:
    """What a cook must ask before making it: it came late, or may have been made already."""
    if slip.kind != Slip.Kind.ADD:
        return
    if slip.is_again:
        yield f"ส่งซ้ำหลังกู้ข้อมูล อาจทำไปแล้ว {ASK_FRONT}"
    elif slip.came_late_by:
        yield f"มาช้า {slip.came_late_by} นาที {ASK_FRONT}"


def _of_slips(lines: Sequence[PaperLine]) -> str:
    numbers = sorted({line.first_slip for line in lines if line.first_slip})
    return f"ของใบ {', '.join(map(str, numbers))}" if numbers else ""
