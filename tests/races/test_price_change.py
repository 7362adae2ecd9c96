"""The manager changes a price while a cashier orders: each line keeps the price of its moment."""

import time
from decimal import Decimal

import pytest

from menu_app.models import MenuItem
from orders_app import ordering
from orders_app.models import OrderItem, Payment
from tests.program import Program
from tests.races import guards_off
from tests.races.racing import (
    WINDOW_SECONDS,
    assert_books_are_right,
    found_kinds,
    race,
    slowly,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
OLD, NEW = Decimal(60), Decimal(99)


def add_while_the_price_changes(cast, order_id: int, price: Decimal):
    """Add two dishes; in the middle of it their price becomes `price`."""
    items = [{"menu_id": cast.pad_thai.pk, "qty": 2}]

    def add():
        return Program(cast.cashier).act(f"/orders/{order_id}/items", items=items)

    def change_price():
        time.sleep(WINDOW_SECONDS / 2)
        MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=price)

    return race(add, change_price)[0]


def test_without_the_snapshot_the_total_is_not_the_sum_of_its_lines(cast, program, monkeypatch):
    guards_off.one_transaction_off(monkeypatch)
    guards_off.price_snapshot_off(monkeypatch)
    add_while_the_price_changes(cast, program.open(cast), NEW)
    assert found_kinds() == {"total_differs"}


def test_a_price_change_mid_order_never_parts_the_total_from_its_lines(cast, program, monkeypatch):
    monkeypatch.setattr(ordering, "_dishes_for", slowly(ordering._dishes_for))
    order_id = program.open(cast)
    for price in [NEW, OLD] * (ROUNDS // 2):
        added = add_while_the_price_changes(cast, order_id, price).json()["items"]
        assert added[0]["price"] in (OLD, NEW)
        assert_books_are_right()
    program.act(f"/orders/{order_id}/pay", payment_method="qr")
    lines = OrderItem.objects.filter(order=order_id)
    assert {line.price for line in lines} == {OLD, NEW}
    assert Payment.objects.get(order=order_id).amount == sum(line.amount for line in lines)
    assert_books_are_right()
