"""A row somebody else holds for too long: 503 with `retry_after`, and the same key works later.

A second real connection holds the order's row on PostgreSQL, the whole file on SQLite.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from core_app.database import BUSY_SECONDS, LOCK_MILLISECONDS
from core_app.models import IdempotencyKey
from orders_app.models import Order
from tests.expect import nothing_written
from tests.orders_app.good_requests import good_request

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST_ANSWER = 5.5  # seconds


@contextmanager
def order_held_by_somebody_else(order_id: int) -> Iterator[None]:
    """Hold the order's lock in another connection until the block ends."""
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=order_id)
            held.set()
            let_go.wait(30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(10), "the other connection did not get the lock"
        yield
    finally:
        let_go.set()
        holder.join()


def test_a_payment_that_cannot_get_the_lock_says_so_in_time_and_can_be_sent_again(program, cast):
    request = good_request("pay", cast)
    order_id = int(request.path.split("/")[2])
    with nothing_written(), order_held_by_somebody_else(order_id):
        start = time.monotonic()
        answer = request.send(program, "held")
        waited = time.monotonic() - start
    assert answer.status_code == 503
    assert answer.json() == {
        "error": "NETWORK_TIMEOUT",
        "message": "เครือข่ายไม่เสถียร กรุณาลองใหม่",
        "retry_after": 3,
    }
    assert answer["Retry-After"] == "3"
    limit = {"postgresql": LOCK_MILLISECONDS / 1000, "sqlite": BUSY_SECONDS}[connection.vendor]
    assert limit * 0.9 <= waited < LONGEST_ANSWER
    assert not IdempotencyKey.objects.filter(key="held").exists()
    assert request.send(program, "held").status_code == 200


def test_reading_goes_on_while_somebody_writes(program, cast):
    order_id = program.open_with_lunch(cast)
    with order_held_by_somebody_else(order_id):
        start = time.monotonic()
        for path in ("/tables", "/menus", "/orders", f"/orders/{order_id}", "/health"):
            assert program.get(path).status_code == 200
        assert time.monotonic() - start < 2
