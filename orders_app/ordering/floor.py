"""The floor: every table in use with the order that stands on it, as of one moment.

Each reading is one statement, so that no line is newer than its order's version: a till that drops
what is older than it knows may trust the version.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from core_app.models import DatabaseEpoch
from core_app.plain_sql import send
from menu_app.queries import limits_word, menu_word
from orders_app.billing.bill import bill_of
from orders_app.kitchen.readiness import BEING_MADE, READY, marks_of, step_of
from orders_app.models import Order, OrderItem, live
from orders_app.printing.jobs import not_over
from tables_app.models import Table, Zone
from tables_app.queries import active_tables

_TABLE = ("pk", "name", "zone_id", "zone__name")
_ORDER = tuple(f"sitting__order__{name}" for name in ("pk", "uid", "version", "created_at"))
_SHOP = ("menu", "limits", "epoch", "paper")  # the same in every row
_as_uid = Order._meta.get_field("uid").to_python
_LINE = ("pk", "menu_id", "name", "qty", "price", "voided_qty", "voided_at", "void_reason")


@dataclass(frozen=True)
class StandingOrder:
    """An open order as it is read with the floor; `items` are all its lines, voided ones too, each
    with how far the kitchen is as its `step` (see readiness.step_of)."""

    pk: int
    uid: UUID
    version: int
    created_at: datetime
    marks: int | None = None  # what cooks said of it, and how often
    items: list[OrderItem] = field(default_factory=list)

    @property
    def live_lines(self) -> list[OrderItem]:
        """The lines that are not voided."""
        return live(self.items)

    @property
    def ready(self) -> int:
        """How many lines the kitchen has made and nobody has carried out."""
        return sum(item.step == READY for item in self.live_lines)

    @property
    def awaited(self) -> int:
        """How many lines the kitchen was told of and nobody has carried out."""
        return sum(item.step in (BEING_MADE, READY) for item in self.live_lines)

    @property
    def due(self) -> Decimal:
        """What guests owe, in baht."""
        return bill_of(self.items).total


@dataclass(frozen=True)
class TableState:
    """A table on the map and the open order on it, if any."""

    table: Table
    order: StandingOrder | None

    @property
    def sign(self) -> tuple:
        """What a till shows of it, but for the lines, which the version stands for."""
        order = self.order
        standing = (order.pk, order.uid, order.version, order.marks) if order else [None] * 4
        return self.table.pk, self.table.name, self.table.zone.name, *standing


@dataclass(frozen=True)
class Floor:
    """Every table in use, as the map orders them, a word that changes with the menu, the database's
    epoch if it was ever taken back, and how much paper is not over; None for none."""

    states: list[TableState]
    menu: str
    epoch: UUID | None = None
    paper: int | None = None


def read_floor() -> Floor:
    """Return every table with its open order and that one's lines, as of one moment."""
    lines = tuple(f"sitting__order__items__{name}" for name in _LINE)
    ordered = _floor().order_by(
        *Table._meta.ordering, "sitting__order__pk", "sitting__order__items__pk"
    )
    ordered = ordered.annotate(step=step_of(OuterRef("sitting__order__items__pk")))
    rows = list(ordered.values_list(*_TABLE, *_ORDER, "marks", *lines, "step", *_SHOP))
    return Floor(list(_states(rows)), *_shop_of(rows))


def read_signs() -> tuple[list[tuple], str, UUID | None, int | None]:
    """Return each table's sign (see TableState.sign), the menu's word, the epoch and how much paper
    is not over, and read no lines.

    Every till asks for it every few seconds, mostly to hear that nothing is new.
    """
    text, values = _signs_text(connection.vendor)
    rows = [
        (pk, name, zone, order, _as_uid(uid), version, marks, *menu, _as_uid(epoch), paper)
        for pk, name, zone, order, uid, version, marks, *menu, epoch, paper in send(text, *values)
    ]
    return [row[: -len(_SHOP)] for row in rows], *_shop_of(rows)


@cache
def _signs_text(_engine: str) -> tuple[str, tuple]:
    """Return the statement, written once: the ORM takes longer for that than all else does."""
    signs = _floor().values_list("pk", "name", "zone__name", *_ORDER[:3], "marks", *_SHOP)
    return signs.query.sql_with_params()


def _floor() -> QuerySet[Table]:
    sitting = FilteredRelation("seatings", condition=Q(seatings__until=None))
    epoch = DatabaseEpoch.objects.filter(taken_back=True).values("uid")
    menu = {"menu": Subquery(menu_word()), "limits": Subquery(limits_word())}
    shop = menu | {"epoch": Subquery(epoch), "paper": Subquery(not_over())}
    marks = marks_of(OuterRef("sitting__order"))
    return active_tables().alias(sitting=sitting).annotate(marks=marks, **shop)


def _shop_of(rows: list[tuple]) -> tuple[str, UUID | None, int | None]:
    menu, limits, epoch, paper = rows[0][-len(_SHOP) :] if rows else ("", "", None, None)
    return f"{menu or ''} {limits or ''}", epoch, paper


def _states(rows: list[tuple]) -> Iterator[TableState]:
    """Rows of one party at a table follow each other: one for each line, or one without."""
    whose = len(_TABLE) + 1  # the order's number: lines of two parties are never one bill
    for (pk, name, zone_id, zone, _), of_party in groupby(rows, key=lambda row: row[:whose]):
        found = [row[len(_TABLE) : -len(_SHOP)] for row in of_party]
        order = found[0][: len(_ORDER) + 1]
        items = [_item(row[len(order) :]) for row in found if row[len(order)] is not None]
        table = Table(pk=pk, name=name, zone=Zone(pk=zone_id, name=zone))
        yield TableState(table, StandingOrder(*order, items) if order[0] else None)


def _item(row: tuple) -> OrderItem:
    *line, step = row
    item = OrderItem(**dict(zip(_LINE, line, strict=True)))
    item.step = step
    return item
