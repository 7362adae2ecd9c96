"""A shop whose data was put back by hand: tills say what is gone, and open the tables again."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.books import Books
from tests.browser.conftest import log_in
from tests.browser.device import prepared
from tests.browser.till import Till
from tests.server import RealServer

pytestmark = pytest.mark.browser

PHAT_THAI = 5


def database(shop: RealServer) -> Path:
    """Return the file of the embedded shop, which is whole while the shop is stopped."""
    file = Path(shop.env["VAR_DIR"]) / "pos.sqlite3"
    assert not file.with_name(f"{file.name}-wal").exists()
    return file


def test_what_is_gone_is_told_until_read_and_the_table_opens_again(chromium, tmp_path):
    with RealServer() as shop:
        cookies = log_in(chromium, shop.url, "staff001")["cookies"]
        tills = here, asleep, long_asleep = [
            Till(chromium.new_context(), shop.url) for _ in range(3)
        ]
        for till in tills:
            till.context.add_cookies(cookies)
        books = Books(shop.url)
        books.open(3, (PHAT_THAI, 1))
        paid = books.open(7, (PHAT_THAI, 1))
        prepared(long_asleep).page.goto("about:blank")
        books.pay(paid, 60)  # before the copy: it is in there
        shop.stop()
        shutil.copy(database(shop), tmp_path / "copy")
        shop.start()

        prepared(here)
        here.tap("โต๊ะ 5", "ผัดไทย", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
        here.tap("โต๊ะ 3", "ชาไทยเย็น", "ยืนยันออเดอร์").landed("pos/")
        expect(here.thing("โต๊ะ 3")).to_contain_text("฿95")
        prepared(asleep).page.goto("about:blank")
        shop.stop()
        shop.start()  # which notes how far the shop has come
        shop.stop()
        shutil.copy(tmp_path / "copy", database(shop))
        shop.start()

        for till in (here, asleep.open("/pos/")):
            gone = till.page.locator("#taken-back")
            expect(gone).to_contain_text("ร้านได้ข้อมูลคืนจากสำเนา")
            expect(gone.locator("li")).to_have_count(2)
            expect(gone).to_contain_text("โต๊ะ 3: ชาไทยเย็น 1 · ฿35.00")
            expect(gone).to_contain_text("โต๊ะ 5: ผัดไทย 2 · ฿120.00")
            expect(till.thing("โต๊ะ 3")).to_contain_text("฿60")
            expect(till.thing("โต๊ะ 5")).to_contain_text("ว่าง")
        gone = long_asleep.open("/pos/").page.locator("#taken-back")
        expect(gone).to_contain_text("ร้านได้ข้อมูลคืนจากสำเนา")
        expect(gone.locator("li")).to_have_count(0)

        here.tap("ใส่รายการนี้ที่ โต๊ะ 5 อีกครั้ง").landed("tables/5/")
        here.draft_is(["ผัดไทย 2"])
        here.tap("ยืนยันออเดอร์").landed("pos/")
        expect(here.page.locator("#taken-back li")).to_have_count(1)
        here.tap("รับทราบ")
        expect(here.page.locator("#taken-back")).to_be_hidden()
        here.reload()
        expect(here.page.locator("#saving")).to_contain_text("บันทึกแล้ว")
        expect(here.page.locator("#taken-back")).to_be_hidden()
        [order] = books.orders(table_id=5)
        assert (order["total_price"], order["order_id"] > 1_000_000) == (120, True)
        for till in tills:
            till.forgive_the_network()
            till.context.close()
            assert till.troubles == []
