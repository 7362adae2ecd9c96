"""pay_order(expected_total=…): money is taken only for the bill that the screen showed."""

from decimal import Decimal

from orders_app.commands.paying import pay_order
from orders_app.models import Order, Payment
from tests.doing import do


def pay(cast, order_id: int, shown: str, key: str = "k"):
    told = {"payment_method": "qr", "expected_total": Decimal(shown)}
    return do(pay_order, order_id, key=key, staff=cast.cashier, **told)


def test_the_bill_that_was_shown_is_paid(program, cast):
    answer = pay(cast, program.open_with_lunch(cast), "145.00")
    assert (answer.status, answer.body["status"]) == (200, "paid")


def test_a_bill_that_changed_meanwhile_is_refused_with_the_new_total(program, cast):
    answer = pay(cast, program.open_with_lunch(cast), "120.00")
    assert (answer.status, answer.body["error"]) == (409, "TOTAL_CHANGED")
    assert answer.body["total_price"] == 145
    assert "145" in answer.body["message"]
    assert Order.objects.get().is_open
    assert Payment.objects.count() == 0


def test_the_refusal_is_replayed(program, cast):
    order_id = program.open_with_lunch(cast)
    first, again = (pay(cast, order_id, "120.00") for _ in range(2))
    assert (again.text, again.replayed) == (first.text, True)


def test_a_till_that_tells_the_total_its_guest_saw_is_refused_when_it_has_changed(program, cast):
    order_id = program.open_with_lunch(cast)
    pay = {"payment_method": "cash", "amount_received": 500, "expected_total": 100}
    answer = program.command(f"/orders/{order_id}/pay", **pay)
    assert (answer.status_code, answer.json()["error"]) == (409, "TOTAL_CHANGED")
    answer = program.command(f"/orders/{order_id}/pay", **pay | {"expected_total": 145})
    assert answer.json()["change"] == 355
