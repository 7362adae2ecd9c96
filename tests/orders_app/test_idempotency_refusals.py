"""A refusal decided under the lock belongs to its key for ever.

Else a network retry that arrives late would open a ghost order once the table is free.
"""

import pytest

from menu_app.models import MenuItem
from orders_app.models import Order
from tests.cast import DishFactory
from tests.expect import nothing_written, refused
from tests.program import new_key


def replayed(program, path: str, body: dict, first) -> None:
    """Check that `body` sent again gets the bytes of the `first` refusal, and does nothing."""
    assert "Idempotent-Replayed" not in first
    with nothing_written():
        again = program.post(path, body)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replayed"] == "true"


def test_a_table_that_was_occupied_stays_refused_when_it_is_free(program, cast):
    order_id = program.open_with_lunch(cast)
    late = {"table_id": cast.table.pk, "idempotency_key": new_key()}
    first = program.post("/orders", late)
    refused(first, 409, "TABLE_OCCUPIED")
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    replayed(program, "/orders", late, first)
    assert not Order.objects.filter(status="open").exists()


def test_too_little_money_stays_refused(program, cast):
    pay = f"/orders/{program.open_with_lunch(cast)}/pay"
    body = {"payment_method": "cash", "amount_received": 100, "idempotency_key": new_key()}
    first = program.post(pay, body)
    refused(first, 422, "INSUFFICIENT_AMOUNT")
    replayed(program, pay, body, first)


def test_a_closed_order_stays_refused(program, cast):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    body = {"payment_method": "qr", "idempotency_key": new_key()}
    first = program.post(f"/orders/{order_id}/pay", body)
    refused(first, 409, "ORDER_NOT_OPEN")
    replayed(program, f"/orders/{order_id}/pay", body, first)


def test_a_dish_that_was_sold_out_stays_refused_when_it_is_back(program, cast):
    add = f"/orders/{program.open(cast)}/items"
    dish = DishFactory(active=False)
    body = {"items": [{"menu_id": dish.pk, "qty": 1}], "idempotency_key": new_key()}
    first = program.post(add, body)
    refused(first, 409, "MENU_UNAVAILABLE")
    MenuItem.objects.filter(pk=dish.pk).update(active=True)
    replayed(program, add, body, first)


def test_an_order_that_was_empty_stays_refused_when_it_is_filled(program, cast):
    order_id = program.open(cast)
    body = {"payment_method": "qr", "idempotency_key": new_key()}
    first = program.post(f"/orders/{order_id}/pay", body)
    refused(first, 409, "ORDER_EMPTY")
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    replayed(program, f"/orders/{order_id}/pay", body, first)
    assert Order.objects.get().is_open


def test_a_line_that_was_voided_stays_refused(program, cast):
    order_id = program.open_with_lunch(cast)
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    void = f"/orders/{order_id}/items/{line}/void"
    program.command(void, reason="สั่งผิด")
    body = {"reason": "สั่งผิด", "idempotency_key": new_key()}
    first = program.post(void, body)
    refused(first, 409, "ITEM_VOIDED")
    replayed(program, void, body, first)


@pytest.mark.parametrize("method", ["qr", "card"])
def test_another_request_under_a_refused_key_sees_the_refusal(program, cast, method):
    pay = f"/orders/{program.open_with_lunch(cast)}/pay"
    key = new_key()
    first = program.command(pay, payment_method="cash", amount_received=1, idempotency_key=key)
    with nothing_written():
        answer = program.command(pay, payment_method=method, idempotency_key=key)
    assert refused(answer, 422, "DUPLICATE_REQUEST")["original_result"] == first.json()


def test_a_new_key_asks_again(program, cast):
    pay = f"/orders/{program.open_with_lunch(cast)}/pay"
    refused(
        program.command(pay, payment_method="cash", amount_received=1), 422, "INSUFFICIENT_AMOUNT"
    )
    answer = program.command(pay, payment_method="cash", amount_received=145)
    assert answer.status_code == 200
