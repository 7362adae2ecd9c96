"""A browser that was closed and opened again without a network, as at the end of a bad evening."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import DESK, QUIET
from tests.browser.device import cut, drafts, mend, prepared, saving, until
from tests.browser.evening import Evening
from tests.browser.till import Till
from tests.engines.chromium import find_chromium

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(chromium, sessions, books, tmp_path) -> Iterator[Callable[[], BrowserContext]]:
    """Open a browser on one and the same profile, again and again."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browsers: list[BrowserContext] = []

    def open_browser() -> BrowserContext:
        browser = chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=find_chromium(),
            args=[*QUIET, *root],
            viewport=DESK,
            locale="th-TH",
        )
        browser.add_cookies(sessions["staff001"]["cookies"])
        browsers.append(browser)
        return browser

    yield open_browser
    for browser in browsers:
        browser.close()


def test_a_closed_and_reopened_browser_keeps_commands_and_drafts_and_sells_on(
    opened, server, books
):
    evening = Evening(books)
    till = prepared(Till(opened(), server.url))
    cut(till)
    till.tap("โต๊ะ 7", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.tap("โต๊ะ 8", "น้ำมะนาว", "น้ำมะนาว")
    until(till.page, lambda: drafts(till.page) == {"8": ["น้ำมะนาว 2"]})
    till.context.close()

    again = Till(opened(), server.url)
    again.context.set_offline(True)
    again.open("/pos/").tap("ไว้ก่อน")
    saving(again, "บันทึกในเครื่อง รอส่ง 1 รายการ")
    expect(again.thing("โต๊ะ 7")).to_contain_text("฿60")
    assert drafts(again.page) == {"8": ["น้ำมะนาว 2"]}
    again.tap("โต๊ะ 7", "ชำระเงิน").landed("pay/")
    again.tap("พอดี").says("โต๊ะ 7 จ่ายแล้ว ✓")
    again.tap("โต๊ะ 7 จ่ายแล้ว", "โต๊ะ 8", "ยืนยันออเดอร์").landed("pos/")
    mend(again)
    assert evening.bill(7) == (["ผัดไทย 1"], "paid", 60, 0)
    assert evening.bill(8) == (["น้ำมะนาว 2"], "open", 50, None)
