"""Many open one table at once; one does."""

from functools import partial

import pytest

from orders_app.commands import opening
from orders_app.models import Order
from tables_app.models import Table
from tests.cast import TableFactory
from tests.program import Program
from tests.races import guards_off, schema_guards
from tests.races.racing import (
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


def assert_one_order_and_all_know_it(table: Table, answers: list) -> None:
    """The winner and every loser name the same order; the losers say why."""
    order = Order.objects.get(table=table)
    table.refresh_from_db()
    assert table.status == "occupied"
    assert {answer.json()["order_id"] for answer in answers} == {order.pk}
    refused = [answer.json()["error"] for answer in answers if answer.status_code != 201]
    assert set(refused) == {"TABLE_OCCUPIED"}
