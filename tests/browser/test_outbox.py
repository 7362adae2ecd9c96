"""A command tapped is done once: past cut lines, dead servers, closed tabs, changed hands."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.device import READ, SLIP, equipped, offline, outlast, states, until
from tests.browser.devices_page import row_of
from tests.browser.test_double_taps import KEEPS_NOTHING
from tests.browser.till import Till

pytestmark = pytest.mark.browser

AWAY_IN_TIME = 5000  # milliseconds
BACK_IN_TIME = 15000  # milliseconds


def tapped(till: Till, table: int) -> Till:
    """Open a table's pad and tap the brief's lunch."""
    return till.open(f"/pos/tables/{table}/").tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว")


def saving(till: Till, text: str, patience: int = BACK_IN_TIME) -> None:
    """Wait until the bar says `text` about saving."""
    expect(till.page.locator("#saving")).to_contain_text(text, timeout=patience)


def lunches(books, table: int) -> list[list[tuple[str, int]]]:
    """Return the lines of every open order of a table."""
    return [
        [(line["name"], line["qty"]) for line in order["items"]]
        for order in books.orders(table_id=table, status="open")
    ]


LUNCH = [[("ผัดไทย", 2), ("น้ำมะนาว", 1)]]


def test_an_answer_lost_after_the_commit_is_asked_for_again(till, books):
    tapped(till, 1)

    def lose(route):
        route.fetch()
        route.abort()

    till.page.route("**/orders", lose, times=1)
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert lunches(books, 1) == LUNCH
    till.forgive_the_network()


def test_without_a_network_the_command_is_kept_and_goes_out_once(till, books):
    tapped(till, 2)
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "บันทึกในเครื่อง รอส่ง 1 รายการ", AWAY_IN_TIME)
    till.says("ติดต่อเซิร์ฟเวอร์ไม่ได้")
    expect(till.thing("โต๊ะ 2")).to_contain_text("รอส่ง")
    till.tap("โต๊ะ 2")
    expect(till.page.locator("#sent-lines")).to_contain_text("ผัดไทย · รอส่ง")
    till.total_is("฿145.00")
    till.draft_is([])
    till.context.set_offline(False)
    saving(till, "บันทึกแล้ว")
    assert lunches(books, 2) == LUNCH
    till.forgive_the_network()


def test_more_dishes_tapped_meanwhile_join_the_same_order(till, books):
    tapped(till, 3)
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "รอส่ง 1 รายการ")
    till.tap("โต๊ะ 3", "โรตีใส่ไข่", "ยืนยันออเดอร์")
    saving(till, "รอส่ง 2 รายการ")
    till.context.set_offline(False)
    saving(till, "บันทึกแล้ว")
    assert lunches(books, 3) == [[*LUNCH[0], ("โรตีใส่ไข่", 1)]]
    till.forgive_the_network()


def test_a_closed_tab_loses_nothing(window, books):
    till = tapped(window(), 4)
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "รอส่ง 1 รายการ")
    till.page.close(run_before_unload=False)
    till.context.set_offline(False)
    till.forgive_the_network()
    page = till.context.new_page()
    page.goto(f"{till.url}/pos/")
    expect(page.locator("#saving")).to_contain_text("บันทึกแล้ว", timeout=BACK_IN_TIME)
    assert lunches(books, 4) == LUNCH


def test_a_killed_server_is_noticed_and_gets_the_command_when_it_is_back(till, books, server):
    equipped(tapped(till, 5))
    server.kill()
    till.tap("ยืนยันออเดอร์")
    saving(till, "บันทึกในเครื่อง รอส่ง 1 รายการ", AWAY_IN_TIME)
    expect(till.page.locator("#away")).to_be_visible(timeout=AWAY_IN_TIME)
    server.start()
    saving(till, "บันทึกแล้ว")
    expect(till.page.locator("#away")).to_be_hidden()
    assert lunches(books, 5) == LUNCH
    till.forgive_the_network()


def test_cash_taken_without_a_network_closes_the_order_later_once(till, books):
    order = books.open(6, (5, 2), (10, 1))
    till.open(f"/pos/orders/{order}/pay/")
    offline(till)
    till.tap("฿500").says("฿355")
    saving(till, "รอส่ง 1 รายการ")
    till.context.set_offline(False)
    saving(till, "บันทึกแล้ว")
    assert [each["change"] for each in books.orders(table_id=6)[:1]] == [355]
    till.forgive_the_network()


def test_a_qr_payment_without_a_network_needs_the_cashiers_word(till, books):
    order = books.open(7, (5, 1))
    till.open(f"/pos/orders/{order}/pay/")
    offline(till)
    expect(till.page.locator("#away")).to_be_visible(timeout=AWAY_IN_TIME * 2)
    till.tap("คิวอาร์", "เห็นเงินแล้ว").says("ถ้าเห็นเงินเข้าแล้ว")
    assert till.page.locator("#saving").inner_text() == "บันทึกแล้ว ✓"
    till.page.wait_for_timeout(SLIP)
    till.tap("เห็นเงินแล้ว").says("จ่ายแล้ว ✓")
    till.context.set_offline(False)
    saving(till, "บันทึกแล้ว")
    assert books.orders(table_id=7)[0]["payment_method"] == "qr"
    till.forgive_the_network()


def refused_at_table(till: Till, books, table: int) -> int:
    """Tap lunch without a network while another till takes the table; return its order."""
    tapped(till, table)
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "รอส่ง 1 รายการ")
    order = books.open(table, (5, 1))
    outlast(till)
    till.context.set_offline(False)
    till.says("รายการที่ส่งแล้วถูกปฏิเสธ")
    till.says("โต๊ะนี้มีลูกค้าอยู่แล้ว")
    saving(till, "ต้องตัดสินใจ 1 รายการ")  # and not that it is saved
    till.forgive_the_network()
    return order


def test_a_table_taken_meanwhile_is_told_and_the_dishes_join_its_order(till, books):
    order = refused_at_table(till, books, 8)
    till.tap(f"เพิ่มเข้าออเดอร์เดิม ({order})")  # which may be another one a minute later
    expect(till.page.locator("#refused")).to_be_hidden()
    until(till.page, lambda: "waiting" not in states(till.page))
    saving(till, "บันทึกแล้ว")
    assert lunches(books, 8) == [[("ผัดไทย", 1), *LUNCH[0]]]


def test_a_refused_command_stays_in_sight_until_somebody_drops_it_with_a_reason(till, books):
    refused_at_table(till, books, 9)
    till.open("/pos/").says("รายการที่ส่งแล้วถูกปฏิเสธ")
    till.tap("ไม่ทำรายการนี้").says("กรุณาเลือกเหตุผลก่อน")
    till.page.get_by_label("เหตุผล").select_option("ลูกค้ายกเลิก")
    till.tap("ไม่ทำรายการนี้")
    expect(till.page.locator("#refused")).to_be_hidden()
    till.open("/pos/")
    expect(till.page.locator("#refused")).to_be_hidden()
    assert lunches(books, 9) == [[("ผัดไทย", 1)]]


def test_signing_out_waits_until_everything_is_sent(window, chromium, server, books):
    own_session = log_in(chromium, server.url, "staff001")  # it ends here
    till = tapped(window(storage_state=own_session), 10)
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "รอส่ง 1 รายการ")
    till.tap("ออกจากระบบ").says("ยังออกจากระบบไม่ได้ มี 1 รายการ")
    till.context.set_offline(False)
    saving(till, "บันทึกแล้ว")
    till.tap("ออกจากระบบ").landed("login/")
    assert lunches(books, 10) == LUNCH
    till.forgive_the_network()


def test_a_tablet_that_changes_hands_keeps_the_author_of_what_waits(window, books, sessions):
    till = tapped(window(), 11)
    until(till.page, lambda: (till.page.evaluate(READ, ["device", "who"]) or {}).get("author"))
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "รอส่ง 1 รายการ")
    till.page.goto("about:blank")  # the page of before would load itself anew for whoever is new
    till.context.clear_cookies()
    till.context.add_cookies(sessions["manager001"]["cookies"])
    till.context.set_offline(False)
    till.open("/pos/")
    saving(till, "บันทึกแล้ว")
    assert lunches(books, 11) == LUNCH
    till.open("/pos/orders/")
    row = till.page.locator("tbody tr").first
    expect(row).to_contain_text("แคชเชียร์ 1")
    expect(row).to_contain_text("ส่งโดย ผู้จัดการ 1 จากเครื่อง")
    till.forgive_the_network()


def test_a_session_that_ends_asks_for_a_log_in_and_then_goes_on(till, books):
    tapped(till, 12)
    till.context.clear_cookies()
    till.tap("ยืนยันออเดอร์").says("หมดเวลาเข้าระบบ")
    till.tap("เข้าสู่ระบบ").landed(r"login/")
    till.page.get_by_label("ชื่อผู้ใช้").fill("staff001")
    till.page.get_by_label("รหัสผ่าน").fill("demo1234")
    till.tap("เข้าสู่ระบบ")
    saving(till, "บันทึกแล้ว")
    assert lunches(books, 12) == LUNCH
    till.forgive_the_network()


def test_a_device_that_cannot_keep_anything_sends_straight_to_the_server(till, books):
    till.context.add_init_script(KEEPS_NOTHING)
    tapped(till, 1)
    saving(till, "เครื่องนี้เก็บข้อมูลไม่ได้")
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert lunches(books, 1) == LUNCH


def test_a_device_that_cannot_keep_anything_still_signs_out(window, chromium, server):
    till = window(storage_state=log_in(chromium, server.url, "staff001"))
    till.context.add_init_script(KEEPS_NOTHING)
    till.open("/pos/").tap("ออกจากระบบ").landed("login/")
    till.forgive_the_network()  # what the page asked for just then was nobody's any more


def test_managers_see_which_command_of_a_till_has_not_arrived(window, books):
    till = tapped(window(), 2)
    offline(till)
    till.tap("ยืนยันออเดอร์")
    saving(till, "รอส่ง 1 รายการ")
    # The line is back for everything but the command itself.
    till.page.route("**/orders", lambda route: route.abort())
    till.context.set_offline(False)
    with till.page.expect_response("**/tills/report"):
        till.open("/pos/")
    books.device_number(str(uuid.uuid4()), last_tapped=1)  # another one with a gap, which stays
    office = window("manager001")
    expect(row_of(till, office, books)).to_contain_text("คำสั่ง 1 ยังมาไม่ถึง")
    till.page.unroute("**/orders")
    saving(till, "บันทึกแล้ว", BACK_IN_TIME * 2)
    expect(row_of(till, office, books)).to_contain_text("ครบทุกคำสั่ง")
    till.forgive_the_network()


def test_a_payment_page_opened_again_never_asks_for_money_this_till_has_taken(till, books):
    order = books.open(3, (5, 2), (10, 1))
    till.open(f"/pos/orders/{order}/pay/")
    till.page.route(
        "**/pay", lambda route: route.abort()
    )  # all but the command itself goes through
    till.tap("฿500").says("฿355")
    till.open(f"/pos/orders/{order}/pay/").says("฿355")
    expect(till.page.locator("#tender")).to_have_count(0)
    till.page.unroute("**/pay")
    saving(till, "บันทึกแล้ว")
    assert books.orders(table_id=3)[0]["change"] == 355
    till.forgive_the_network()
