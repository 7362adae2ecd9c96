"""open_order(items=…): the first confirm opens the table with its lines, or not at all."""

import pytest

from core_app.errors import DuplicateRequest, Forbidden, NotFound
from core_app.models import IdempotencyKey
from orders_app.commands.opening import open_order
from orders_app.models import Order, OrderItem
from tables_app.models import Table
from tests.cast import DishFactory
from tests.doing import do
from tests.expect import nothing_written


def confirm(cast, key: str = "first confirm", staff=None, table=None, dish=None):
    items = [
        {"menu_id": (dish or cast.pad_thai).pk, "qty": 2},
        {"menu_id": cast.lime_juice.pk, "qty": 1},
    ]
    told = {"table_id": (table or cast.table).pk, "items": items}
    return do(open_order, key=key, staff=staff or cast.cashier, **told)


def test_the_table_opens_with_its_lines(cast):
    answer = confirm(cast)
    assert (answer.status, answer.ok, answer.replayed) == (201, True, False)
    assert answer.body["total_price"] == 145
    order = Order.objects.get(pk=answer.body["order_id"])
    assert (order.total_price, order.items.count()) == (145, 2)
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"


def test_the_same_confirm_again_is_a_replay(cast):
    first = confirm(cast)
    with nothing_written():
        again = confirm(cast)
    assert (again.text, again.replayed) == (first.text, True)


def test_a_dish_sold_out_leaves_the_table_free(cast):
    answer = confirm(cast, dish=DishFactory(active=False))
    assert (answer.status, answer.body["error"]) == (409, "MENU_UNAVAILABLE")
    assert Order.objects.count() == OrderItem.objects.count() == 0
    assert Table.objects.get(pk=cast.table.pk).status == "available"
    assert IdempotencyKey.objects.count() == 1  # the refusal


def test_an_occupied_table_takes_no_second_order(cast):
    first = confirm(cast)
    answer = confirm(cast, key="another till")
    assert (answer.status, answer.body["error"]) == (409, "TABLE_OCCUPIED")
    assert answer.body["order_id"] == first.body["order_id"]
    assert OrderItem.objects.count() == 2


def test_its_key_is_not_good_for_another_table(cast):
    confirm(cast)
    with nothing_written(), pytest.raises(DuplicateRequest):
        confirm(cast, table=cast.other_table)


def test_its_key_is_not_good_for_opening_alone(cast):
    confirm(cast)
    with nothing_written(), pytest.raises(DuplicateRequest):
        do(open_order, key="first confirm", staff=cast.cashier, table_id=cast.table.pk)


def test_a_cook_may_not(cast):
    with nothing_written(), pytest.raises(Forbidden):
        confirm(cast, staff=cast.cook)


def test_an_unknown_table_is_not_found_and_keeps_no_key(cast):
    with nothing_written(), pytest.raises(NotFound):
        do(open_order, key="k", staff=cast.cashier, table_id=987654321)
