"""The brief's own examples, sent as they stand, get the brief's own answers, to the character.

Only what the brief cannot know is filled in: ids given by the database, tokens and times.
"""

import json
import re

import pytest
from django.http import HttpResponse

from menu_app.models import MenuItem
from orders_app.models import Order
from staff_app.models import User
from tables_app.models import Table
from tests.cast import PASSWORD, DishFactory, StaffFactory, TableFactory
from tests.program import Program

OPEN = '{\n  "table_id": 1,\n  "idempotency_key": "uuid-12345"\n}'
ITEMS = """{
  "items": [
    {"menu_id": 5, "qty": 2},
    {"menu_id": 10, "qty": 1}
  ],
  "idempotency_key": "uuid-67890"
}"""
PAY = """{
  "payment_method": "cash",
  "amount_received": 200,
  "idempotency_key": "uuid-11111"
}"""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def staff001(db) -> User:
    """The brief's restaurant: its cashier, tables 1 and 2, dishes 5 and 10."""
    TableFactory(pk=1, name="โต๊ะ 1")
    TableFactory(pk=2, name="โต๊ะ 2")
    DishFactory(pk=5, name="ผัดไทย", price=60)
    DishFactory(pk=10, name="น้ำมะนาว", price=25)
    return StaffFactory(username="staff001")


@pytest.fixture
def till(staff001) -> Program:
    return Program(staff001)


def says(response: HttpResponse, status: int, expected: dict) -> None:
    """Compare texts, not values: to Python 145.0 equals 145, to the brief it does not."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response.content.decode() == json.dumps(expected, ensure_ascii=False)


def moment_in(response: HttpResponse, field: str) -> str:
    moment = response.json()[field]
    assert MOMENT.fullmatch(moment), moment
    return moment


def opened(till: Program) -> int:
    return till.post("/orders", OPEN).json()["order_id"]


def ordered(till: Program) -> int:
    order_id = opened(till)
    assert till.post(f"/orders/{order_id}/items", ITEMS).status_code == 201
    return order_id


def test_log_in_gives_a_token_and_the_person(staff001):
    credentials = {"username": "staff001", "password": PASSWORD}
    response = Program(None).post("/auth/login", credentials)
    token = response.json()["token"]
    assert token.startswith("eyJ")
    user = {"id": staff001.pk, "username": "staff001", "role": "cashier"}
    says(response, 200, {"token": token, "user": user})


def test_the_token_of_the_log_in_opens_the_other_endpoints(staff001):
    credentials = {"username": "staff001", "password": PASSWORD}
    token = Program(None).post("/auth/login", credentials).json()["token"]
    assert Program(None).get("/tables", authorization=f"Bearer {token}").status_code == 200


def test_the_tables_are_listed_with_their_state(till):
    till.post("/orders", {"table_id": 2, "idempotency_key": "guests at table 2"})
    free = {"id": 1, "name": "โต๊ะ 1", "status": "available"}
    taken = {"id": 2, "name": "โต๊ะ 2", "status": "occupied"}
    says(till.get("/tables"), 200, {"tables": [free, taken]})


def test_opening_a_table_answers_the_new_order(till):
    response = till.post("/orders", OPEN)
    expected = {
        "order_id": Order.objects.get().pk,
        "table_id": 1,
        "status": "open",
        "total_price": 0,
        "created_at": moment_in(response, "created_at"),
    }
    says(response, 201, expected)


def test_adding_dishes_answers_the_lines_and_the_total(till):
    order_id = opened(till)
    response = till.post(f"/orders/{order_id}/items", ITEMS)
    first, second = Order.objects.get().items.all()
    expected = {
        "order_id": order_id,
        "items": [
            {"id": first.pk, "menu_id": 5, "name": "ผัดไทย", "qty": 2, "price": 60},
            {"id": second.pk, "menu_id": 10, "name": "น้ำมะนาว", "qty": 1, "price": 25},
        ],
        "total_price": 145,
    }
    says(response, 201, expected)


def test_paying_answers_the_change(till):
    order_id = ordered(till)
    response = till.post(f"/orders/{order_id}/pay", PAY)
    expected = {
        "order_id": order_id,
        "status": "paid",
        "total_price": 145,
        "amount_received": 200,
        "change": 55,
        "paid_at": moment_in(response, "paid_at"),
    }
    says(response, 200, expected)


def test_paying_has_the_side_effects_of_the_brief(till):
    order_id = ordered(till)
    till.post(f"/orders/{order_id}/pay", PAY)
    order = Order.objects.get(pk=order_id)
    assert (order.status, order.payment_method) == ("paid", "cash")
    assert order.paid_at is not None
    assert Table.objects.get(pk=1).status == "available"


def test_an_occupied_table_is_refused_as_in_the_brief(till):
    order_id = opened(till)
    response = till.command("/orders", table_id=1)
    expected = {
        "error": "TABLE_OCCUPIED",
        "message": "โต๊ะนี้มีลูกค้าอยู่แล้ว",
        "table_id": 1,
        "order_id": order_id,
    }
    says(response, 409, expected)


def test_a_key_used_for_something_else_is_refused_as_in_the_brief(till):
    first = till.post("/orders", OPEN)
    response = till.post("/orders", {"table_id": 2, "idempotency_key": "uuid-12345"})
    expected = {
        "error": "DUPLICATE_REQUEST",
        "message": "คำสั่งนี้ถูกประมวลผลแล้ว",
        "original_result": first.json(),
    }
    says(response, 422, expected)


def test_a_price_with_satang_stays_a_number(till):
    MenuItem.objects.filter(pk=5).update(price="62.50")
    response = till.post(f"/orders/{opened(till)}/items", ITEMS)
    assert '"price": 62.5}' in response.content.decode()
    assert '"total_price": 150}' in response.content.decode()
