"""The same till with JavaScript off: every command is a form that posts."""

import pytest

from tests.browser.till import Till

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(window) -> Till:
    """The cashier's window without JavaScript."""
    return window(java_script_enabled=False)


def test_from_log_in_to_a_paid_table(window, books):
    plain = window(None, java_script_enabled=False).open("/pos/").landed("login/")
    plain.page.get_by_label("ชื่อผู้ใช้").fill("staff001")
    plain.page.get_by_label("รหัสผ่าน").fill("demo1234")
    plain.tap("เข้าสู่ระบบ").landed("pos/")
    plain.tap("โต๊ะ 2", "ผัดไทย", "ผัดไทย", "น้ำมะนาว")
    plain.draft_is(["ผัดไทย 2", "น้ำมะนาว 1"])
    plain.tap("ลด ผัดไทย")
    plain.total_is("฿85.00")
    plain.tap("ยืนยันออเดอร์").landed("pos/")
    plain.tap("โต๊ะ 2", "ชำระเงิน").landed("pay/")
    plain.page.get_by_label("รับเงิน").fill("๑๐๐")
    plain.tap("เงินสด").landed("paid/")
    plain.says("฿15")
    plain.landed("pos/")  # by itself
    order = books.orders()[0]
    assert (order["status"], order["total_price"], order["change"]) == ("paid", 85, 15)


def test_too_little_cash_is_said_by_the_server(plain, books):
    order_id = books.open(3, (5, 1))
    plain.open(f"/pos/orders/{order_id}/pay/")
    plain.page.get_by_label("รับเงิน").fill("50")
    plain.tap("เงินสด")
    plain.says("รับเงินไม่พอ ขาดอีก ฿10.00")
    plain.refused(422)
    assert plain.page.get_by_label("รับเงิน").input_value() == "50"


def test_three_rapid_taps_on_confirm_are_one_order(plain, books):
    plain.open("/pos/tables/4/").tap("ผัดไทย")
    plain.thing("ยืนยันออเดอร์").click(click_count=3)
    plain.landed("pos/")
    (order,) = books.orders(table_id=4, status="open")
    assert [(line["name"], line["qty"]) for line in order["items"]] == [("ผัดไทย", 1)]


def test_three_rapid_taps_on_a_note_are_one_payment(plain, books):
    order_id = books.open(5, (5, 1))
    plain.open(f"/pos/orders/{order_id}/pay/")
    plain.thing("฿100").click(click_count=3)
    plain.landed("paid/").says("฿40")
    assert books.orders(table_id=5)[0]["change"] == 40
