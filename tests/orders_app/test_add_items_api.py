"""POST /orders/{id}/items."""

from decimal import Decimal

import pytest

from menu_app.models import MenuItem
from orders_app.models import Order, OrderItem
from tests.cast import DishFactory
from tests.expect import nothing_written, refused


@pytest.fixture
def path(program, cast) -> str:
    return f"/orders/{program.open(cast)}/items"


def line(dish: MenuItem, qty: int = 1) -> dict:
    return {"menu_id": dish.pk, "qty": qty}


def test_lines_are_added_in_the_order_they_were_sent(program, cast, path):
    items = [line(cast.lime_juice, 3), line(cast.pad_thai)]
    answer = program.command(path, items=items)
    assert answer.status_code == 201
    assert list(answer.json()) == ["order_id", "items", "total_price"]
    assert [item["menu_id"] for item in answer.json()["items"]] == [
        cast.lime_juice.pk,
        cast.pad_thai.pk,
    ]
    assert answer.json()["total_price"] == 135


def test_the_answer_shows_the_new_lines_and_the_whole_total(program, cast, path):
    program.command(path, items=[line(cast.pad_thai)])
    second = program.command(path, items=[line(cast.satay)]).json()
    assert [item["name"] for item in second["items"]] == ["สะเต๊ะ"]
    assert second["total_price"] == 122.5


def test_the_same_dish_twice_is_two_lines(program, cast, path):
    answer = program.command(path, items=[line(cast.pad_thai), line(cast.pad_thai)]).json()
    assert len({item["id"] for item in answer["items"]}) == 2
    assert answer["total_price"] == 120


def test_a_hundred_lines_of_999_fit(program, cast, path):
    cheap = DishFactory(price="1.01")
    answer = program.command(path, items=[line(cheap, 999)] * 100)
    assert answer.status_code == 201
    assert answer.json()["total_price"] == 100899
    assert OrderItem.objects.count() == 100


def test_a_dish_that_is_sold_out_stops_the_whole_request_and_is_named(program, cast, path):
    sold_out = DishFactory(name="ปลาหมด", active=False)
    items = [line(cast.pad_thai), line(sold_out)]
    body = refused(program.command(path, items=items), 409, "MENU_UNAVAILABLE")
    assert body["menu_ids"] == [sold_out.pk]
    assert "ปลาหมด" in body["message"]
    assert OrderItem.objects.count() == 0


def test_a_dish_that_never_was_is_unavailable(program, cast, path):
    items = [line(cast.pad_thai), {"menu_id": 2**63 - 1, "qty": 1}]
    body = refused(program.command(path, items=items), 409, "MENU_UNAVAILABLE")
    assert body["menu_ids"] == [2**63 - 1]
    assert OrderItem.objects.count() == 0


def test_an_unknown_order_is_not_found(program, cast):
    with nothing_written():
        answer = program.command("/orders/987654321/items", items=[line(cast.pad_thai)])
        refused(answer, 404, "NOT_FOUND")


def test_a_paid_order_takes_no_more_dishes(program, cast):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="card")
    answer = program.command(f"/orders/{order_id}/items", items=[line(cast.pad_thai)])
    body = refused(answer, 409, "ORDER_NOT_OPEN")
    assert (body["order_id"], body["status"]) == (order_id, "paid")
    assert OrderItem.objects.count() == 2


def test_a_cook_may_not_add_dishes(cook_program, cast, path):
    with nothing_written():
        refused(cook_program.command(path, items=[line(cast.pad_thai)]), 403, "FORBIDDEN")


def test_a_total_that_would_not_fit_its_column_is_refused(program, cast, path):
    feast = DishFactory(price="99999.99")
    assert program.command(path, items=[line(feast, 999)]).status_code == 201
    with nothing_written():
        body = refused(program.command(path, items=[line(feast, 2)]), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["items"]
    assert Order.objects.get().total_price == Decimal("99899990.01")


def test_a_wrong_line_is_named_by_its_place(program, cast, path):
    items = [line(cast.pad_thai), {"menu_id": cast.satay.pk, "qty": 0}]
    body = refused(program.command(path, items=items), 400, "VALIDATION_ERROR")
    assert body["fields"] == {"items.1.qty": "ต้องไม่น้อยกว่า 1"}
