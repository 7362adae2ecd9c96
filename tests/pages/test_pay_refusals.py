"""The payment pad says no: what is missing, what to do, and what was typed stays."""

import pytest

from orders_app.models import Order, Payment
from tests.program import new_key

pytestmark = pytest.mark.said_once


@pytest.fixture
def pad(till, pay_path):
    return till.see(pay_path)


def nothing_was_paid() -> bool:
    return not Payment.objects.exists() and Order.objects.get().is_open


@pytest.mark.parametrize(
    ("typed", "missing"), [("100", "45.00"), ("144.75", "0.25"), ("0", "145.00")]
)
def test_too_little_cash_says_what_is_missing_and_keeps_what_was_typed(till, pad, typed, missing):
    page = till.press(pad, "เงินสด", amount=typed)
    assert page.status == 422
    assert page.alert == f"รับเงินไม่พอ ขาดอีก ฿{missing} กรุณารับเงินเพิ่ม"
    assert page.value("amount") == typed
    assert nothing_was_paid()


def test_after_a_refusal_the_same_page_pays(till, pad):
    page = till.press(pad, "เงินสด", amount="100")
    page = till.press(page, "เงินสด", amount="200")
    assert page.path.endswith("/paid/")
    assert Payment.objects.get().change == 55


def test_cash_without_an_amount_asks_for_it(till, pad):
    page = till.press(pad, "เงินสด")
    assert page.status == 400
    assert page.alert == "เงินสดต้องระบุจำนวนเงินที่รับ"
    assert nothing_was_paid()


@pytest.mark.parametrize(
    "typed", ["ห้าร้อย", "NaN", "Infinity", "1e400", "-500", "5 00", "500.001", "1" * 30, "0x20", "½"]
)
def test_nonsense_amounts_get_a_thai_sentence_and_stay_to_be_corrected(till, pad, typed):
    page = till.press(pad, "เงินสด", amount=typed)
    assert page.status == 400
    assert any("ก" <= letter <= "๛" for letter in page.alert), page.alert
    assert page.value("amount") == typed
    assert nothing_was_paid()


def test_a_nul_in_the_amount_is_no_fault_of_the_server(till, pad):
    assert till.press(pad, "เงินสด", amount="5\x0000").status == 400
    assert nothing_was_paid()


def test_another_till_changed_the_total_between_page_and_tap(till, cast, program, lunch, pad):
    program.command(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.lime_juice.pk, "qty": 1}])
    page = till.press(pad, "พอดี")
    assert page.status == 409
    assert "ยอดรวมเปลี่ยนเป็น ฿170.00" in page.alert
    assert "ยอดรวม ฿170.00" in page.text
    assert nothing_was_paid()

    till.press(page, "พอดี")
    assert Payment.objects.get().amount == 170


def test_a_smaller_total_is_said_too_before_money_changes_hands(till, program, lunch, pad):
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="ของหมด")
    page = till.press(pad, "เห็นเงินแล้ว")
    assert "ยอดรวมเปลี่ยนเป็น ฿25.00" in page.alert
    assert nothing_was_paid()


def test_an_order_without_dishes_offers_no_way_to_pay(till, cast, program):
    page = till.see(f"/pos/orders/{program.open(cast)}/pay/")
    assert "กรุณาสั่งอาหารก่อนชำระเงิน" in page.alert
    assert not page.root.all("form", id="tender")


def test_a_form_for_an_order_emptied_meanwhile_is_refused(till, program, lunch, pad):
    for item in lunch.items.all():
        program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="ของหมด")
    page = till.press(pad, "฿500")
    assert page.status == 409
    assert "กรุณาสั่งอาหารก่อนชำระเงิน" in page.alert
    assert nothing_was_paid()


def test_paid_on_another_till_meanwhile(till, other_till, lunch, pad, pay_path):
    other_till.press(other_till.see(pay_path), "เห็นเงินแล้ว")
    page = till.press(pad, "฿500")
    assert page.status == 409
    assert f"ออเดอร์ {lunch.pk} จ่ายเงินแล้ว" in page.alert
    assert Payment.objects.get().method == "qr"


def test_cancelled_on_another_till_meanwhile(till, managing_program, lunch, pad, pay_path):
    managing_program.command(f"/orders/{lunch.pk}/cancel", reason="ทดสอบ")
    assert "ถูกยกเลิกแล้ว" in till.press(pad, "฿500").alert
    assert till.see(pay_path).alert == "ออเดอร์นี้ปิดแล้ว (ยกเลิก)"
    assert not Payment.objects.exists()


def test_an_old_form_with_a_key_that_paid_nothing_asks_again(till, pad):
    till.press(pad, "เงินสด", amount="100")
    page = till.press(pad, "เงินสด", amount="200")
    assert page.status == 422
    assert "กรุณาเลือกวิธีชำระอีกครั้ง" in page.alert
    assert till.press(page, "เงินสด", amount="200").path.endswith("/paid/")


@pytest.mark.parametrize(
    "broken",
    [{"key": ""}, {"key": "x" * 201}, {"total": ""}, {"total": "NaN"}, {"total": "145.001"}],
)
def test_a_broken_form_pays_nothing(till, pad, broken):
    page = till.press(pad, "พอดี", **broken)
    assert page.status == 400
    assert page.alert
    assert nothing_was_paid()


def test_an_unknown_way_to_pay_pays_nothing(till, lunch, pad, pay_path):
    fields = {"key": new_key(), "total": "145", "method": "bitcoin"}
    token = pad.form_of(pad.button("พอดี")).one("input", name="csrfmiddlewaretoken")
    answer = till.client.post(pay_path, fields | {"csrfmiddlewaretoken": token.attrs["value"]})
    assert answer.status_code == 400
    assert nothing_was_paid()


@pytest.mark.parametrize("screen", ["pay", "paid", "receipt"])
def test_an_unknown_order_is_a_kind_404(till, screen):
    page = till.see(f"/pos/orders/987654321/{screen}/")
    assert page.status == 404
    assert "ไม่พบออเดอร์นี้" in page.text


@pytest.mark.parametrize("screen", ["pay", "paid", "receipt"])
def test_a_cook_takes_no_money(stove, lunch, screen):
    assert stove.see(f"/pos/orders/{lunch.pk}/{screen}/").status == 403


def test_an_implausible_amount_is_asked_back_and_one_more_tap_takes_it(till, pad):
    page = till.press(pad, "เงินสด", amount="88509993")
    assert page.status == 422
    assert "ต้องทอน ฿88,509,848.00 กรุณาดูเงินในมืออีกครั้ง" in page.alert
    assert page.value("amount") == "88509993"
    assert nothing_was_paid()
    assert till.press(page, "รับ ฿88,509,993.00 จริง").path.endswith("/paid/")
    assert Payment.objects.get().change == 88509848


def test_the_question_does_not_stand_where_enter_presses(till, pad):
    """A form's first button in the page is the one that Enter presses."""
    page = till.press(pad, "เงินสด", amount="88509993")
    ours = [
        each for each in page.root.all("button") if page.form_of(each).attrs.get("id") == "tender"
    ]
    assert ours[0].name == "เงินสด"
    page = till.press(page, "เงินสด", amount="88509993")
    assert page.status == 422
    assert nothing_was_paid()
    assert till.press(page, "เงินสด", amount="200").path.endswith("/paid/")


def test_a_question_sent_twice_or_sent_again_by_the_browser_is_one_payment(till, pad):
    page = till.press(pad, "เงินสด", amount="88509993")
    for _ in range(2):
        assert till.press(page, "รับ ฿88,509,993.00 จริง").path.endswith("/paid/")
    assert till.press(pad, "เงินสด", amount="88509993").path.endswith("/paid/")
    assert Payment.objects.count() == 1
