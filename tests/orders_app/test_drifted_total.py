"""A total that a hand in the tables changed is not what guests pay or a command builds on."""

import pytest

from core_app.models import AuditEvent
from orders_app.models import Order, Payment
from reports_app.ledger import differences
from tests.pages.visitor import Visitor

WRONG = [0, 100, 99_999_999]  # baht; the lunch is 145


@pytest.fixture(params=WRONG)
def order_id(request, program, cast) -> int:
    order_id = program.open_with_lunch(cast)
    Order.objects.filter(pk=order_id).update(total_price=request.param)
    return order_id


def assert_mended_once(order_id: int) -> None:
    (event,) = AuditEvent.objects.filter(action="order.total_mended", subject_id=order_id)
    assert event.details["after"] == {"total_price": 145}
    assert not any(found.kind == "total_differs" for found in differences())


@pytest.mark.parametrize(
    ("pay", "change"),
    [({"payment_method": "qr"}, 0), ({"payment_method": "cash", "amount_received": 145}, 0)],
)
def test_guests_pay_the_sum_of_their_lines(program, order_id, caplog, pay, change):
    answer = program.command(f"/orders/{order_id}/pay", **pay)
    assert (answer.status_code, answer.json()["total_price"]) == (200, 145)
    payment = Payment.objects.get(bill__order=order_id)
    assert (payment.amount, payment.change) == (145, change)
    assert f"Total mended: order_id={order_id}" in caplog.text
    assert_mended_once(order_id)


def test_a_line_is_added_to_the_sum_of_the_lines(program, cast, order_id):
    items = [{"menu_id": cast.lime_juice.pk, "qty": 1}]
    answer = program.command(f"/orders/{order_id}/items", items=items)
    assert (answer.status_code, answer.json()["total_price"]) == (201, 170)
    assert_mended_once(order_id)


def test_a_line_is_taken_off_the_sum_of_the_lines(program, order_id):
    line = Order.objects.get(pk=order_id).items.first()
    answer = program.command(f"/orders/{order_id}/items/{line.pk}/void", reason="สั่งผิด")
    assert (answer.status_code, answer.json()["total_price"]) == (200, 25)
    assert_mended_once(order_id)


def test_a_cancelled_order_keeps_the_sum_of_its_lines(managing_program, order_id):
    answer = managing_program.command(f"/orders/{order_id}/cancel", reason="ทดสอบ")
    assert (answer.status_code, answer.json()["total_price"]) == (200, 145)
    assert_mended_once(order_id)


def test_every_screen_and_answer_shows_the_sum_of_the_lines(program, cast, order_id):
    till = Visitor(cast.cashier)
    for path, shown in (
        ("/pos/", "฿145"),
        (f"/pos/tables/{cast.table.pk}/", "฿145.00"),
        (f"/pos/orders/{order_id}/pay/", "฿145.00"),
        (f"/pos/orders/{order_id}/receipt/", "฿145.00"),
    ):
        assert shown in till.see(path).text, path
    assert program.get(f"/orders/{order_id}").json()["total_price"] == 145
    floor = till.client.get("/pos/floor/").json()["tables"]
    assert [each["order"]["total_price"] for each in floor if each["order"]] == [145]
