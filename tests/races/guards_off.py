"""The guards that live in the code, each replaced by what a hurried developer would have written.

A race test first runs with its guard off and must see the damage; only then does "no damage" with
the guard on prove anything. `pause` is what a thread does between looking and writing: it waits
there for the others. Guards in the database are in schema_guards.
"""

from contextlib import nullcontext
from decimal import Decimal
from types import SimpleNamespace

from django.db import connection
from django.utils import timezone

from core_app import idempotency
from core_app.errors import NotFound
from core_app.models import IdempotencyKey
from menu_app.models import MenuItem
from orders_app.commands import adding, opening, running
from orders_app.models import Bill, Order, OrderItem, Seating
from orders_app.ordering import bills, totals
from orders_app.refusals import OrderNotOpen, TableOccupied
from staff_app import approvals
from staff_app.models import Approval
from tests.races.racing import followed_by


def one_transaction_off(monkeypatch) -> None:
    """On SQLite: let every statement commit alone instead of key and effect together.

    There the write lock, taken at BEGIN IMMEDIATE and held to COMMIT, is the guard that stands
    before all others; while it holds, no naive code can lose a race. On PostgreSQL transactions
    run side by side anyway, and stay as they are.
    """
    if connection.vendor == "sqlite":
        alone = SimpleNamespace(atomic=lambda **options: nullcontext())
        monkeypatch.setattr(idempotency, "transaction", alone)


def key_claim_off(monkeypatch, pause) -> None:
    """Select, then insert: two requests both find nothing, and both go to work."""

    def look(key: str) -> bool:
        return IdempotencyKey.objects.filter(key=key).exists()

    look_and_pause = followed_by(look, pause)

    def select_then_insert(call, *, status=0, answer=""):
        if look_and_pause(call.at.key):
            return None
        return IdempotencyKey.objects.create(
            key=call.at.key,
            fingerprint=call.fingerprint,
            staff=call.at.author,
            status=status,
            answer=answer,
        ).pk

    monkeypatch.setattr(idempotency, "claim", select_then_insert)


def order_lock_off(monkeypatch, window) -> None:
    """A plain read: two commands both see an open order, and both go on.

    `window` takes the read and returns it with a window behind it.
    """

    def plain_read(order_id: int, table_id: int | None = None) -> Order:
        order = Order.objects.filter(pk=order_id).first()
        if order is None:
            raise NotFound
        if not order.is_open:
            raise OrderNotOpen(order)
        return order

    use_order_lock(monkeypatch, window(plain_read))


def use_order_lock(monkeypatch, lock) -> None:
    """Let every command read its order with `lock`."""
    monkeypatch.setattr(running, "lock_open_order", lock)


def table_claim_off(monkeypatch, pause) -> None:
    """Look whether the table is free, then insert: two cashiers both find it free."""

    def look(table_id: int) -> Order | None:
        return Order.objects.filter(table_id=table_id, status="open").first()

    look_and_pause = followed_by(look, pause)

    def look_then_insert(table_id: int, at, uid) -> Order:
        standing = look_and_pause(table_id)
        if standing:
            raise TableOccupied(table_id=table_id, order_id=standing.pk)
        order = Order.objects.create(
            table_id=table_id, total_price=Decimal(0), opened_by=at.author, uid=uid
        )
        Seating.objects.create(order=order, table_id=table_id, since=order.created_at)
        return order

    monkeypatch.setattr(opening, "claim_table", look_then_insert)


def open_bill_off(monkeypatch) -> None:
    """Write what a bill comes to whatever has become of it meanwhile."""

    def write_anyway(order: Order, figures) -> int:
        bill = Bill.objects.filter(order=order)
        bill.update(goods=figures.goods, total=figures.total)
        return bill.get().pk

    monkeypatch.setattr(bills, "write_figures", write_anyway)


def price_snapshot_off(monkeypatch, pause) -> None:
    """Read the price twice, once for the total and once for the line."""

    def price_now(menu_id: int) -> Decimal:
        return MenuItem.objects.get(pk=menu_id).price

    def read_twice(at, order, lines, dishes, *, standing):
        total = standing + sum(price_now(line.menu_id) * line.qty for line in lines)
        pause()
        items = [
            OrderItem(
                order=order,
                menu_id=line.menu_id,
                name="-",
                qty=line.qty,
                price=price_now(line.menu_id),
            )
            for line in lines
        ]
        OrderItem.objects.bulk_create(items)
        totals.write(order, total)
        at.record(
            action="order.items_added",
            subject="order",
            subject_id=order.pk,
            item_ids=[item.pk for item in items],
        )
        return items

    monkeypatch.setattr(adding, "write_lines", read_twice)


def word_use_off(monkeypatch, pause) -> None:
    """Look for a manager's word, then mark it as used: two commands both find it."""

    def look(**told) -> Approval | None:
        return Approval.objects.filter(consumed_at=None, **told).first()

    look_and_pause = followed_by(look, pause)

    def look_then_mark(**told) -> int | None:
        word = look_and_pause(**told)
        if word is None:
            return None
        Approval.objects.filter(pk=word.pk).update(consumed_at=timezone.now())
        return word.approved_by_id

    monkeypatch.setattr(approvals, "consume", look_then_mark)
