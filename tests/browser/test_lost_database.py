"""A browser drops its database under an open page: what is gone is told, and never called saved."""

import json
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.device import READ, cut, drafts, mend, prepared, states, tab_beside, until

pytestmark = pytest.mark.browser

DROP = """() => new Promise((resolve, reject) => {
  const gone = indexedDB.deleteDatabase("pos-till");
  gone.onsuccess = () => resolve();
  gone.onerror = () => reject(gone.error);
})"""

KNOWN = "localStorage.getItem('pos-known') ?? ''"
ALL_REPORTED = "JSON.parse(localStorage.getItem('pos-lost')).every((lost) => lost.reported)"
RED = "rgb(163, 33, 26)"  # the token --red, in light


def test_what_vanished_is_told_in_red_held_at_the_sign_out_and_reported(
    window, chromium, server, books
):
    # Signed out at the end: with a session of its own.
    till = window(storage_state=log_in(chromium, server.url, "staff001"))
    cut(prepared(till))
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.tap("โต๊ะ 3", "น้ำมะนาว")
    until(till.page, lambda: drafts(till.page) == {"3": ["น้ำมะนาว 1"]})
    until(till.page, lambda: "โต๊ะ 3" in till.page.evaluate(KNOWN))  # and what it would miss
    before = till.page.evaluate(READ, ["device", "id"])
    # The word it asks for is good for the new name of the device, under which it tells its
    # commands.
    with till.page.expect_request(lambda asked: asked.headers.get("x-till", before) != before):
        till.page.evaluate(DROP)
    lost = till.page.locator("#lost")
    expect(lost).to_contain_text("คำสั่ง 1 ยังไม่ถึงเซิร์ฟเวอร์: โต๊ะ 2: ผัดไทย 1")
    expect(lost).to_contain_text("ยังไม่ได้ยืนยัน: โต๊ะ 3: น้ำมะนาว 1")
    expect(lost.get_by_role("heading")).to_have_css("color", RED)
    assert states(till.page) == []

    mend(till, "ข้อมูลในเครื่องหาย")
    expect(till.page.locator("#saving")).not_to_contain_text("บันทึกแล้ว")
    till.open("/pos/").tap("ออกจากระบบ").says("กรุณาอ่านรายการที่หายจากเครื่อง")
    until(till.page, lambda: till.page.evaluate(ALL_REPORTED))
    office = window("manager001").open("/pos/tills/")
    row = office.page.get_by_role("row").filter(has_text="คำสั่ง 1 หายไปจากเครื่อง")
    expect(row).to_contain_text("โต๊ะ 2: ผัดไทย 1")
    till.tap("รับทราบ")
    expect(lost).to_be_hidden()
    expect(till.page.locator("#saving")).to_contain_text("บันทึกแล้ว")
    till.tap("ออกจากระบบ").landed("login/")


def test_an_answer_to_what_vanished_settles_no_later_command(till, books):
    held = []

    def hold(route):
        held.append(route)

    prepared(till).page.route("**/orders", hold, times=1)
    page = till.open("/pos/tables/2/").page
    till.tap("ผัดไทย", "ยืนยันออเดอร์")
    until(page, lambda: held)  # on its way to the server
    page.evaluate(DROP)
    expect(page.locator("#lost")).to_contain_text("คำสั่ง 1 ยังไม่ถึงเซิร์ฟเวอร์: โต๊ะ 2")
    expect(page.locator("#said")).not_to_contain_text("บันทึก")

    keep = tab_beside(till)
    keep.open("/pos/tables/3/").tap("น้ำมะนาว", "ยืนยันออเดอร์")
    until(page, lambda: states(page) == ["waiting"])  # the first of its new count
    held[0].continue_()
    until(page, lambda: states(page) == ["done"])
    assert sorted(order["table_id"] for order in books.orders(status="open")) == [2, 3]


def test_all_of_many_that_vanished_are_reported_whatever_their_dishes_are_called(till, window):
    commands = [{"sequence": n, "label": f"โต๊ะ\u00a02: ข้าว\u200bผัด {n}"} for n in range(1, 102)]
    known = json.dumps({"till": str(uuid.uuid4()), "acts": commands, "drafts": []})
    page = prepared(till).page
    page.evaluate("known => localStorage.setItem('pos-known', known)", known)
    till.open("/pos/")
    expect(page.locator("#lost-list > li")).to_have_count(101)
    until(page, lambda: page.evaluate(ALL_REPORTED))
    office = window("manager001").open("/pos/tills/")
    office.says("คำสั่ง 101 หายไปจากเครื่อง")
