"""One key, sent many times at once, does its work once."""

import time

import pytest

from core_app.models import IdempotencyKey
from orders_app import ordering
from orders_app.models import OrderItem
from tests.program import Program, new_key
from tests.races import guards_off, schema_guards
from tests.races.racing import assert_books_are_right, race, slowly, statuses

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3
HEAD_START = 0.1  # seconds
AT_WORK = 0.5  # seconds, well within what a waiter bears


@pytest.fixture
def naive(monkeypatch, unguarded):
    """Look for the key first, then insert it; and no index to arbitrate."""
    guards_off.one_transaction_off(monkeypatch)
    guards_off.key_claim_off(monkeypatch)
    unguarded(schema_guards.unique_off("idempotency_keys"))


def add_at_once(cast, order_id: int, key: str, times: int, *, head_start: float = 0) -> list:
    """Send one request `times` times at once; all but the first `head_start` seconds later."""
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]

    def send(delay: float):
        time.sleep(delay)
        program = Program(cast.cashier)
        return program.act(f"/orders/{order_id}/items", items=items, idempotency_key=key)

    delays = [0] + [head_start] * (times - 1)
    return race(*[lambda delay=delay: send(delay) for delay in delays])


@pytest.mark.usefixtures("naive")
@pytest.mark.parametrize("times", [2, 20])
def test_without_the_guard_one_key_works_more_than_once(cast, program, times):
    order_id, key = program.open(cast), new_key()
    answers = add_at_once(cast, order_id, key, times)
    assert statuses(answers).count(201) > 1
    assert OrderItem.objects.count() > 1
    assert IdempotencyKey.objects.filter(key=key).count() > 1


def test_one_key_sent_twenty_times_adds_one_line(cast, program):
    order_id = program.open(cast)
    for _ in range(ROUNDS):
        before = OrderItem.objects.count()
        answers = add_at_once(cast, order_id, new_key(), 20)
        assert OrderItem.objects.count() == before + 1
        assert_one_worked_and_the_rest_replayed(answers)
    assert_books_are_right()


def test_a_key_in_flight_is_waited_for_and_then_replayed(cast, program, monkeypatch):
    order_id = program.open(cast)
    monkeypatch.setattr(ordering, "_dishes_for", slowly(ordering._dishes_for, AT_WORK))
    first, second = answers = add_at_once(cast, order_id, new_key(), 2, head_start=HEAD_START)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert OrderItem.objects.count() == 1
    assert_one_worked_and_the_rest_replayed(answers)
    assert_books_are_right()


@pytest.mark.usefixtures("naive")
def test_without_the_guard_a_key_in_flight_is_not_waited_for(cast, program, monkeypatch):
    order_id = program.open(cast)
    monkeypatch.setattr(ordering, "_dishes_for", slowly(ordering._dishes_for, AT_WORK))
    look_before_the_first_has_inserted = 0.01
    answers = add_at_once(
        cast, order_id, new_key(), 2, head_start=look_before_the_first_has_inserted
    )
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, None]
    assert OrderItem.objects.count() == 2


def assert_one_worked_and_the_rest_replayed(answers: list) -> None:
    """All got the same bytes, and all but one were told that it is a replay."""
    assert set(statuses(answers)) == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer for answer in answers if "Idempotent-Replayed" in answer.headers]
    assert len(replayed) == len(answers) - 1
