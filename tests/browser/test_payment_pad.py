"""The payment pad with JavaScript: change as it is typed, and figures read from afar."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, mend, prepared, states

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(till, books):
    """The payment pad of a bill of 145 baht on table 2."""
    return till.open(f"/pos/orders/{books.open(2, (5, 2), (10, 1))}/pay/")


def keyed(till, keys: str) -> None:
    for key in keys:
        till.page.locator(f'#keypad [data-key="{key}"]').click()


def test_underpaying_disables_the_button_and_says_what_is_missing(pad):
    cash, said = pad.thing("เงินสด"), pad.page.locator("#tender-change")
    expect(cash).to_be_disabled()
    keyed(pad, "100")
    expect(said).to_have_text("ขาดอีก ฿45.00")
    expect(cash).to_be_disabled()
    pad.page.get_by_label("ล้าง").click()
    keyed(pad, "150")
    expect(said).to_have_text("ทอน ฿5.00")
    expect(cash).to_be_enabled()
    pad.page.get_by_label("ลบ").click()
    expect(said).to_have_text("ขาดอีก ฿130.00")


def test_typed_amounts_are_answered_at_once(pad):
    for typed, said in (
        ("๕๐๐", "ทอน ฿355.00"),
        ("1,000", "ทอน ฿855.00"),
        ("145", "ทอน ฿0.00"),
        ("145.5", "ทอน ฿0.50"),
        ("144.99", "ขาดอีก ฿0.01"),
        ("ร้อย", "จำนวนเงินไม่ถูกต้อง"),
        ("1.234", "จำนวนเงินไม่ถูกต้อง"),
        ("", "ใส่จำนวนเงินที่รับ"),
    ):
        pad.page.get_by_label("รับเงิน").fill(typed)
        expect(pad.page.locator("#tender-change")).to_have_text(said)


def test_change_stands_in_figures_of_at_least_64_pixels(pad):
    pad.tap("฿500").landed("paid/")
    change = pad.page.locator(".paid-change")
    assert change.inner_text() == "฿355"
    (size,) = pad.read(".paid-change", "e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 64


def test_a_tap_on_the_change_returns_to_the_map_before_five_seconds(pad):
    pad.tap("฿500").landed("paid/")
    pad.tap("โต๊ะ 2 จ่ายแล้ว").landed("pos/")
    expect(pad.thing("โต๊ะ 2")).to_contain_text("ว่าง")


def test_another_till_changed_the_bill_before_the_money_was_taken(pad, books):
    books.add(books.orders(status="open")[0]["order_id"], (1, 1))
    pad.tap("พอดี").says("ยอดรวมเปลี่ยนเป็น ฿210.00")
    pad.refused(409)
    pad.tap("พอดี").landed("paid/")
    assert books.orders(table_id=2)[0]["amount_received"] == 210


def test_after_keys_tapped_by_mouse_enter_pays(pad, books):
    keyed(pad, "200")
    with pad.page.expect_request("**/orders/*/pay") as sent:
        pad.page.keyboard.press("Enter")
    assert sent.value.headers["x-till-table"] == "2"
    pad.landed("paid/")
    assert books.orders(table_id=2)[0]["amount_received"] == 200


def test_a_scanner_pays_nothing_until_a_tap_confirms_it_without_the_server_too(till, books):
    order_id = books.open(6, (5, 1))
    cut(prepared(till))
    till.tap("โต๊ะ 6", "ชำระเงิน").landed("pay/")
    till.page.locator('body[data-alive="pay"]').wait_for()
    keyboard, question = till.page.keyboard, till.page.get_by_role("dialog")
    keyboard.type("88509993\n")  # a scanner's digits and Enter
    expect(question).to_contain_text("ต้องทอน ฿88,509,933.00")
    keyboard.type("4006381333931\n")  # the next scan takes the first one back
    expect(question).to_be_hidden()
    expect(till.page.locator("#tender-change")).to_have_text("ใส่จำนวนเงินที่รับ")

    till.page.get_by_label("รับเงิน").fill("100000")
    for _ in range(3):
        keyboard.down("Enter")  # held
    expect(question).to_contain_text("ต้องทอน ฿99,940.00")
    keyboard.up("Enter")
    keyboard.press("F9")
    assert states(till.page) == []
    till.tap("รับ ฿100,000.00 จริง").says("โต๊ะ 6 จ่ายแล้ว")
    assert books.orders(status="open")[0]["order_id"] == order_id
    mend(till)
    assert books.orders(table_id=6)[0]["change"] == 99940
