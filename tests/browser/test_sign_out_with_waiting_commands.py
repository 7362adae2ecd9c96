"""Nobody walks away from commands that wait: signing out and closing the page with some."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.device import cut, mend, outlast, prepared, saving, states, until
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

SOLD = (["ผัดไทย 1"], "paid", 60, 40)


@pytest.fixture
def burdened(window, chromium, server, books) -> Till:
    """A till in a session of its own, whose two commands do not reach a server that is there."""
    till = window(storage_state=log_in(chromium, server.url, "staff001"))
    till.open("/pos/")
    till.page.route("**/orders", lambda route: route.abort())
    till.tap("โต๊ะ 2", "ผัดไทย", "ชำระเงิน").landed("pay/")
    till.tap("฿100").says("฿40")
    till.tap("โต๊ะ 2 จ่ายแล้ว").landed("pos/")
    saving(till, "รอส่ง 2 รายการ")
    till.tap("ออกจากระบบ").says("ยังออกจากระบบไม่ได้ มี 2 รายการที่ยังไม่ถึงเซิร์ฟเวอร์")
    return till


def released(till: Till, password: str) -> None:
    till.page.get_by_label("ชื่อผู้จัดการ").fill("manager001")
    till.page.locator("#release").get_by_label("รหัสผ่าน").fill(password)
    till.thing("นำออกเป็นไฟล์").click()


def test_a_wrong_password_releases_nothing(burdened, books):
    evening = Evening(books)
    released(burdened, "wrong")
    burdened.says("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    assert states(burdened.page) == ["waiting", "waiting"]
    burdened.tap("ออกจากระบบ").says("ยังออกจากระบบไม่ได้ มี 2 รายการ")
    burdened.page.unroute("**/orders")
    saving(burdened, "บันทึกแล้ว")
    assert evening.bill(2) == SOLD
    burdened.forgive_the_network()


def test_a_manager_releases_them_into_a_file_that_is_imported_once(
    burdened, server, books, tmp_path
):
    evening = Evening(books)
    with burdened.page.expect_download() as download:
        released(burdened, "demo1234")
    assert states(burdened.page) == ["waiting", "waiting"]  # until somebody has seen the file
    with burdened.page.expect_download():
        burdened.tap("ดาวน์โหลดอีกครั้ง")
    burdened.tap("ไฟล์อยู่แล้ว").says("นำออก 2 รายการเป็นไฟล์แล้ว")
    assert states(burdened.page) == ["released", "released"]
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    burdened.page.unroute("**/orders")
    burdened.tap("ออกจากระบบ").landed("login/")

    first = server.manage("import_outbox", str(path)).stdout
    again = server.manage("import_outbox", str(path)).stdout
    assert "บันทึกแล้ว 2 จาก 2 คำสั่ง" in first
    assert "บันทึกไว้ก่อนแล้ว" in again
    assert evening.bill(2) == SOLD
    burdened.forgive_the_network()


def test_half_an_order_is_never_released(window, chromium, server, books):
    till = prepared(window(storage_state=log_in(chromium, server.url, "staff001")))
    cut(till)
    till.tap("โต๊ะ 2", "ผัดไทย", "ชำระเงิน", "฿100").says("฿40")
    books.open(2, (9, 1))
    outlast(till)
    mend(till, "ต้องตัดสินใจ 1 รายการ")
    till.open("/pos/").tap("ออกจากระบบ").says("กรุณาตัดสินใจเรื่องรายการที่ถูกปฏิเสธก่อน")
    expect(till.page.locator("#release")).to_be_hidden()
    assert states(till.page) == ["refused", "waiting"]
    till.forgive_the_network()


def test_closing_the_page_while_a_command_waits_asks_first(till, books):
    cut(prepared(till))
    till.tap("โต๊ะ 3", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "รอส่ง 1 รายการ")
    asked = []
    till.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    till.page.close(run_before_unload=True)
    until(till.page, lambda: asked)
    assert asked == ["beforeunload"]
    assert not till.page.is_closed()
    expect(till.thing("โต๊ะ 3")).to_contain_text("รอส่ง")
    till.tap("โต๊ะ 3").landed("tables/3/")  # moving inside the till is not leaving it
    mend(till)
    till.page.locator("#back").click()
    till.landed("pos/")
    assert asked == ["beforeunload"]
