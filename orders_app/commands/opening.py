"""Opening a table, alone or with its first lines: both or neither."""

import logging
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from pydantic import Field

from core_app import business_day
from core_app.errors import NetworkTimeout, PosError
from core_app.fields import Baht, Id, Uid, uid_of
from core_app.moment import Moment
from core_app.plain_sql import send
from orders_app.commands.adding import first_lines
from orders_app.commands.declaration import Kind, command
from orders_app.commands.shapes import CommandIn, CommandOut, LineOut, Lines, Status, line_answer
from orders_app.models import Order
from orders_app.ordering import seating
from orders_app.ordering.queries import standing_order
from orders_app.refusals import OrderNotOpen, TableOccupied, WrongTable
from staff_app.rights import ensure_seller

log = logging.getLogger(__name__)

_OPEN_TRIES = 3


class OpenOrderIn(CommandIn):
    """Open a table; with `items`, open it and add its first lines, both or neither."""

    table_id: Id
    items: Lines | None = None
    uid: Annotated[
        Uid,
        Field(
            description="ชื่อของออเดอร์ ใช้แทน order_id ในคำสั่งต่อไปได้ ถ้าไม่บอก คือคีย์ของคำสั่งนี้ ถ้าเป็น UUID"
        ),
    ] = None


class OrderOpenedOut(CommandOut):
    """An order just opened; with its first lines, if it was opened with some."""

    order_id: int
    table_id: int | None
    status: Status
    total_price: Baht
    created_at: datetime
    items: list[LineOut] | None = None


@command(
    "/orders",
    asks=OpenOrderIn,
    answers=OrderOpenedOut,
    status=HTTPStatus.CREATED,
    right=ensure_seller,
    stands_for=("table_id",),
    stands_for_if_told=("items", "uid"),
    waits_as=Kind("open", "เปิดโต๊ะ"),
    statements=10,
)
def open_order(at: Moment, asked: OpenOrderIn) -> tuple[Order, dict[str, Any]]:
    """Open a table; with `items`, open it and add its first lines, both or neither."""
    order = _occupied(at, asked.table_id, asked.uid or uid_of(at.key) or uuid4())
    items = first_lines(at, order, asked.items) if asked.items else None
    body = {
        "order_id": order.pk,
        "table_id": order.table_id,
        "status": order.status,
        "total_price": order.total_price,
        "created_at": order.created_at,
    }
    return order, body if items is None else body | {"items": [line_answer(each) for each in items]}


def _occupied(at: Moment, table_id: int, uid: UUID) -> Order:
    """Return a new order on a free table, which is occupied then.

    Raises NotFound for no such table, TableOccupied when an open order stands on it, OrderNotOpen
    or WrongTable when an order of that name was opened before.
    """
    order = claim_table(table_id, at, uid)
    without = {} if order.table_id else {"without_table": True}
    at.record(
        action="order.opened", subject="order", subject_id=order.pk, table_id=table_id, **without
    )
    transaction.on_commit(
        lambda: log.info("Order created: order_id=%s, table_id=%s", order.pk, table_id)
    )
    return order


def claim_table(table_id: int, at: Moment, uid: UUID) -> Order:
    """Let the database arbitrate: of two cashiers, one sits guests down, and one finds the other's.

    The loser waits at the table's row until the winner commits; what it has inserted is rolled
    back with its refusal. If the winner's order was closed again meanwhile, the
    table is free, and is tried anew. Of two that name their order alike, one inserts too.

    Guests who sat there before the shop's data was taken back lose to nobody: those who came later
    have the table, and these have their order without one.
    """
    order = _new_order(table_id, at, uid)
    if at.again is not None:
        is_free = seating.take_place(order, table_id, order.created_at)
        return order if is_free else seating.stand(order)
    for _ in range(_OPEN_TRIES):
        if seating.sit_down(order, table_id, order.created_at):
            return order
        if standing := standing_order(table_id):
            raise TableOccupied(table_id=table_id, order_id=standing.pk)
    log.error("Table could not be claimed: table_id=%s", table_id)
    raise NetworkTimeout  # nothing was decided: the same key may come again


def _new_order(table_id: int, at: Moment, uid: UUID) -> Order:
    now = timezone.now()
    tapped_at = at.tapped_at(now)
    day = business_day.stamp(tapped_at, arrived_at=now)
    opened = send(
        "INSERT INTO orders (kind, table_id, total_price, status, version, opened_by_id, uid,"
        " created_at, updated_at, tapped_at, business_date, cancel_reason)"
        " VALUES ('dine_in', %s, 0, 'open', 1, %s, %s, %s, %s, %s, %s, '')"
        " ON CONFLICT DO NOTHING RETURNING id",
        table_id, at.author.pk, uid, now, now, tapped_at, day,
    )  # fmt: skip
    if not opened:
        raise _refusal_of(uid, table_id)
    return Order(
        pk=opened[0][0],
        table_id=table_id,
        uid=uid,
        total_price=Decimal(0),
        opened_by=at.author,
        created_at=now,
        updated_at=now,
        tapped_at=tapped_at,
        business_date=day,
    )


def _refusal_of(uid: UUID, table_id: int) -> PosError:
    """Return why an order of that name cannot be opened: it was, here or on another table."""
    namesake = Order.objects.select_related("table").get(uid=uid)
    if not namesake.is_open:
        return OrderNotOpen(namesake)
    if namesake.table_id == table_id:  # opened here between two looks
        return TableOccupied(table_id=table_id, order_id=namesake.pk)
    return WrongTable(namesake)
