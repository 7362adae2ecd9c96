"""A till whose command is answered 429 waits as long as it is told, and then sends it once more."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import hold_clock

pytestmark = pytest.mark.browser

TOLD = 45  # seconds; by itself a till would come again after one, at most after thirty
REFUSED = {"status": 429, "headers": {"Retry-After": str(TOLD), "X-Request-ID": "told-to-wait"}}
LAST_WORD = "() => fetch('/health/live').then((answer) => answer.text())"


def test_it_waits_as_long_as_it_is_told_and_sells_on(till, books):
    hold_clock(till).open("/pos/tables/1/").tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว")
    till.page.route("**/orders", lambda route: route.fulfill(**REFUSED), times=1)
    with till.page.expect_response("**/orders") as first:
        till.tap("ยืนยันออเดอร์")
    assert first.value.status == 429
    till.refused(429)
    till.page.clock.run_for((TOLD - 1) * 1000)
    till.page.evaluate(LAST_WORD)
    assert till.posts == 1
    expect(till.page.locator("#saving")).to_contain_text("รอส่ง 1 รายการ")
    till.page.clock.run_for(2000)
    expect(till.page.locator("#saving")).to_contain_text("บันทึกแล้ว")
    assert till.posts == 2
    (order,) = books.orders(table_id=1, status="open")
    assert [(line["name"], line["qty"]) for line in order["items"]] == [
        ("ผัดไทย", 2),
        ("น้ำมะนาว", 1),
    ]
