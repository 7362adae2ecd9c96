"""The change leaves the screen by itself, but never under whoever does something there."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, hold_clock, mend, outlast, prepared
from tests.browser.till import Till

pytestmark = pytest.mark.browser

# It leaves by a click of its own on the change.
NOTE_CLICKS = "() => { window.clicks = 0; addEventListener('click', () => (clicks += 1), true); }"
NOT_YET, SOON = 4900, 200  # milliseconds of the five seconds


@pytest.fixture
def till(window) -> Till:
    """A till whose change goes back, as those of the shop do; its clock is held."""
    return hold_clock(window(goes_back=True))


def test_the_map_comes_back_five_seconds_after_the_last_touch(till, books):
    order = books.open(2, (5, 1))
    till.open(f"/pos/orders/{order}/pay/").tap("พอดี").landed("paid/")
    till.page.clock.run_for(NOT_YET)
    till.page.keyboard.press("Shift")
    till.page.evaluate(NOTE_CLICKS)
    till.page.clock.run_for(NOT_YET)
    assert till.page.evaluate("() => window.clicks") == 0
    assert till.path.endswith("/paid/")
    till.page.clock.run_for(SOON)
    till.landed("pos/")


def test_nobody_is_carried_away_from_a_decision(till, books):
    cut(prepared(till))
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.tap("โต๊ะ 3", "ผัดไทย", "ชำระเงิน", "฿100").says("จ่ายแล้ว ✓")
    books.open(2, (9, 1))  # so that the first command is refused
    outlast(till)
    mend(till, "ต้องตัดสินใจ 1 รายการ")
    till.page.clock.run_for(NOT_YET)
    reason = till.page.locator("#refused-list").get_by_label("เหตุผล")
    reason.select_option("ลูกค้ายกเลิก")
    till.page.clock.run_for(NOT_YET)
    expect(reason).to_have_value("ลูกค้ายกเลิก")
    till.page.clock.run_for(SOON)
    till.landed("pos/")
