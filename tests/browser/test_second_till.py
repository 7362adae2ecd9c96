"""Other tills are followed within three seconds, and cheaply."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import hold_clock

pytestmark = pytest.mark.browser

SECONDS = 3
MINUTE = 60_000  # milliseconds
LAST = "/health/live"
# A request of the test's own: whatever the page has asked for before it has been seen by then.
LAST_WORD = f"() => fetch('{LAST}').then((answer) => answer.text())"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

KEEP_FIRST_LINE = """document.addEventListener("DOMContentLoaded", () => {
  window.first = document.querySelector("#sent-lines > li");
});"""


def look_again(till) -> None:
    """Let the page ask now: whoever comes back to it does not wait for the next round."""
    with till.page.expect_response("**/pos/floor/"):
        till.page.evaluate(HIDE, False)


def three_seconds(till) -> None:
    """Let three seconds pass on the page: whatever it asks by itself, it has asked for then."""
    till.page.clock.run_for(SECONDS * 1000)


def test_a_table_opened_on_another_till_shows_within_three_seconds(till, window):
    till.open("/pos/")
    other = hold_clock(window()).open("/pos/")
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    three_seconds(other)
    expect(other.thing("โต๊ะ 2")).to_contain_text("฿60")
    expect(other.thing("โต๊ะ 2")).to_contain_text("มีลูกค้า")
    till.tap("โต๊ะ 2", "ชำระเงิน").landed("pay/")
    till.tap("พอดี").landed("paid/")
    three_seconds(other)
    expect(other.thing("โต๊ะ 2")).to_contain_text("ว่าง")


def test_an_open_pad_follows_what_another_till_adds(till, books):
    order_id = books.open(4, (5, 1))
    hold_clock(till).open("/pos/tables/4/").tap("ชาไทยเย็น")
    books.add(order_id, (10, 2))
    three_seconds(till)
    expect(till.page.locator("#sent")).to_contain_text("น้ำมะนาว")
    till.total_is("฿145.00")
    till.draft_is(["ชาไทยเย็น 1"])
    till.polls.clear()
    look_again(till)
    assert till.polls == [304]


def test_a_line_stays_under_the_finger_from_the_servers_page_on(till, books):
    order_id = books.open(4, (5, 1))
    till.page.add_init_script(KEEP_FIRST_LINE)
    more = till.open("/pos/tables/4/").page.get_by_label("ยกเลิก ผัดไทย")
    more.hover()
    till.page.mouse.down()
    books.add(order_id, (10, 2))
    look_again(till)
    expect(till.page.locator("#sent")).to_contain_text("น้ำมะนาว")
    till.page.mouse.up()
    expect(till.thing("ยกเลิกรายการ")).to_be_visible()
    assert till.page.evaluate("() => window.first.isConnected")


def test_a_menu_that_is_open_stays_so_while_other_tills_add_and_void(till, books):
    order_id = books.open(4, (5, 1), (10, 1))
    till.open("/pos/tables/4/").page.get_by_label("ยกเลิก ผัดไทย").click()
    other = books.orders(status="open")[0]["items"][1]["id"]
    books.command(f"/orders/{order_id}/items/{other}/void", reason="ลูกค้าเปลี่ยนใจ")
    books.add(order_id, (9, 1))
    look_again(till)
    sent = till.page.locator("#sent-lines .line-name span")
    expect(sent).to_have_text(["ผัดไทย", "น้ำมะนาว", "ชาไทยเย็น"])
    expect(till.page.locator("#sent-lines .voided")).to_contain_text("น้ำมะนาว")
    expect(till.page.locator("#sent-lines details")).to_have_count(2)
    till.total_is("฿95.00")
    till.tap("ยกเลิกรายการ").landed("tables/4/")
    till.total_is("฿35.00")


def test_a_table_opened_elsewhere_under_my_taps_is_told_and_nothing_is_lost(till, books):
    till.open("/pos/tables/5/")
    till.tap("ผัดไทย")
    order_id = books.open(5, (10, 1))
    look_again(till)
    till.says(f"โต๊ะนี้เพิ่งเปิดออเดอร์ {order_id} จากเครื่องอื่น")
    till.tap("ยืนยันออเดอร์").says("กดยืนยันอีกครั้งเพื่อเพิ่มเข้าออเดอร์นี้")
    till.refused(409)
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert books.orders(status="open")[0]["total_price"] == 85


def test_an_order_paid_elsewhere_is_told_on_an_open_pad(till, books):
    order_id = books.open(6, (5, 1))
    till.open("/pos/tables/6/")
    books.pay(order_id, 60)
    look_again(till)
    till.says(f"ออเดอร์ {order_id} ถูกปิดจากเครื่องอื่นแล้ว")
    till.tap("น้ำมะนาว", "ยืนยันออเดอร์").landed("pos/")
    assert books.orders(status="open")[0]["total_price"] == 25


def test_a_hidden_page_asks_nothing_and_a_seen_one_hears_304_while_nothing_changes(till, books):
    books.open(3, (5, 1))
    hold_clock(till).open("/pos/")
    asked = []
    till.page.on("request", lambda request: asked.append(request.url))
    # Seen and hidden again before the answer can have come: that answer starts no new round.
    with till.page.expect_response("**/pos/floor/"):
        till.page.evaluate(f"() => {{ ({HIDE})(false); ({HIDE})(true); }}")
    till.page.evaluate(LAST_WORD)  # and the answer has been taken in
    asked.clear()
    till.page.clock.run_for(MINUTE)
    till.page.evaluate(LAST_WORD)
    assert [url for url in asked if url.endswith("/pos/floor/")] == []
    till.polls.clear()
    look_again(till)
    with till.page.expect_response("**/pos/floor/"):
        till.page.clock.run_for(SECONDS * 1000)
    assert till.polls == [304, 304]


def test_the_keyboards_place_survives_a_new_map(till, books):
    till.open("/pos/")
    till.thing("โต๊ะ 7").focus()
    books.open(8, (5, 1))
    look_again(till)
    expect(till.thing("โต๊ะ 8")).to_contain_text("มีลูกค้า")
    expect(till.thing("โต๊ะ 7")).to_be_focused()
