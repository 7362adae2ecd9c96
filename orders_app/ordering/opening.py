"""Opening an order on a table.

Runs inside the caller's transaction (orders_app.commands); it never sees a request.
"""

import logging
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from core_app import audit
from core_app.idempotency import HERE, Origin
from orders_app.models import Order
from orders_app.ordering.queries import standing_order
from orders_app.refusals import TableOccupied
from staff_app.models import User
from tables_app import table_state

log = logging.getLogger(__name__)

_OPEN_TRIES = 3


def open_order(*, table_id: int, staff: User, origin: Origin = HERE) -> Order:
    """Open an order on a free table and occupy it.

    Raises NotFound for no such table, TableOccupied when an open order stands on it.
    """
    order = _insert_open_order(table_id, staff)
    table_state.occupy(table_id)
    audit.record(
        action="order.opened",
        subject="order",
        subject_id=order.pk,
        staff=staff,
        origin=origin,
        table_id=table_id,
    )
    transaction.on_commit(
        lambda: log.info("Order created: order_id=%s, table_id=%s", order.pk, table_id)
    )
    return order


def _insert_open_order(table_id: int, staff: User) -> Order:
    """Let the database arbitrate: of two cashiers, one inserts and one finds the other's order.

    The loser waits on the partial unique index until the winner commits. If the winner's order
    was closed again meanwhile, the table is free, and the insert is tried anew.
    """
    for _ in range(_OPEN_TRIES):
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO orders (table_id, total_price, status, version, opened_by_id,"
                " created_at, updated_at, cancel_reason) VALUES (%s, 0, 'open', 1, %s, %s, %s, '')"
                " ON CONFLICT (table_id) WHERE status = 'open' DO NOTHING RETURNING id",
                [table_id, staff.pk, *[connection.ops.adapt_datetimefield_value(now)] * 2],
            )
            row = cursor.fetchone()
        if row:
            return Order(
                pk=row[0],
                table_id=table_id,
                total_price=Decimal(0),
                opened_by=staff,
                created_at=now,
                updated_at=now,
            )
        standing = standing_order(table_id)
        if standing:
            raise TableOccupied(table_id=table_id, order_id=standing.pk)
    raise TableOccupied(table_id=table_id, order_id=None)
