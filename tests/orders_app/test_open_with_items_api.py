"""POST /orders with items: the table opens with its first lines, or not at all."""

import pytest

from orders_app.models import Order, OrderItem
from tables_app.models import Table
from tests.cast import DishFactory
from tests.expect import nothing_written, refused
from tests.http_app.api_walk import SCHEMA
from tests.orders_app.test_statement_budgets import in_budget, statements
from tests.program import new_key


def lunch(cast) -> list[dict]:
    return [{"menu_id": cast.pad_thai.pk, "qty": 2}, {"menu_id": cast.lime_juice.pk, "qty": 1}]


def open_with(program, cast, items, **more):
    return program.command("/orders", table_id=cast.table.pk, items=items, **more)


def nothing_stands(cast) -> bool:
    free = Table.objects.get(pk=cast.table.pk).status == "available"
    return free and not Order.objects.exists() and not OrderItem.objects.exists()


def test_the_table_opens_with_its_lines(program, cast):
    answer = open_with(program, cast, lunch(cast))
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["total_price"], body["table_id"]) == ("open", 145, cast.table.pk)
    assert [(each["name"], each["qty"]) for each in body["items"]] == [("ผัดไทย", 2), ("น้ำมะนาว", 1)]
    order = Order.objects.get(pk=body["order_id"])
    assert (order.total_price, order.items.count(), order.opened_by) == (145, 2, cast.cashier)
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"


def test_its_answer_holds_what_opening_and_adding_answer_apart(program, cast):
    together = open_with(program, cast, lunch(cast)).json()
    opened = program.command("/orders", table_id=cast.other_table.pk).json()
    added = program.command(f"/orders/{opened['order_id']}/items", items=lunch(cast)).json()
    assert set(together) == set(opened) | set(added)


def test_it_is_declared_as_it_answers(program, cast):
    declared = SCHEMA["components"]["schemas"]["OrderOpenedOut"]["properties"]
    assert set(open_with(program, cast, lunch(cast)).json()) <= set(declared)


def test_a_dish_sold_out_leaves_the_table_free(program, cast):
    items = [*lunch(cast), {"menu_id": DishFactory(active=False).pk, "qty": 1}]
    refused(open_with(program, cast, items), 409, "MENU_UNAVAILABLE")
    assert nothing_stands(cast)


def test_an_occupied_table_takes_no_lines(program, cast):
    first = program.open(cast)
    body = refused(open_with(program, cast, lunch(cast)), 409, "TABLE_OCCUPIED")
    assert body["order_id"] == first
    assert not OrderItem.objects.exists()


def test_sent_again_it_opens_nothing_more(program, cast):
    key = new_key()
    first = open_with(program, cast, lunch(cast), idempotency_key=key)
    with nothing_written():
        again = open_with(program, cast, lunch(cast), idempotency_key=key)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


def test_its_key_is_not_good_with_other_lines(program, cast):
    key = new_key()
    open_with(program, cast, lunch(cast), idempotency_key=key)
    with nothing_written():
        for items in (lunch(cast)[:1], None):
            answer = open_with(program, cast, items, idempotency_key=key)
            refused(answer, 422, "DUPLICATE_REQUEST")


def test_null_items_open_the_table_alone(program, cast):
    answer = open_with(program, cast, None)
    assert answer.status_code == 201
    assert list(answer.json()) == ["order_id", "table_id", "status", "total_price", "created_at"]


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([], "items"),
        ({}, "items"),
        ("x", "items"),
        ([None], "items.0"),
        ([{"menu_id": 1}], "items.0.qty"),
        ([{"menu_id": 1, "qty": 0}], "items.0.qty"),
        ([{"menu_id": 1, "qty": 1, "price": "60"}], "items.0.price"),
        ([{"menu_id": 1, "qty": 1, "note": "x"}], "items.0.note"),
        ([{"menu_id": 1, "qty": 1}] * 101, "items"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_lines_of_nonsense_open_nothing(program, cast, items, field):
    with nothing_written():
        body = refused(open_with(program, cast, items), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == [field]
    assert nothing_stands(cast)


def test_a_cook_may_not(cook_program, cast):
    with nothing_written():
        refused(open_with(cook_program, cast, lunch(cast)), 403, "FORBIDDEN")


@pytest.mark.django_db(transaction=True)
def test_it_costs_less_than_opening_and_adding_apart(program, cast):
    _, work = statements(lambda: open_with(program, cast, lunch(cast)))
    in_budget(work, 8 + 10 - 4)  # one BEGIN, one COMMIT, one key claimed and answered
