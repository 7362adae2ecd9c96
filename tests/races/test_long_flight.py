"""The first request works longer than anybody waits: the others hear "not yet", and lose nothing.

PostgreSQL waits 3 s on the key itself and can say that this very request is at work. SQLite waits
4 s for the one write lock and can only say that the database is busy.
"""

import time

import pytest
from django.db import connection

from core_app.database import BUSY_SECONDS
from orders_app import acts, ordering
from orders_app.models import OrderItem
from orders_app.ordering import Line
from tests.program import Program, new_key
from tests.races.racing import assert_books_are_right, race, slowly

pytestmark = pytest.mark.django_db(transaction=True)

HEAD_START = 0.2  # seconds
HELD_SECONDS = {"postgresql": 3.8, "sqlite": 4.8}  # beyond each engine's patience
ENDLESS_PATIENCE = {
    "postgresql": ("SET lock_timeout = 0", "RESET lock_timeout"),
    "sqlite": ("PRAGMA busy_timeout = 30000", f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}"),
}


@pytest.fixture
def order_id(cast, program, monkeypatch) -> int:
    """An open order, on which whoever adds a line stays at it for too long."""
    held = HELD_SECONDS[connection.vendor]
    monkeypatch.setattr(ordering, "_dishes_for", slowly(ordering._dishes_for, held))
    return program.open(cast)


def test_without_the_limit_the_second_waits_as_long_as_the_first_works(cast, order_id):
    key, lines = new_key(), [Line(cast.pad_thai.pk, 1)]

    def add():
        return acts.add_items(key=key, staff=cast.cashier, order_id=order_id, lines=lines)

    def add_with_endless_patience():
        time.sleep(HEAD_START)
        endless, usual = ENDLESS_PATIENCE[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(endless)
            try:
                return add()
            finally:
                cursor.execute(usual)  # the connection goes back to a pool

    first, second = race(add, add_with_endless_patience)
    assert (first.status, second.status) == (201, 201)
    assert second.replayed


def test_a_key_in_flight_for_too_long_is_answered_not_yet_and_replays_later(cast, order_id):
    key = new_key()
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]

    def add(idempotency_key: str, delay: float = 0):
        time.sleep(delay)
        program = Program(cast.cashier)
        path = f"/orders/{order_id}/items"
        return program.act(path, items=items, idempotency_key=idempotency_key)

    first, same_key, other_key = race(
        lambda: add(key), lambda: add(key, HEAD_START), lambda: add(new_key(), HEAD_START)
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
