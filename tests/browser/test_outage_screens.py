"""What a till shows only on a bad day fits wet hands and is readable like everything else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, mend, outlast, prepared
from tests.browser.looks import fits, is_readable
from tests.browser.till import Till

pytestmark = pytest.mark.browser


@pytest.fixture
def alone(till) -> Iterator[Till]:
    """A till that is ready for an outage, in one."""
    cut(prepared(till))
    yield till
    till.page.close()  # which still asks for the server
    till.forgive_the_network()


def looked_at(till: Till) -> None:
    """Look at the screen in every size and scheme, and leave it as it was."""
    size = till.page.viewport_size
    fits(till)
    is_readable(till)
    till.page.emulate_media(color_scheme="light")
    till.page.set_viewport_size(size)


def test_every_view_that_opens_without_the_server(alone, books):
    alone.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    looked_at(alone)  # the map, with a table that waits
    alone.tap("ออกจากระบบ").says("ยังออกจากระบบไม่ได้")
    looked_at(alone)  # the form that lets the commands leave in a file
    alone.tap("โต๊ะ 2", "น้ำมะนาว")
    looked_at(alone)  # the pad, with lines that wait and lines not sent
    alone.tap("ชำระเงิน").landed("pay/")
    alone.tap("คิวอาร์", "เห็นเงินแล้ว").says("ถ้าเห็นเงินเข้าแล้ว")
    looked_at(alone)  # the bill
    alone.tap("฿500").says("จ่ายแล้ว ✓")
    looked_at(alone)  # the change


def test_what_happened_meanwhile_and_what_a_person_must_decide(alone, books):
    alone.tap("โต๊ะ 2", "ผัดไทย", "น้ำมะนาว", "ยืนยันออเดอร์").landed("pos/")
    alone.tap("โต๊ะ 3", "ข้าวผัดกุ้ง", "ชำระเงิน", "฿500").says("จ่ายแล้ว ✓")
    books.open(2, (9, 1))
    outlast(alone)
    mend(alone, "ต้องตัดสินใจ 1 รายการ")
    alone.open("/pos/").says("รายการที่ส่งแล้วถูกปฏิเสธ")
    alone.says("รายการเหล่านี้ส่งแล้ว")
    looked_at(alone)


def test_the_question_after_a_refresh(till, books):
    books.open(2, (5, 2), (22, 1))
    till.open("/pos/").tap("โต๊ะ 2", "น้ำมะนาว").says("ยังไม่ส่ง")
    till.reload()
    expect(till.page.locator("#recover")).to_be_visible()
    looked_at(till)


@pytest.mark.parametrize("page", ["/pos/status/", "/pos/tills/"])
def test_the_managers_pages_about_the_shops_machines(window, page):
    looked_at(window("manager001").open(page))
