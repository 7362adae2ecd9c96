"""One key, sent many times at once, does its work once."""

import threading
import time

import pytest

from core_app.models import IdempotencyKey
from orders_app.commands import adding
from orders_app.models import OrderItem
from tests.program import Program, new_key
from tests.races import guards_off, schema_guards
from tests.races.racing import (
    START_SECONDS,
    assert_books_are_right,
    followed_by,
    meeting,
    patiently,
    race,
    statuses,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3
AT_WORK = 0.5  # seconds, well within what a waiter bears


def add(cast, order_id: int, key: str):
    """Add a dish under `key`."""
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    return Program(cast.cashier).command(
        f"/orders/{order_id}/items", items=items, idempotency_key=key
    )


@pytest.mark.parametrize("times", [2, 20])
def test_looking_first_and_then_inserting_a_key_works_as_often_as_it_is_sent(
    cast, program, times, monkeypatch, unguarded
):
    order_id, key = program.open(cast), new_key()
    guards_off.one_transaction_off(monkeypatch)
    guards_off.key_claim_off(monkeypatch, meeting(times))
    unguarded(schema_guards.unique_off("idempotency_keys"))
    unguarded(schema_guards.one_line_per_uid_off())  # a line is named after its key
    answers = race(*[lambda: patiently(lambda: add(cast, order_id, key))] * times)
    assert statuses(answers) == [201] * times
    assert OrderItem.objects.count() == times
    assert IdempotencyKey.objects.filter(key=key).count() == times


def test_one_key_sent_twenty_times_adds_one_line(cast, program):
    order_id = program.open(cast)
    for lines in range(1, ROUNDS + 1):
        key = new_key()
        answers = race(*[lambda key=key: patiently(lambda: add(cast, order_id, key))] * 20)
        assert OrderItem.objects.count() == lines
        assert_one_worked_and_the_rest_replayed(answers)
    assert_books_are_right()


def test_a_key_in_flight_is_waited_for_and_then_replayed(cast, program, monkeypatch):
    order_id, key, at_work = program.open(cast), new_key(), threading.Event()

    def work_for_a_while():
        at_work.set()
        time.sleep(AT_WORK)

    def add_when_the_first_is_at_work():
        assert at_work.wait(timeout=START_SECONDS)
        return add(cast, order_id, key)

    dishes_for = followed_by(adding.dishes_and_sum, work_for_a_while)
    monkeypatch.setattr(adding, "dishes_and_sum", dishes_for)
    answers = race(lambda: add(cast, order_id, key), add_when_the_first_is_at_work)
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, "true"]
    assert OrderItem.objects.count() == 1
    assert_one_worked_and_the_rest_replayed(answers)
    assert_books_are_right()


def assert_one_worked_and_the_rest_replayed(answers: list) -> None:
    """All got the same bytes, and all but one were told that it is a replay."""
    assert set(statuses(answers)) == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer for answer in answers if "Idempotent-Replayed" in answer.headers]
    assert len(replayed) == len(answers) - 1
