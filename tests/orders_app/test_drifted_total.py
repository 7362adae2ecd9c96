"""A total that a hand in the tables changed is not what guests pay."""

import pytest

from orders_app.models import Order, Payment


@pytest.mark.parametrize(
    ("pay", "change"),
    [({"payment_method": "qr"}, 0), ({"payment_method": "cash", "amount_received": 145}, 0)],
)
def test_guests_pay_the_sum_of_their_lines(program, cast, caplog, pay, change):
    order_id = program.open_with_lunch(cast)
    Order.objects.filter(pk=order_id).update(total_price=100)
    answer = program.act(f"/orders/{order_id}/pay", **pay)
    assert (answer.status_code, answer.json()["total_price"]) == (200, 145)
    payment = Payment.objects.get(order=order_id)
    assert (payment.amount, payment.change) == (145, change)
    assert f"Total mended: order_id={order_id}" in caplog.text
