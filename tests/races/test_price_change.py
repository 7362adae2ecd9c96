"""The manager changes a price while a cashier orders: each line keeps the price of its moment."""

from decimal import Decimal
from functools import partial

import pytest

from menu_app.models import MenuItem
from orders_app.commands import adding
from orders_app.models import OrderItem, Payment
from tests.program import Program
from tests.races import guards_off
from tests.races.racing import Window, assert_books_are_right, found_kinds, meeting, race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 2
OLD, NEW = Decimal(60), Decimal(99)


def add(cast, order_id: int):
    """The cashier adds two dishes."""
    items = [{"menu_id": cast.pad_thai.pk, "qty": 2}]
    return Program(cast.cashier).command(f"/orders/{order_id}/items", items=items)


def change_price(cast, price: Decimal) -> None:
    """The manager gives the dish a new price."""
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=price)


def test_a_price_that_is_read_twice_parts_the_total_from_its_lines(cast, program, monkeypatch):
    order_id, meet = program.open(cast), meeting(2)

    def let_the_manager_in():
        meet()
        meet()

    def change_price_in_the_middle():
        meet()
        change_price(cast, NEW)
        meet()

    guards_off.one_transaction_off(monkeypatch)
    guards_off.price_snapshot_off(monkeypatch, let_the_manager_in)
    race(lambda: add(cast, order_id), change_price_in_the_middle)
    assert found_kinds() == {"total_differs"}


def test_a_price_change_mid_order_never_parts_the_total_from_its_lines(cast, program, monkeypatch):
    order_id, look = program.open(cast), adding.dishes_and_sum
    for price in [NEW, OLD] * (ROUNDS // 2):
        window = Window(guarded=True)
        monkeypatch.setattr(adding, "dishes_and_sum", window.after(look))
        change = window.then(partial(change_price, cast, price))
        added, _ = race(lambda: add(cast, order_id), change)
        assert added.json()["items"][0]["price"] in (OLD, NEW)
        assert_books_are_right()
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    lines = OrderItem.objects.filter(order=order_id)
    assert Payment.objects.get(bill__order=order_id).amount == sum(line.amount for line in lines)
    assert_books_are_right()
