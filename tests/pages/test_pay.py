"""The payment pad: taking the money."""

from decimal import Decimal

import pytest

from orders_app.models import Order, Payment
from tables_app.models import Table

pytestmark = pytest.mark.said_once


def paid() -> tuple[str, Decimal, Decimal]:
    """Return method, received and change of the only payment."""
    payment = Payment.objects.get()
    return payment.method, payment.amount_received, payment.change


def change_shown(page) -> str:
    return page.root.one(within="paid-change").text


def test_the_pad_shows_the_bill_and_every_way_to_pay(till, lunch, pay_path):
    page = till.see(pay_path)
    assert "ยอดรวม ฿145.00" in page.text
    assert page.root.one(within="pay-bill").texts("li") == ["ผัดไทย 2 ฿120.00", "น้ำมะนาว 1 ฿25.00"]
    for name in ("เงินสด", "พอดี", "เห็นเงินแล้ว", "บัตร"):
        assert page.button(name)


def test_note_keys_are_the_next_notes_above_the_total(till, pay_path):
    notes = till.see(pay_path).root.one(within="notes").texts("button")
    assert notes == ["พอดี", "฿200", "฿500", "฿1000"]


def test_a_note_key_pays_in_one_tap(till, cast, lunch, pay_path):
    page = till.press(till.see(pay_path), "฿500")
    assert page.path == f"/pos/orders/{lunch.pk}/paid/"
    assert change_shown(page) == "฿355"
    assert paid() == ("cash", 500, 355)
    assert Table.objects.get(pk=cast.table.pk).status == "available"


def test_the_exact_sum_pays_in_one_tap_without_change(till, pay_path):
    page = till.press(till.see(pay_path), "พอดี")
    assert "ไม่มีเงินทอน" in page.text
    assert paid() == ("cash", 145, 0)


@pytest.mark.parametrize(
    ("typed", "received"),
    [
        ("500", "500"),
        ("๕๐๐", "500"),
        ("๑๔๕.๕๐", "145.50"),
        (" 200 ", "200"),
        ("1,000", "1000"),
        ("145.00", "145"),
        ("5145", "5145"),
    ],
)
def test_typed_cash(till, pay_path, typed, received):
    till.press(till.see(pay_path), "เงินสด", amount=typed)
    assert paid() == ("cash", Decimal(received), Decimal(received) - 145)


@pytest.mark.parametrize(("button", "method"), [("เห็นเงินแล้ว", "qr"), ("บัตร", "card")])
def test_qr_and_card_take_exactly_the_total(till, pay_path, button, method):
    page = till.press(till.see(pay_path), button)
    assert change_shown(page) == "฿145"
    assert paid() == (method, 145, 0)


@pytest.mark.parametrize("button", ["เห็นเงินแล้ว", "บัตร"])
def test_cash_typed_before_qr_or_card_was_tapped_does_not_count(till, pay_path, button):
    page = till.see(pay_path)
    assert not page.form_of(page.button(button)).all("input", name="amount")
    till.press(page, button)
    assert paid()[1:] == (145, 0)


@pytest.mark.parametrize("button", ["฿500", "พอดี", "เห็นเงินแล้ว"])
def test_the_same_form_sent_three_times_is_one_payment(till, lunch, pay_path, button):
    page = till.see(pay_path)
    landed = {till.press(page, button).path for _ in range(3)}
    assert landed == {f"/pos/orders/{lunch.pk}/paid/"}
    assert Payment.objects.count() == 1


def test_of_two_keys_tapped_in_one_breath_the_first_counts_and_its_change_is_shown(till, pay_path):
    page = till.see(pay_path)
    till.press(page, "฿500")
    page = till.press(page, "฿1000")
    assert change_shown(page) == "฿355"
    assert paid() == ("cash", 500, 355)


def test_a_voided_line_is_not_on_the_bill(till, program, lunch, pay_path):
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="ของหมด")
    page = till.see(pay_path)
    assert page.root.one(within="pay-bill").texts("li") == ["น้ำมะนาว 1 ฿25.00"]
    till.press(page, "พอดี")
    assert paid() == ("cash", 25, 0)


def test_opening_a_paid_order_shows_its_change_again(till, lunch, pay_path):
    till.press(till.see(pay_path), "฿500")
    page = till.see(pay_path)
    assert page.path == f"/pos/orders/{lunch.pk}/paid/"
    assert change_shown(page) == "฿355"


def test_the_manager_may_take_money_too(office, cast, pay_path):
    office.press(office.see(pay_path), "พอดี")
    assert Payment.objects.get().taken_by == cast.manager


def test_esc_and_the_arrow_lead_back_to_the_pad(till, pad_path, pay_path):
    assert till.see(pay_path).root.one(id="back").attrs["href"] == pad_path


def test_the_order_is_closed_by_the_payment(till, lunch, pay_path):
    till.press(till.see(pay_path), "฿200")
    order = Order.objects.get(pk=lunch.pk)
    assert (order.status, order.change) == ("paid", 55)
