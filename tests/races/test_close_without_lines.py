"""A cashier closes an order that has no line, while another till adds one to it."""

from threading import Event

import pytest

from orders_app.models import Order
from orders_app.ordering import totals
from tests.cast import Cast
from tests.program import Program
from tests.races import guards_off
from tests.races.racing import START_SECONDS, assert_books_are_right, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order_id(program, cast) -> int:
    return program.open(cast)


def close_while_a_line_comes(monkeypatch, cast: Cast, order_id: int, *, until: bool) -> list:
    """The cashier's till has found no line; then the other one adds; then the first goes on.

    `until` the line stands, or at once: with the guard on the other till waits for the first.
    """
    looked, added = Event(), Event()
    look = totals.mended_sum

    def look_and_let_others_in(order, at, **more):
        found = look(order, at, **more)
        looked.set()
        assert not until or added.wait(START_SECONDS)
        return found

    def close():
        path = f"/orders/{order_id}/cancel"
        return Program(cast.cashier).command(path, reason="ลูกค้าเปลี่ยนใจ")

    def add():
        assert looked.wait(START_SECONDS)
        items = [{"menu_id": cast.satay.pk, "qty": 1}]
        answer = Program(cast.other_cashier).command(f"/orders/{order_id}/items", items=items)
        added.set()
        return answer

    monkeypatch.setattr(totals, "mended_sum", look_and_let_others_in)
    return [answer.status_code for answer in race(close, add)]


def test_without_the_lock_a_cashier_closes_an_order_with_a_dish(cast, monkeypatch, order_id):
    guards_off.one_transaction_off(monkeypatch)
    guards_off.order_lock_off(monkeypatch, lambda look: look)
    assert close_while_a_line_comes(monkeypatch, cast, order_id, until=True) == [200, 201]
    order = Order.objects.get(pk=order_id)
    assert (order.status, len(order.live_lines)) == ("cancelled", 1)


def test_a_dish_that_comes_meanwhile_is_refused(cast, monkeypatch, order_id):
    assert close_while_a_line_comes(monkeypatch, cast, order_id, until=False) == [200, 409]
    order = Order.objects.get(pk=order_id)
    assert (order.status, len(order.live_lines)) == ("cancelled", 0)
    assert_books_are_right()
