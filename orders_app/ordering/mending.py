"""Mending what the rows themselves decide: the total of an open order, a table's state.

Nothing else is ever mended: a payment, a closed order and the audit log are history, and where
those differ a person must look. Each mending locks, looks again, writes, and leaves a line in the
audit log.
"""

from decimal import Decimal

from django.db import transaction

from core_app import audit
from orders_app.ordering import seating, totals
from orders_app.ordering.locks import lock_open_order
from orders_app.ordering.queries import open_order_of, standing_order
from orders_app.refusals import OrderNotOpen, TableOccupied
from staff_app.models import User
from tables_app import table_state
from tables_app.models import Table


def mend_total(*, order_id: int, by: str) -> tuple[Decimal, Decimal] | None:
    """Make an open order's total the sum of its lines; return both figures, baht.

    `by` is the machine's account that asked. Returns None when there is nothing to mend, or when
    the order is closed: then its figures are history.
    """
    with transaction.atomic():
        try:
            order = lock_open_order(order_id)
        except OrderNotOpen:
            return None
        stored, total = order.total_price, totals.count_and_sum(order)[1]
        if stored == total:
            return None
        totals.mend(order, total, audit.record, staff=None, by=by)
        return stored, total


def mend_table(*, table_id: int, by: str) -> tuple[str, str] | None:
    """Make a table's state what sits at it; return the state before and after, None if right.

    Whoever opens an order there meanwhile waits for the table's row, and occupies it afterwards.
    """
    with transaction.atomic():
        table = table_state.lock(table_id)
        wanted = Table.Status.OCCUPIED if seating.is_taken(table_id) else Table.Status.AVAILABLE
        if table.status == wanted:
            return None
        return _change_state(table, wanted, "table.state_mended", staff=None, by=by)


def release_table(*, table_id: int, staff: User, by: str) -> bool:
    """Free a table that is occupied though nobody sits at it; tell whether it was.

    Raises NotFound for no such table, TableOccupied when a party sits there, or an open order names
    it: that order must be paid or cancelled first.
    """
    with transaction.atomic():
        table = table_state.lock(table_id)
        if seating.is_taken(table_id):
            order = standing_order(table_id) or open_order_of(table_id)
            raise TableOccupied(table_id=table_id, order_id=order.pk if order else None)
        if table.status == Table.Status.AVAILABLE:
            return False
        _change_state(table, Table.Status.AVAILABLE, "table.released", staff=staff, by=by)
        return True


def _change_state(
    table: Table, wanted: str, action: str, *, staff: User | None, by: str
) -> tuple[str, str]:
    before = table.status
    table_state.mark(table, wanted)
    audit.record(
        action=action,
        subject="table",
        subject_id=table.pk,
        staff=staff,
        before={"status": before},
        after={"status": str(wanted)},
        by=by,
    )
    return before, str(wanted)
