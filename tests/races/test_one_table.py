"""Many open one table at once; one does."""

import threading
import time
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from orders_app.commands import opening
from orders_app.models import Order
from orders_app.ordering import seating
from tables_app.models import Table
from tests.cast import TableFactory
from tests.program import Program
from tests.races import guards_off, schema_guards
from tests.races.racing import (
    START_SECONDS,
    assert_books_are_right,
    found_kinds,
    meeting,
    patiently,
    race,
    slowly,
    statuses,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
# Of this connection: other workers' tests wait on the same server.
WAITS_FOR_US = """
    SELECT EXISTS (SELECT 1 FROM pg_locks
        WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
"""


def open_at_once(cast, table: Table, cashiers: int) -> list:
    """Let as many cashiers open `table` in one moment, each under a key of its own."""
    programs = [
        Program(cast.other_cashier if number % 2 else cast.cashier) for number in range(cashiers)
    ]
    return race(
        *[
            partial(patiently, partial(program.command, "/orders", table_id=table.pk))
            for program in programs
        ]
    )


@pytest.mark.parametrize("cashiers", [2, 20])
def test_looking_first_and_then_inserting_opens_a_table_for_each(
    cast, cashiers, monkeypatch, unguarded
):
    guards_off.one_transaction_off(monkeypatch)
    guards_off.table_claim_off(monkeypatch, meeting(cashiers))
    unguarded(schema_guards.one_party_per_place_off())
    answers = open_at_once(cast, cast.table, cashiers)
    assert statuses(answers) == [201] * cashiers
    assert Order.objects.filter(table=cast.table, status="open").count() == cashiers
    assert found_kinds() == {"table_has_many_orders"}


def test_two_cashiers_open_one_table_once(cast, monkeypatch):
    monkeypatch.setattr(opening, "claim_table", slowly(opening.claim_table))
    for _ in range(ROUNDS):
        table = TableFactory()
        answers = open_at_once(cast, table, 2)
        assert statuses(answers) == [201, 409]
        assert_one_order_and_all_know_it(table, answers)
    assert_books_are_right()


def test_twenty_keys_open_one_table_once(cast):
    answers = open_at_once(cast, cast.table, 20)
    assert statuses(answers) == [201] + [409] * 19
    assert_one_order_and_all_know_it(cast.table, answers)
    assert_books_are_right()


def leave_while_others_sit_down(cast, program) -> list[bool | str]:
    """End a seating when others have the table's row, who then want its place; say how it went."""
    leaving = Order.objects.get(pk=program.open(cast))
    coming = Order.objects.create(table=cast.other_table, opened_by=cast.cashier)
    has_the_table = threading.Event()

    def sit_down() -> bool:
        with transaction.atomic():
            Table.objects.select_for_update().get(pk=cast.table.pk)
            has_the_table.set()
            until_somebody_waits()
            return seating.sit_down(coming, cast.table.pk, timezone.now())

    def leave() -> bool:
        assert has_the_table.wait(START_SECONDS)
        with transaction.atomic():
            seating.leave(leaving, timezone.now())
        return True

    return race(lambda: told(sit_down), lambda: told(leave))


def until_somebody_waits() -> None:
    """Return when another waits for what we hold on PostgreSQL; on SQLite they wait to begin."""
    deadline = time.monotonic() + START_SECONDS
    while connection.vendor == "postgresql" and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0]:
                return


def told(act) -> bool | str:
    """Return what an act returns, or that it waited in a circle."""
    try:
        return act()
    except OperationalError as error:
        return "in a circle" if "deadlock" in str(error) else str(error)


def test_who_leaves_and_who_sits_down_never_wait_for_each_other(cast, program):
    assert leave_while_others_sit_down(cast, program) == [False, True]


def test_without_the_tables_lock_first_they_do(cast, program, unguarded):
    unguarded(schema_guards.guard_off("order_tables", "locking_order_tables"))
    went = leave_while_others_sit_down(cast, program)
    # SQLite has one writer at a time, who waits for nobody.
    assert ("in a circle" in went) == (connection.vendor == "postgresql")


def assert_one_order_and_all_know_it(table: Table, answers: list) -> None:
    """The winner and every loser name the same order; the losers say why."""
    order = Order.objects.get(table=table)
    table.refresh_from_db()
    assert table.status == "occupied"
    assert {answer.json()["order_id"] for answer in answers} == {order.pk}
    refused = [answer.json()["error"] for answer in answers if answer.status_code != 201]
    assert set(refused) == {"TABLE_OCCUPIED"}
