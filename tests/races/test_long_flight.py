"""The first request works longer than anybody waits: the others hear "not yet", and lose nothing.

PostgreSQL waits 3 s on the key itself and can say that this very request is at work. SQLite waits
4 s for the one write lock and can only say that the database is busy.
"""

import threading
import time

import pytest
from django.db import connection

from orders_app.commands import adding
from orders_app.models import OrderItem
from tests.doing import do
from tests.program import Program, new_key
from tests.races.racing import START_SECONDS, assert_books_are_right, followed_by, patiently, race

pytestmark = pytest.mark.django_db(transaction=True)

BEYOND_THE_LIMIT = {"postgresql": 3.8, "sqlite": 4.8}  # seconds


@pytest.fixture
def at_work() -> threading.Event:
    """Set when the first request holds its key and is at work."""
    return threading.Event()


@pytest.fixture
def work_until(at_work, monkeypatch):
    """Let whoever adds a line stay at it until a pause ends."""

    def arrange(pause) -> None:
        def work():
            at_work.set()
            pause()

        slow = followed_by(adding.dishes_and_sum, work)
        monkeypatch.setattr(adding, "dishes_and_sum", slow)

    return arrange


def test_without_the_limit_the_second_waits_as_long_as_the_first_works(
    cast, program, at_work, work_until
):
    order_id, key = program.open(cast), new_key()
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    work_until(lambda: time.sleep(BEYOND_THE_LIMIT[connection.vendor]))

    def add():
        return do(adding.add_items, order_id, key=key, staff=cast.cashier, items=items)

    def add_with_endless_patience():
        assert at_work.wait(timeout=START_SECONDS)
        return patiently(add)

    first, second = race(add, add_with_endless_patience)
    assert (first.status, second.status) == (201, 201)
    assert second.replayed


def test_a_key_in_flight_for_too_long_is_answered_not_yet_and_replays_later(
    cast, program, at_work, work_until
):
    order_id, key = program.open(cast), new_key()
    answered = threading.Barrier(3)  # the first one, and the two who did not get in
    work_until(lambda: answered.wait(timeout=START_SECONDS))

    def add(idempotency_key: str):
        items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
        till, path = Program(cast.cashier), f"/orders/{order_id}/items"
        return till.command(path, items=items, idempotency_key=idempotency_key)

    def add_meanwhile(idempotency_key: str):
        assert at_work.wait(timeout=START_SECONDS)
        answer = add(idempotency_key)
        answered.wait(timeout=START_SECONDS)
        return answer

    first, same_key, other_key = race(
        lambda: add(key), lambda: add_meanwhile(key), lambda: add_meanwhile(new_key())
    )
    assert first.status_code == 201
    assert_not_yet(same_key)
    assert (other_key.status_code, other_key.json()["error"]) == (503, "NETWORK_TIMEOUT")
    assert other_key.headers["Retry-After"] == "3"
    again = add(key)
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert OrderItem.objects.count() == 1
    assert_books_are_right()


def assert_not_yet(answer) -> None:
    """The engine's own way to say that the same key may be sent again soon."""
    told = answer.status_code, answer.json()["error"], answer.headers["Retry-After"]
    if connection.vendor == "postgresql":
        assert told == (409, "REQUEST_IN_PROGRESS", "1")
    else:
        assert told == (503, "NETWORK_TIMEOUT", "3")
