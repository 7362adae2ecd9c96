"""The same key with the same request: the first answer again, and one effect."""

import pytest

from orders_app.models import Order, OrderItem, Payment
from tests.expect import nothing_written
from tests.orders_app.good_requests import COMMANDS, good_request
from tests.program import new_key


@pytest.mark.parametrize("name", COMMANDS)
def test_a_repeat_gets_the_first_answer_byte_for_byte(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    first = request.send(managing_program, key)
    assert first.status_code in (200, 201), first.content
    assert "Idempotent-Replayed" not in first
    for _ in range(3):
        with nothing_written():
            again = request.send(managing_program, key)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again["Idempotent-Replayed"] == "true"


def test_a_key_sent_twice_opens_one_order(program, cast):
    key = new_key()
    for _ in range(2):
        program.command("/orders", table_id=cast.table.pk, idempotency_key=key)
    assert Order.objects.count() == 1


def test_a_key_sent_twice_adds_the_dishes_once(program, cast):
    order_id, key = program.open(cast), new_key()
    items = [{"menu_id": cast.pad_thai.pk, "qty": 2}]
    for _ in range(2):
        program.command(f"/orders/{order_id}/items", items=items, idempotency_key=key)
    assert OrderItem.objects.count() == 1
    assert Order.objects.get().total_price == 120


def test_a_key_sent_twice_takes_the_money_once(program, cast):
    order_id, key = program.open_with_lunch(cast), new_key()
    for _ in range(2):
        program.command(f"/orders/{order_id}/pay", payment_method="card", idempotency_key=key)
    assert Payment.objects.count() == 1


def test_the_first_answer_comes_back_even_when_the_order_has_moved_on(program, cast):
    key = new_key()
    opening = {"table_id": cast.table.pk, "idempotency_key": key}
    first = program.post("/orders", opening)
    order_id = first.json()["order_id"]
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    assert program.post("/orders", opening).content == first.content


@pytest.mark.parametrize(
    "spelling",
    [
        '{"payment_method":"cash","amount_received":200,"idempotency_key":"one"}',
        '{"idempotency_key": "one", "amount_received": 200.00, "payment_method": "cash"}',
        '{"idempotency_key":"one",\n\t"payment_method":"c\\u0061sh","amount_received":2e2}',
    ],
)
def test_the_same_request_spelt_differently_is_the_same_request(program, cast, spelling):
    pay = f"/orders/{program.open_with_lunch(cast)}/pay"
    first = program.post(
        pay, {"payment_method": "cash", "amount_received": 200, "idempotency_key": "one"}
    )
    again = program.post(pay, spelling)
    assert again["Idempotent-Replayed"] == "true"
    assert again.content == first.content


def test_a_key_moved_from_the_body_to_the_header_is_the_same_key(program, cast):
    key = new_key()
    first = program.command("/orders", table_id=cast.table.pk, idempotency_key=key)
    again = program.post("/orders", {"table_id": cast.table.pk}, idempotency_key=key)
    assert again["Idempotent-Replayed"] == "true"
    assert again.content == first.content
