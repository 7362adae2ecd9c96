"""The question after a refresh, or in a new window: there is an unfinished order, take it up?"""

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, drafts, mend, prepared, saving, tab_beside, until
from tests.browser.till import Till

pytestmark = pytest.mark.browser

QUESTION = "มีออเดอร์ค้างอยู่ ต้องการกู้คืนหรือไม่?"


def pointer(till: Till) -> str | None:
    """Return the order the device points to."""
    return till.page.evaluate("() => localStorage.getItem('orderId')")


def asked(till: Till, table: str, *found: str) -> None:
    """Expect the question, with its table and lines."""
    expect(till.page.get_by_role("dialog", name=QUESTION)).to_be_visible()
    expect(till.page.locator("#recover-table")).to_have_text(table)
    expect(till.page.locator("#recover-lines li")).to_have_text(list(found))


def not_asked(till: Till) -> None:
    """Expect a page that is done with starting and has asked nothing."""
    saving(till, "บันทึกแล้ว")
    till.page.wait_for_load_state("networkidle")
    till.page.wait_for_timeout(500)
    expect(till.page.locator("#recover")).to_be_hidden()


@pytest.fixture
def order(books) -> int:
    """An order of two phat thai on table 2."""
    return books.open(2, (5, 2))


@pytest.fixture
def pad(till, order) -> Till:
    """The order's pad with one more dish tapped, in a device that then was refreshed."""
    till.open("/pos/").tap("โต๊ะ 2", "น้ำมะนาว")
    till.says("฿145.00")
    until(till.page, lambda: drafts(till.page))
    till.reload()
    asked(till, "โต๊ะ 2 · รวม ฿145.00", "ผัดไทย 2 · ฿120.00", "น้ำมะนาว · ยังไม่ส่ง 1 · ฿25.00")
    return till


def test_yes_brings_the_order_and_its_unsent_dishes(pad, order):
    assert pointer(pad) == str(order)
    pad.tap("กู้คืน")
    expect(pad.page.locator("#recover")).to_be_hidden()
    expect(pad.page.locator("#sent")).to_contain_text("ผัดไทย")
    pad.total_is("฿145.00")
    pad.draft_is(["น้ำมะนาว 1"])


def test_not_now_leaves_it_on_the_map_with_its_unsent_dishes(pad):
    pad.tap("ไว้ก่อน").landed("pos/")
    expect(pad.thing("โต๊ะ 2")).to_contain_text("ยังไม่ส่ง 1")
    expect(pad.thing("โต๊ะ 2")).to_contain_text("฿120")
    assert pointer(pad) is None
    assert drafts(pad.page) == {"2": ["น้ำมะนาว 1"]}
    pad.tap("โต๊ะ 2")
    expect(pad.page.locator("#draft")).to_contain_text("น้ำมะนาว")
    pad.draft_is(["น้ำมะนาว 1"])


def test_a_new_window_asks_too_and_leads_to_the_table(till, books):
    till.open("/pos/").tap("โต๊ะ 4", "ผัดไทย", "ชำระเงิน").landed("pay/")
    till.says("฿60.00")
    window = tab_beside(till).open("/pos/")
    asked(window, "โต๊ะ 4 · รวม ฿60.00", "ผัดไทย 1 · ฿60.00")
    window.tap("กู้คืน").landed("tables/4/")
    expect(window.page.locator("#sent")).to_contain_text("ผัดไทย")


def test_moving_between_pages_asks_nothing(till, order):
    till.open("/pos/").tap("โต๊ะ 2", "น้ำมะนาว")
    until(till.page, lambda: drafts(till.page))
    till.page.locator("#back").click()
    till.landed("pos/")
    not_asked(till)
    till.tap("โต๊ะ 2").landed("tables/2/")
    not_asked(till)


def test_an_order_that_was_paid_meanwhile_is_not_asked_for(till, books, order):
    till.open("/pos/").tap("โต๊ะ 2").landed("tables/2/")
    assert pointer(till) == str(order)
    books.pay(order, 120)
    till.reload()
    not_asked(till)
    assert pointer(till) is None


def test_an_order_paid_here_is_not_asked_for(till, order):
    till.open("/pos/").tap("โต๊ะ 2", "ชำระเงิน").landed("pay/")
    till.tap("พอดี").landed("paid/")
    till.open("/pos/").reload()
    not_asked(till)


def test_without_a_network_the_device_brings_back_what_it_holds(till, books):
    cut(prepared(till))
    till.tap("โต๊ะ 3", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.reload()
    asked(till, "โต๊ะ 3 · รวม ฿60.00", "ผัดไทย 1 · ฿60.00")
    till.tap("กู้คืน").landed("tables/3/")
    expect(till.page.locator("#sent")).to_contain_text("ผัดไทย · รอส่ง")
    mend(till)
