"""A device whose storage runs full in the middle of an order says so and sells straight on."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import AWAY_IN_TIME, cut, drafts, prepared, states, until
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

# What a browser does when the disk is full: every write throws.
FILLS_UP = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...what) {
  if (window.full) throw new DOMException("no room", "QuotaExceededError");
  return put.apply(this, what);
};"""


@pytest.fixture
def evening(books) -> Evening:
    """What is sold from now on."""
    return Evening(books)


@pytest.fixture
def pad(till) -> Till:
    """Table 2 with two dishes tapped, and room for no more."""
    till.context.add_init_script(FILLS_UP)
    till.open("/pos/tables/2/").tap("ผัดไทย", "น้ำมะนาว")
    # On the device too, and not on the screen alone.
    until(till.page, lambda: drafts(till.page) == {"2": ["ผัดไทย 1", "น้ำมะนาว 1"]})
    till.page.evaluate("() => { window.full = true; }")
    return till


def test_the_third_tap_is_told_stays_on_the_screen_and_is_sold_once(pad, evening):
    pad.tap("ชาไทยเย็น").says("เครื่องนี้เก็บข้อมูลไม่ได้แล้ว")
    pad.draft_is(["ผัดไทย 1", "น้ำมะนาว 1", "ชาไทยเย็น 1"])
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    expect(pad.thing("โต๊ะ 2")).to_contain_text("฿120")
    assert evening.bill(2) == (["ผัดไทย 1", "น้ำมะนาว 1", "ชาไทยเย็น 1"], "open", 120, None)
    assert (drafts(pad.page), states(pad.page)) == ({}, [])  # nothing to be sold again


def test_a_confirm_without_room_is_sold_once(pad, evening):
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    pad.says("โต๊ะ 2: ส่งครัวแล้ว 2 รายการ")
    assert evening.bill(2) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)
    assert (drafts(pad.page), states(pad.page)) == ({}, [])


def test_a_confirm_without_room_and_without_a_server_keeps_what_was_tapped(pad, evening):
    pad.context.set_offline(True)
    expect(pad.page.locator("#away")).to_be_visible(timeout=AWAY_IN_TIME * 2)
    pad.tap("ยืนยันออเดอร์").says("รายการยังอยู่บนหน้าจอ")
    pad.draft_is(["ผัดไทย 1", "น้ำมะนาว 1"])
    assert drafts(pad.page) == {"2": ["ผัดไทย 1", "น้ำมะนาว 1"]}  # a reload would show them too
    pad.context.set_offline(False)
    expect(pad.page.locator("#away")).to_be_hidden()
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    assert evening.bill(2) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)
    assert (drafts(pad.page), states(pad.page)) == ({}, [])
    pad.forgive_the_network()


def test_a_payment_without_room_waits_on_the_screen_and_is_taken_once(pad, books, evening):
    pad.tap("ชำระเงิน").landed("pay/")
    pad.page.wait_for_load_state("networkidle")
    pad.page.evaluate("() => { window.full = true; }")
    pad.context.set_offline(True)
    expect(pad.page.locator("#away")).to_be_visible()
    pad.tap("฿100").says("รายการยังอยู่บนหน้าจอ")
    expect(pad.page.locator("#saving")).to_have_text("ยังไม่ได้บันทึก")
    pad.context.set_offline(False)
    expect(pad.page.locator("#away")).to_be_hidden()
    pad.tap("฿100").landed("paid/")
    assert evening.bill(2) == (["ผัดไทย 1", "น้ำมะนาว 1"], "paid", 85, 15)
    pad.forgive_the_network()


def test_a_pad_opened_without_the_server_sells_by_the_servers_own_page(till, evening):
    till.context.add_init_script(FILLS_UP)
    cut(prepared(till))
    till.tap("โต๊ะ 3", "ผัดไทย")
    until(till.page, lambda: drafts(till.page) == {"3": ["ผัดไทย 1"]})
    till.page.evaluate("() => { window.full = true; }")
    till.tap("ยืนยันออเดอร์").says("รายการยังอยู่บนหน้าจอ")
    till.context.set_offline(False)
    expect(till.page.locator("#away")).to_be_hidden()
    expect(till.page.locator("#saving")).to_have_text("ยังไม่ได้บันทึก")  # and not that it is saved
    till.tap("ยืนยันออเดอร์").says("กรุณาแตะอีกครั้ง")
    till.draft_is(["ผัดไทย 1"])
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert evening.bill(3) == (["ผัดไทย 1"], "open", 60, None)
    till.forgive_the_network()
