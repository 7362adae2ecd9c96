"""Two commands come for one manager's word at once; it is used up once."""

from functools import partial

import pytest
from django.db import transaction

from orders_app.models import ItemVoid, OrderItem
from staff_app import approvals
from staff_app.models import Approval
from tests.program import Program, new_key
from tests.races import guards_off, schema_guards
from tests.races.racing import (
    assert_books_are_right,
    meeting,
    patiently,
    race,
    slowly,
    statuses,
)
from tests.words import give_word, with_pin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def word(cast) -> dict:
    """What was approved, as a command asks for it."""
    told = {"key": "k", "subject": "void", "subject_id": 7, "amount": 60}
    asked = told | {"asked_by": cast.cashier}
    approvals.write(**asked, approved_by=with_pin(cast.manager))
    return asked


def test_without_the_arbitrated_statement_both_find_it(cast, word, monkeypatch, unguarded):
    guards_off.word_use_off(monkeypatch, meeting(2))
    unguarded(schema_guards.guard_off("approvals", "used_approvals"))
    assert race(*[lambda: approvals.consume(**word)] * 2) == [cast.manager.pk] * 2


def test_one_of_the_two_gets_it(cast, word):
    def use() -> int | None:
        with transaction.atomic():
            return slowly(approvals.consume)(**word)

    found = race(*[partial(patiently, use)] * 2)
    assert sorted(found, key=bool) == [None, cast.manager.pk]


def test_one_command_sent_twice_at_once_uses_up_one_word(cast, monkeypatch):
    Program(cast.other_cashier).open_with_lunch(cast)
    line, program, key = OrderItem.objects.get(name="ผัดไทย"), Program(cast.cashier), new_key()
    path = f"/orders/{line.order_id}/items/{line.pk}/void"
    body = {"reason": "สั่งผิด", "qty": 1, "idempotency_key": key}
    boss = with_pin(cast.manager)
    needed = program.post(path, body).json()
    for _ in range(2):
        give_word(program, needed, key, boss)
    monkeypatch.setattr(approvals, "consume", slowly(approvals.consume))
    answers = race(*[partial(patiently, partial(program.post, path, body))] * 2)
    assert statuses(answers) == [200, 200]
    assert ItemVoid.objects.count() == 1
    assert Approval.objects.exclude(consumed_at=None).count() == 1
    assert_books_are_right()
