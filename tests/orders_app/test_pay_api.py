"""POST /orders/{id}/pay."""

from decimal import Decimal

import pytest

from orders_app.models import Order, Payment
from tables_app.models import Table
from tests.cast import DishFactory
from tests.expect import nothing_written, refused

FIELDS = ["order_id", "status", "total_price", "amount_received", "change", "paid_at"]


@pytest.fixture
def order_id(program, cast) -> int:
    """An open order of 145 baht."""
    return program.open_with_lunch(cast)


def pay(program, order_id: int, method: str = "cash", **body):
    return program.command(f"/orders/{order_id}/pay", payment_method=method, **body)


def test_cash_gives_change_and_closes_the_table(program, cast, order_id):
    answer = pay(program, order_id, amount_received=500)
    assert answer.status_code == 200
    assert list(answer.json()) == FIELDS
    assert answer.json()["change"] == 355
    assert Table.objects.get(pk=cast.table.pk).status == "available"


def test_the_payment_is_a_row_of_its_own(program, cast, order_id):
    pay(program, order_id, amount_received=500)
    payment = Payment.objects.get(bill__order_id=order_id)
    assert (payment.method, payment.taken_by) == ("cash", cast.cashier)
    amounts = (payment.amount, payment.amount_received, payment.change)
    assert amounts == (Decimal(145), Decimal(500), Decimal(355))


def test_the_order_keeps_a_summary_of_its_payment(program, order_id):
    pay(program, order_id, amount_received=200)
    order, payment = Order.objects.get(), Payment.objects.get()
    assert (order.status, order.payment_method) == ("paid", payment.method)
    assert (order.amount_received, order.change) == (payment.amount_received, payment.change)
    assert order.paid_at == payment.created_at


def test_cash_to_the_satang(program, cast):
    order_id = program.open(cast)
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    answer = pay(program, order_id, amount_received=62.75).json()
    assert (answer["total_price"], answer["amount_received"], answer["change"]) == (
        62.5,
        62.75,
        0.25,
    )


def test_cash_below_the_total_is_refused_and_says_what_is_missing(program, cast, order_id):
    body = refused(pay(program, order_id, amount_received=144.75), 422, "INSUFFICIENT_AMOUNT")
    assert body["missing"] == 0.25
    assert (body["total_price"], body["amount_received"]) == (145, 144.75)
    assert "0.25" in body["message"]
    assert Order.objects.get().is_open
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"


def test_cash_needs_an_amount(program, order_id):
    with nothing_written():
        body = refused(pay(program, order_id), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["amount_received"]


def test_the_largest_amount_gives_its_change(program, order_id):
    answer = pay(program, order_id, amount_received=99999999.99, confirmed=True)
    assert (answer.status_code, answer.json()["change"]) == (200, 99999854.99)


@pytest.mark.parametrize("method", ["qr", "card"])
@pytest.mark.parametrize("amount", [{}, {"amount_received": None}, {"amount_received": 145}])
def test_qr_and_card_take_no_amount_or_exactly_the_total(program, order_id, method, amount):
    answer = pay(program, order_id, method, **amount).json()
    assert (answer["status"], answer["amount_received"], answer["change"]) == ("paid", 145, 0)
    assert Order.objects.get().payment_method == method


@pytest.mark.parametrize("method", ["qr", "card"])
@pytest.mark.parametrize("amount", [0, 144.99, 145.01, 200])
def test_qr_and_card_refuse_any_other_amount(program, order_id, method, amount):
    with nothing_written():
        answer = pay(program, order_id, method, amount_received=amount)
        body = refused(answer, 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["amount_received"]
    assert Order.objects.get().is_open


def test_an_order_without_dishes_cannot_be_paid(program, cast):
    order_id = program.open(cast)
    body = refused(pay(program, order_id, "qr"), 409, "ORDER_EMPTY")
    assert body["order_id"] == order_id
    assert Order.objects.get().is_open


def test_a_free_dish_is_paid_with_nothing(program, cast):
    order_id = program.open(cast)
    gift = DishFactory(price=0)
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": gift.pk, "qty": 1}])
    answer = pay(program, order_id, amount_received=0).json()
    assert (answer["status"], answer["total_price"], answer["change"]) == ("paid", 0, 0)


def test_a_paid_order_is_not_paid_again_under_another_key(program, order_id):
    pay(program, order_id, amount_received=200)
    body = refused(pay(program, order_id, amount_received=200), 409, "ORDER_NOT_OPEN")
    assert (body["order_id"], body["status"]) == (order_id, "paid")
    assert Payment.objects.count() == 1


def test_an_unknown_order_is_not_found(program):
    with nothing_written():
        refused(pay(program, 987654321, "qr"), 404, "NOT_FOUND")


def test_a_cook_may_not_take_money(cook_program, order_id):
    with nothing_written():
        refused(pay(cook_program, order_id, "qr"), 403, "FORBIDDEN")


def test_an_unknown_method_is_refused_by_name(program, order_id):
    with nothing_written():
        body = refused(pay(program, order_id, "bitcoin"), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["payment_method"]
