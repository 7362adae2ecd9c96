"""The change screen: figures to be read from an arm's length, then the map."""

import pytest

pytestmark = pytest.mark.said_once


@pytest.fixture
def path(lunch) -> str:
    return f"/pos/orders/{lunch.pk}/paid/"


@pytest.fixture
def paid(till, program, lunch, path):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="cash", amount_received=500)
    return till.see(path)


def test_it_says_how_much_change_to_give(paid):
    assert paid.root.one(within="paid-label").text == "ทอน"
    assert paid.root.one(within="paid-change").text == "฿355"
    assert "ยอดรวม ฿145.00 · เงินสด รับ ฿500.00" in paid.text


def test_satang_of_change_are_shown(till, program, lunch, path):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="cash", amount_received=145.25)
    assert till.see(path).root.one(within="paid-change").text == "฿0.25"


def test_one_tap_anywhere_on_it_leads_to_the_map(paid):
    back = paid.root.one(id="back")
    assert back.attrs["href"] == "/pos/"
    assert "ทอน ฿355" in back.text


def test_without_javascript_it_returns_to_the_map_after_five_seconds(paid):
    assert paid.root.one("noscript").one("meta").attrs["content"] == "5;url=/pos/"


def test_the_receipt_is_one_tap_away(till, paid, lunch):
    page = till.press(paid, "พิมพ์ใบเสร็จ")
    assert page.path.startswith(f"/pos/orders/{lunch.pk}/receipt/")
    assert page.status == 200


def test_an_order_not_paid_yet_leads_to_its_payment_pad(till, lunch, path):
    assert till.see(path).path == f"/pos/orders/{lunch.pk}/pay/"


def test_a_cancelled_order_has_no_change_to_give(till, managing_program, lunch, path):
    managing_program.command(f"/orders/{lunch.pk}/cancel", reason="ทดสอบ")
    assert "ออเดอร์นี้ปิดแล้ว (ยกเลิก)" in till.see(path).alert
