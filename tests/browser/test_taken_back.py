"""A shop whose data was put back by hand: tills do again what they did after the copy, and say what
is gone all the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.books import Books
from tests.browser.conftest import log_in
from tests.browser.device import prepared
from tests.browser.till import Till
from tests.server import RealServer

pytestmark = pytest.mark.browser

PHAT_THAI, LIME_JUICE = 5, 10


class RestoredShop:
    """A shop of its own that can be taken back, its tills, and its books."""

    def __init__(self, chromium, folder: Path):
        self.chromium, self.copy = chromium, folder / "copy"
        self.server = RealServer()
        self.tills: list[Till] = []
        self.cookies: dict[str, list] = {}

    def till(self, username: str = "staff001") -> Till:
        """Return a new device of somebody."""
        if username not in self.cookies:
            self.cookies[username] = log_in(self.chromium, self.server.url, username)["cookies"]
        till = Till(self.chromium.new_context(), self.server.url)
        till.context.add_cookies(self.cookies[username])
        self.tills.append(till)
        return till

    @property
    def file(self) -> Path:
        """The file of the embedded shop, which is whole while the shop is stopped."""
        file = Path(self.server.env["VAR_DIR"]) / "pos.sqlite3"
        assert not file.with_name(f"{file.name}-wal").exists()
        return file

    def take_copy(self) -> None:
        """Copy the data as it is now."""
        self.server.stop()
        shutil.copy(self.file, self.copy)
        self.server.start()

    def put_back(self) -> None:
        """Put the copy in the data's place by hand; the shop notices at its start."""
        self.server.stop()
        self.server.start()  # which notes how far the shop has come
        self.server.stop()
        shutil.copy(self.copy, self.file)
        self.server.start()


@pytest.fixture
def shop(chromium, tmp_path) -> Iterator[RestoredShop]:
    """Afterwards no till has complained of anything but the network."""
    restored = RestoredShop(chromium, tmp_path)
    with restored.server:
        yield restored
        for till in restored.tills:
            till.forgive_the_network()
            till.context.close()
            assert till.troubles == []
        checked = restored.server.manage("check_ledger", check=False)
        assert checked.returncode == 0, checked.stdout


@pytest.fixture
def books(shop) -> Books:
    return Books(shop.server.url)


def saved(till: Till) -> Till:
    """Wait until the shop has all that was tapped: its restart may just be noticed as an outage."""
    expect(till.page.locator("#saving")).to_contain_text("บันทึกแล้ว", timeout=30_000)
    return till


def caught_up(till: Till) -> Till:
    """Wait until a till says that the shop has caught up."""
    expect(till.page.locator("#taken-back")).to_be_visible(timeout=30_000)
    expect(till.page.locator("#catching-up")).to_be_hidden()
    return till


def gone(till: Till):
    """Return the list of what a till misses."""
    return till.page.locator("#taken-back li")


def read_it(till: Till) -> None:
    """Read what the till says, for good."""
    till.tap("รับทราบ")
    expect(till.page.locator("#taken-back")).to_be_hidden()
    till.reload()
    expect(till.page.locator("#saving")).to_contain_text("บันทึกแล้ว")
    expect(till.page.locator("#taken-back")).to_be_hidden()


def test_what_was_sold_after_the_copy_is_sold_again_by_the_tills_alone(shop, books):
    here, asleep = shop.till(), shop.till()
    before_copy = books.open(3, (PHAT_THAI, 1))
    prepared(here)
    here.tap("โต๊ะ 7", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    prepared(asleep).tap("โต๊ะ 8", "ชาไทยเย็น", "ยืนยันออเดอร์").landed("pos/")
    for till in (here, asleep):
        saved(till)
    shop.take_copy()

    here.tap("โต๊ะ 5", "ผัดไทย", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    asleep.tap("โต๊ะ 3", "ชาไทยเย็น", "ยืนยันออเดอร์").landed("pos/")
    saved(here)  # else the payment may be kept, as in an outage, and no page of the server's comes
    here.tap("โต๊ะ 7").landed("tables/7/").tap("ชำระเงิน").landed("pay/").tap("พอดี").landed("paid/")
    for till in (here, asleep):
        saved(till)
    asleep.page.goto("about:blank")
    sold = {order["total_price"] for order in books.orders()}
    shop.put_back()

    here.open("/pos/")
    expect(here.page.locator("#catching-up")).to_contain_text("รอเครื่องอื่น")
    asleep.open("/pos/")
    for till in (here, asleep):
        expect(gone(caught_up(till))).to_have_count(0)
    assert {order["total_price"] for order in books.orders()} == sold == {95, 120, 60, 35}
    assert [order["status"] for order in books.orders(table_id=7)] == ["paid"]
    assert books.orders(table_id=3)[0]["order_id"] == before_copy
    expect(here.thing("โต๊ะ 5")).to_contain_text("฿120")
    read_it(here)


def test_a_void_and_a_cancelled_order_come_again_too(shop, books):
    till = prepared(shop.till("manager001"))
    till.tap("โต๊ะ 4", "ผัดไทย", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saved(till.tap("โต๊ะ 6", "ชาไทยเย็น", "ยืนยันออเดอร์").landed("pos/"))
    shop.take_copy()
    till.open("/pos/tables/4/").page.get_by_label("ยกเลิก ผัดไทย").click()
    till.page.get_by_label("จำนวนที่ยกเลิก").fill("1")
    till.tap("ยกเลิกรายการ").landed("tables/4/").says("เหลือ 1")
    till.open("/pos/tables/6/").page.get_by_label("เหตุผลที่ยกเลิกออเดอร์").select_option("เปิดผิดโต๊ะ")
    till.tap("ยกเลิกออเดอร์").landed("pos/").says("โต๊ะ 6 ว่าง")
    expect(till.page.locator("[data-done]")).to_have_count(0)  # it is kept
    till.page.goto("about:blank")
    shop.put_back()
    assert [order["total_price"] for order in books.orders(table_id=4)] == [120]

    expect(gone(caught_up(till.open("/pos/")))).to_have_count(0)
    [order] = books.orders(table_id=4)
    assert order["total_price"] == 60
    [cancelled] = books.orders(table_id=6)
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "เปิดผิดโต๊ะ")


def test_what_no_device_brings_is_told_until_read_and_the_table_opens_again(shop, books):
    here = prepared(shop.till())
    shop.take_copy()
    books.open(5, (PHAT_THAI, 2))  # a program's, which keeps nothing
    expect(here.thing("โต๊ะ 5")).to_contain_text("฿120")
    here.page.goto("about:blank")
    shop.put_back()
    expect(gone(caught_up(here.open("/pos/")))).to_have_text(
        ["โต๊ะ 5: ผัดไทย 2 · ฿120.00 ใส่รายการนี้ที่ โต๊ะ 5 อีกครั้ง"]
    )
    here.tap("ใส่รายการนี้ที่ โต๊ะ 5 อีกครั้ง").landed("tables/5/")
    here.draft_is(["ผัดไทย 2"])
    here.tap("ยืนยันออเดอร์").landed("pos/")
    expect(here.page.locator("#taken-back")).to_be_hidden()  # nothing of it is left to be read
    [order] = books.orders(table_id=5)
    assert (order["total_price"], order["order_id"] > 1_000_000) == (120, True)


def test_guests_who_came_later_keep_their_table(shop, books):
    here = prepared(shop.till())
    shop.take_copy()
    saved(here.tap("โต๊ะ 5", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/"))
    here.page.goto("about:blank")
    shop.put_back()
    later = books.open(5, (LIME_JUICE, 1))
    caught_up(here.open("/pos/"))
    expect(here.thing("โต๊ะ 5")).to_contain_text("฿25")
    without = next(order for order in books.orders() if order["order_id"] != later)
    assert (without["table_id"], without["table_name"]) == (None, "ไม่มีโต๊ะ")
    here.tap("รับทราบ")
    here.open(f"/pos/orders/{without['order_id']}/pay/")
    expect(here.page.locator("#pay-total")).to_have_text("฿60.00")
    here.tap("พอดี").landed("paid/")
    assert [order["order_id"] for order in books.orders(status="open")] == [later]
