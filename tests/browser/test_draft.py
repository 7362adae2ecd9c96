"""Dishes tapped but not sent survive what happens to the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import drafts, prepared, until
from tests.browser.test_double_taps import KEEPS_NOTHING

pytestmark = pytest.mark.browser

# Nobody else gets at the drafts of this device until `window.released`.
HOLDS_DRAFTS = """
const asked = indexedDB.open("pos-till");
asked.onsuccess = () => {
  const store = asked.result.transaction("drafts", "readwrite").objectStore("drafts");
  const hold = () => {
    if (window.released) asked.result.close();
    else store.count().onsuccess = hold;
  };
  hold();
};
"""


@pytest.fixture
def pad(till):
    """The pad of table 2 with three dishes tapped."""
    till.open("/pos/tables/2/").tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว")
    until(till.page, lambda: drafts(till.page) == {"2": ["ผัดไทย 2", "น้ำมะนาว 1"]})
    return till


def has_the_draft(till) -> None:
    """Wait until the three dishes stand on the pad."""
    expect(till.page.locator("#draft > li")).to_have_count(2)
    expect(till.page.locator("#total")).to_have_text("฿145.00")
    till.draft_is(["ผัดไทย 2", "น้ำมะนาว 1"])


def test_a_refresh_keeps_the_draft(pad, books):
    pad.reload()
    pad.tap("กู้คืน")
    has_the_draft(pad)
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    assert books.orders(status="open")[0]["total_price"] == 145


def test_another_table_in_between_and_the_draft_is_still_there(pad, books):
    pad.tap("กลับผังโต๊ะ", "โต๊ะ 3", "ชาไทยเย็น")
    until(pad.page, lambda: "3" in drafts(pad.page))
    pad.tap("กลับผังโต๊ะ")
    expect(pad.thing("โต๊ะ 2")).to_contain_text("ยังไม่ส่ง 3")
    pad.tap("โต๊ะ 2")
    has_the_draft(pad)


def test_a_draft_taken_back_to_nothing_is_forgotten(pad):
    pad.tap("ลด น้ำมะนาว", "ลด ผัดไทย", "ลด ผัดไทย")
    until(pad.page, lambda: drafts(pad.page) == {})
    pad.tap("กลับผังโต๊ะ")
    expect(pad.thing("โต๊ะ 2")).to_have_accessible_name("โต๊ะ 2 ว่าง")


def test_dishes_in_the_address_become_the_draft_of_a_device_that_has_none(till):
    till.open("/pos/tables/3/?line=5:2&line=10:1")
    has_the_draft(till)
    till.page.wait_for_url("**/pos/tables/3/")
    till.open("/pos/tables/3/")
    has_the_draft(till)


def test_a_dish_tapped_before_the_draft_could_be_read_counts_once(till):
    prepared(till).context.add_init_script(HOLDS_DRAFTS)
    till.open("/pos/tables/2/?line=10:1").tap("ผัดไทย")
    till.draft_is(["น้ำมะนาว 1", "ผัดไทย 1"])
    till.page.evaluate("() => { window.released = true; }")
    till.page.wait_for_url("**/pos/tables/2/")  # what stood in the address is kept
    assert sorted(drafts(till.page)["2"]) == ["น้ำมะนาว 1", "ผัดไทย 1"]


def test_a_device_that_keeps_nothing_has_the_draft_in_the_address(till):
    till.context.add_init_script(KEEPS_NOTHING)
    till.open("/pos/tables/2/").tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว")
    till.page.wait_for_url("**/pos/tables/2/?line=5:2&line=10:1")
    till.reload()
    has_the_draft(till)


def test_a_refusal_keeps_the_draft(pad, books):
    order_id = books.open(2, (1, 1))
    pad.tap("ยืนยันออเดอร์").says("โต๊ะนี้มีลูกค้าอยู่แล้ว")
    pad.refused(409)
    pad.draft_is(["ผัดไทย 2", "น้ำมะนาว 1"])
    expect(pad.page.locator("#total")).to_have_text("฿210.00")
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    (order,) = books.orders(status="open")
    assert (order["order_id"], order["total_price"]) == (order_id, 210)
