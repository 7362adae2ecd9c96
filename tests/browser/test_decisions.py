"""What a person decides about refused commands: once, in sight, and without a gap."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.device import (
    READ,
    age,
    commands,
    cut,
    keep_otherwise,
    mend,
    offline,
    outlast,
    prepared,
    saving,
    states,
    until,
)
from tests.browser.devices_page import row_of
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

DAY = 25 * 60 * 60  # seconds, and an hour
TWICE = "button => { button.click(); button.click(); }"
# Everything but the payment: the line breaks between the two.
CUT_PAYMENT = "**/pay"


@pytest.fixture
def evening(books) -> Evening:
    return Evening(books)


@pytest.fixture
def alone(till) -> Till:
    """A till that is ready for an outage, in one."""
    prepared(till)
    cut(till)
    return till


def ordered(till: Till, table: int, *dishes: str) -> None:
    """Tap a table, dishes and the confirm."""
    till.tap(f"โต๊ะ {table}", *dishes, "ยืนยันออเดอร์").landed("pos/")


def the_row(till: Till):
    """The one refused command in the list."""
    row = till.page.locator("#refused-list > li")
    expect(row).to_have_count(1, timeout=15_000)
    return row


def taken(alone: Till, books, table: int) -> int:
    """Let another till open `table` first; return its order, with this till's command refused."""
    order_id = books.open(table, (9, 1))
    outlast(alone)
    mend(alone, "")
    the_row(alone)
    return order_id


def test_a_decision_tapped_twice_is_taken_once(alone, books, evening):
    ordered(alone, 2, "ผัดไทย")
    taken(alone, books, 2)
    join = the_row(alone).get_by_text("เพิ่มเข้าออเดอร์เดิม")
    expect(join).to_be_visible()
    join.evaluate(TWICE)
    expect(alone.page.locator("#refused")).to_be_hidden()
    saving(alone, "บันทึกแล้ว")
    assert evening.bill(2) == (["ชาไทยเย็น 1", "ผัดไทย 1"], "open", 95, None)
    alone.forgive_the_network()


def test_no_decision_leaves_a_gap_in_the_numbers(alone, books, window):
    alone.tap("โต๊ะ 2", "ผัดไทย", "ชำระเงิน", "฿100")
    taken(alone, books, 2)
    row = the_row(alone)
    row.get_by_label("เลือกโต๊ะอื่น").select_option(label="โต๊ะ 7")
    row.get_by_text("ย้ายไปโต๊ะนี้").click()
    until(alone.page, lambda: states(alone.page)[1:] == ["done", "done"])
    expect(row_of(alone, window("manager001"), books)).to_contain_text("ครบทุกคำสั่ง")
    alone.forgive_the_network()


def test_a_dropped_middle_command_leaves_the_commands_behind_it_alone(
    alone, books, evening, server
):
    ordered(alone, 3, "ผัดไทย")
    ordered(alone, 3, "โรตีชีส")
    alone.tap("โต๊ะ 3", "น้ำมะนาว", "ชำระเงิน", "฿500")
    off = "from menu_app.models import MenuItem as M; M.objects.filter(name='โรตีชีส')"
    server.manage("shell", "-c", f"{off}.update(active=False)")
    try:
        outlast(alone)
        mend(alone, "")
        the_row(alone).get_by_label("เหตุผล").select_option("ลูกค้ายกเลิก")
        the_row(alone).get_by_text("ไม่ทำรายการนี้").click()
        # The bill is smaller than what the guest paid for: that alone is left to decide.
        expect(the_row(alone)).to_contain_text("ชำระเงิน")
        expect(the_row(alone)).to_contain_text("ยอดรวมเปลี่ยนเป็น ฿85")
    finally:
        server.manage("shell", "-c", f"{off}.update(active=True)")
    assert evening.bill(3) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)
    alone.forgive_the_network()


def test_a_refused_payment_does_not_hold_back_the_one_that_mends_it(till, books, evening):
    prepared(till)
    order_id = books.open(4, (5, 1))
    till.open(f"/pos/orders/{order_id}/pay/")
    cut(till)
    till.tap("฿100").says("จ่ายแล้ว ✓")
    books.add(order_id, (9, 1))
    outlast(till)
    mend(till, "")
    expect(the_row(till)).to_contain_text("ยอดรวมเปลี่ยนเป็น ฿95")
    till.open(f"/pos/orders/{order_id}/pay/").tap("฿100").landed("paid/").says("฿5")
    assert evening.bill(4)[1:] == ("paid", 95, 5)
    till.forgive_the_network()


def test_a_payment_that_waits_over_night_still_finds_its_order(till, books, evening):
    prepared(till)
    till.page.route(CUT_PAYMENT, lambda route: route.abort())
    cut(till)
    till.tap("โต๊ะ 5", "ผัดไทย", "ชำระเงิน", "฿100")
    till.context.set_offline(False)
    # The order goes out, its payment does not.
    until(till.page, lambda: states(till.page) == ["done", "waiting"])
    age(till, DAY)
    till.page.unroute(CUT_PAYMENT)
    till.open("/pos/")
    until(till.page, lambda: "waiting" not in states(till.page))
    assert evening.bill(5) == (["ผัดไทย 1"], "paid", 60, 40)
    till.forgive_the_network()


def test_what_was_tapped_onto_a_dropped_order_is_shown_and_finds_another(
    alone, books, window, evening
):
    ordered(alone, 6, "ผัดไทย")
    ordered(alone, 6, "น้ำมะนาว")
    standing = taken(alone, books, 6)
    the_row(alone).get_by_label("เหตุผล").select_option("จะสั่งใหม่")
    the_row(alone).get_by_text("ไม่ทำรายการนี้").click()
    expect(the_row(alone)).to_contain_text("เซิร์ฟเวอร์ไม่มีออเดอร์นี้ (โต๊ะยังไม่ได้เปิด")
    the_row(alone).get_by_text("เพิ่มเข้าออเดอร์เดิม").click()
    until(alone.page, lambda: states(alone.page)[-1] == "done")
    [order] = evening.at(6)
    assert (order["order_id"], order["total_price"]) == (standing, 60)
    with alone.page.expect_response("**/tills/report"):
        alone.open("/pos/")
    expect(row_of(alone, window("manager001"), books)).to_contain_text("ครบทุกคำสั่ง")
    alone.forgive_the_network()


def test_dishes_of_an_order_that_a_restored_shop_has_no_more_open_the_table_again(
    till, books, evening
):
    """Never the order that has its number now: what was tapped knows it by name."""
    order_id = books.open(6, (5, 1))
    cut(prepared(till))
    ordered(till, 6, "น้ำมะนาว")
    ordered(till, 6, "ชาไทยเย็น")
    lost = {"order": str(uuid.uuid4())}
    keep_otherwise(till, {"1": lost, "2": lost})
    books.command(f"/orders/{order_id}/cancel", reason="จบการทดสอบ")
    outlast(till)
    mend(till, "ต้องตัดสินใจ 1 รายการ")
    assert states(till.page) == ["refused", "waiting"]
    the_row(till).get_by_text("ส่งอีกครั้ง").click()
    until(till.page, lambda: states(till.page) == ["dropped", "waiting", "refused"])  # still not
    outlast(till)
    till.open("/pos/")
    expect(the_row(till)).to_contain_text("หรือร้านเพิ่งกู้ข้อมูลคืน")
    the_row(till).get_by_label("เลือกโต๊ะอื่น").select_option(label="โต๊ะ 6")
    the_row(till).get_by_text("ย้ายไปโต๊ะนี้").click()
    until(till.page, lambda: states(till.page)[1:] == ["done", "dropped", "done"])
    assert [(each["status"], each["total_price"]) for each in evening.at(6)] == [
        ("cancelled", 60),
        ("open", 60),
    ]
    till.forgive_the_network()


def test_a_cook_who_logs_in_refuses_nothing(window, chromium, server, sessions, books, evening):
    till = window(storage_state=log_in(chromium, server.url, "staff001"))
    prepared(till)
    cut(till)
    ordered(till, 7, "ผัดไทย")
    till.context.clear_cookies()
    kitchen = log_in(chromium, server.url, "kitchen001", lands="kitchen/")
    till.context.add_cookies(kitchen["cookies"])
    till.context.set_offline(False)
    till.says("กรุณาให้แคชเชียร์เข้าสู่ระบบอีกครั้ง")
    assert states(till.page) == ["waiting"]
    till.context.clear_cookies()
    till.context.add_cookies(sessions["staff001"]["cookies"])
    till.open("/pos/")
    saving(till, "บันทึกแล้ว")
    assert evening.bill(7)[0] == ["ผัดไทย 1"]
    till.forgive_the_network()


def test_a_session_that_ends_while_nothing_waits_is_told_as_such(till):
    prepared(till)
    till.context.clear_cookies()
    till.says("หมดเวลาเข้าระบบ")
    expect(till.page.locator("#away-login")).to_be_visible()
    till.forgive_the_network()


def test_signing_out_without_the_server_says_so_and_forgets_nobody(alone):
    alone.tap("ออกจากระบบ").says("ออกจากระบบต้องรอเซิร์ฟเวอร์")
    alone.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    assert [command["user"] for command in commands(alone.page)] == ["staff001"]
    mend(alone)


def test_a_qr_tap_right_after_the_line_broke_asks_for_the_cashiers_word(till, books):
    prepared(till)
    till.open(f"/pos/orders/{books.open(8, (5, 1))}/pay/")
    offline(till)
    till.tap("คิวอาร์", "เห็นเงินแล้ว").says("ถ้าเห็นเงินเข้าแล้ว")
    assert commands(till.page) == []
    till.forgive_the_network()


def paid_alone(till: Till, order_id: int, table: int, next_dish: str) -> None:
    """Without a network take the money of a table and seat the next guests there."""
    till.open(f"/pos/orders/{order_id}/pay/")
    cut(till)
    till.tap("฿100", f"โต๊ะ {table} จ่ายแล้ว").landed("pos/")
    ordered(till, table, next_dish)
    assert states(till.page) == ["waiting", "waiting"]
    outlast(till)


def test_the_next_guests_wait_until_the_bill_before_them_is_answered(till, books, evening):
    failed, back = [], []

    def fail_twice(route):  # the server can do everything but this
        if not back:
            # Let go on, it may meet the network that comes back in this moment.
            return route.abort("internetdisconnected")
        if len(failed) == 2:
            return route.continue_()
        failed.append(states(till.page))
        return route.fulfill(status=500, json={}, headers={"X-Request-ID": "of-this-test"})

    till.page.route("**/pay", fail_twice)
    paid_alone(prepared(till), books.open(5, (5, 1)), 5, "น้ำมะนาว")
    ordered(till, 5, "ชาไทยเย็น")  # names an order that is not there until its opening has gone
    back.append("the network")
    mend(till)
    assert failed == [["waiting"] * 3] * 2
    assert states(till.page) == ["done"] * 3
    assert [(each["status"], each["total_price"]) for each in evening.at(5)] == [
        ("paid", 60),
        ("open", 60),
    ]
    till.forgive_the_network()


def test_the_next_guests_are_not_offered_the_bill_of_those_before_them(till, books, evening):
    order_id = books.open(4, (5, 1))
    paid_alone(prepared(till), order_id, 4, "น้ำมะนาว")
    books.add(order_id, (9, 1))  # so that the payment is refused, and the table stays taken
    mend(till, "ต้องตัดสินใจ 2 รายการ")
    row = till.page.locator("#refused-list > li").filter(has_text="น้ำมะนาว")
    tables = row.get_by_label("เลือกโต๊ะอื่น")
    expect(tables.locator("option")).to_have_count(12)  # one is the question
    expect(row.get_by_text("เพิ่มเข้าออเดอร์เดิม")).to_be_hidden()
    books.pay(order_id, 100)
    expect(tables.locator("option", has_text="โต๊ะ 4")).to_have_count(1)  # as soon as it is free
    tables.select_option(label="โต๊ะ 4")
    row.get_by_text("ย้ายไปโต๊ะนี้").click()
    until(till.page, lambda: states(till.page)[-1] == "done")
    assert [(each["status"], each["total_price"]) for each in evening.at(4)] == [
        ("paid", 95),
        ("open", 25),
    ]
    till.forgive_the_network()


def test_nor_the_bill_whose_payment_waits_behind_a_refused_dish(till, books, server):
    books.open(4, (5, 1))
    cut(prepared(till))
    ordered(till, 4, "โรตีชีส")
    till.tap("โต๊ะ 4", "ชำระเงิน", "฿500", "โต๊ะ 4 จ่ายแล้ว").landed("pos/")
    ordered(till, 4, "น้ำมะนาว")
    off = "from menu_app.models import MenuItem as M; M.objects.filter(name='โรตีชีส')"
    server.manage("shell", "-c", f"{off}.update(active=False)")
    try:
        outlast(till)
        mend(till, "ต้องตัดสินใจ 2 รายการ")
        row = till.page.locator("#refused-list > li").filter(has_text="น้ำมะนาว")
        expect(row).to_contain_text("โต๊ะนี้มีลูกค้าอยู่แล้ว")
        expect(row.get_by_text("เพิ่มเข้าออเดอร์เดิม")).to_be_hidden()
    finally:
        server.manage("shell", "-c", f"{off}.update(active=True)")
    till.forgive_the_network()


def test_money_for_a_bill_that_another_till_has_just_closed_is_spoken_of(till, books):
    order_id = books.open(9, (5, 1))
    till.open(f"/pos/orders/{order_id}/pay/")
    books.pay(order_id, 100)
    till.tap("฿500").landed("paid/").says("การรับเงินครั้งนี้ไม่ถูกบันทึก")
    till.refused(409)


def test_a_command_belongs_to_whoever_logged_in_last_on_the_device(window, sessions):
    till = window()
    till.open("/pos/tables/2/")
    till.context.clear_cookies()
    till.context.add_cookies(sessions["manager001"]["cookies"])
    tab = till.context.new_page()
    tab.goto(f"{till.url}/pos/")  # somebody else, in another tab
    until(tab, lambda: (tab.evaluate(READ, ["device", "who"]) or {}).get("user") == "manager001")
    till.tap("ผัดไทย", "ยืนยันออเดอร์")
    until(till.page, lambda: states(tab) == ["done"])
    assert [command["user"] for command in commands(tab)] == ["manager001"]
    till.forgive_the_network()
