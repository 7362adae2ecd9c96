"""Two devices name their order alike and open two tables at once; one does."""

from functools import partial
from uuid import uuid4

import pytest

from orders_app.commands import opening
from orders_app.models import Order
from tests.cast import TableFactory
from tests.program import Program
from tests.races import guards_off, schema_guards
from tests.races.racing import assert_books_are_right, meeting, patiently, race, slowly, statuses

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


def open_two_at_once(cast, uid: str) -> list:
    """Let two cashiers open a table each, with one name for both orders."""
    opening_of = {cast.cashier: TableFactory(), cast.other_cashier: TableFactory()}
    return race(
        *[
            partial(patiently, partial(Program(who).command, "/orders", table_id=table.pk, uid=uid))
            for who, table in opening_of.items()
        ]
    )


def test_looking_first_and_then_inserting_gives_one_name_to_two(cast, monkeypatch, unguarded):
    guards_off.one_transaction_off(monkeypatch)
    guards_off.table_claim_off(monkeypatch, meeting(2))
    unguarded(schema_guards.one_order_per_uid_off())
    uid = str(uuid4())
    assert statuses(open_two_at_once(cast, uid)) == [201, 201]
    assert Order.objects.filter(uid=uid).count() == 2


def test_one_of_the_two_opens_and_the_other_hears_which_order_it_is(cast, monkeypatch):
    monkeypatch.setattr(opening, "claim_table", slowly(opening.claim_table))
    for _ in range(ROUNDS):
        uid = str(uuid4())
        answers = open_two_at_once(cast, uid)
        assert statuses(answers) == [201, 409]
        order = Order.objects.get(uid=uid)
        assert {answer.json()["order_id"] for answer in answers} == {order.pk}
        (refused,) = [each.json()["error"] for each in answers if each.status_code == 409]
        assert refused == "WRONG_TABLE"
    assert_books_are_right()
