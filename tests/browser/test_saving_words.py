"""The word beside every command says where it is: on its way, on this device, with the server."""

import pytest
from playwright.sync_api import expect

from core_app.errors import StorageFault
from tests.browser.device import (
    AWAY_IN_TIME,
    BACK_IN_TIME,
    SLIP,
    cut,
    mend,
    prepared,
    saving,
    states,
)
from tests.browser.evening import Evening

pytestmark = pytest.mark.browser

# In the bar, and on what was tapped.
WORDS_AFTER_TAP = """() => {
  const tapped = document.getElementById("confirm-button");
  tapped.click();
  return [document.getElementById("saving").textContent, tapped.textContent];
}"""
WIFI_LOG_IN = "<!doctype html><title>Free Wi-Fi</title><p>Please log in</p>"


def test_each_word_stands_for_where_the_command_is(till, books):
    evening = Evening(books)
    till.open("/pos/tables/2/").tap("ผัดไทย")
    held = []
    till.page.route("**/orders", lambda route: held.extend([route]), times=1)
    assert till.page.evaluate(WORDS_AFTER_TAP) == ["กำลังบันทึก…"] * 2  # at the very tap
    with till.page.expect_request("**/orders"):
        pass
    assert states(till.page) == ["waiting"]  # safe on the device, and the server has not got it
    saving(till, "กำลังบันทึก…")
    assert evening.at(2) == []

    till.page.route("**/orders", lambda route: route.abort())
    held[0].abort()
    saving(till, "บันทึกในเครื่อง รอส่ง 1 รายการ")
    till.page.unroute("**/orders")
    saving(till, "บันทึกแล้ว")
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 60, None)
    assert states(till.page) == ["done"]
    till.forgive_the_network()


COUNT_READS = """() => {
  const read = IDBObjectStore.prototype.getAll;
  window.reads = 0;
  IDBObjectStore.prototype.getAll = function (...of) {
    window.reads += 1;
    return read.apply(this, of);
  };
}"""


def test_nothing_reads_the_store_again_and_again_while_an_answer_is_awaited(till, books):
    till.open("/pos/tables/2/").tap("ผัดไทย")
    till.page.wait_for_load_state("networkidle")
    held = []
    till.page.route("**/orders", lambda route: held.extend([route]), times=1)
    with till.page.expect_request("**/orders"):
        till.tap("ยืนยันออเดอร์")
    till.page.evaluate(COUNT_READS)
    with till.page.expect_response("**/pos/floor/"):
        pass  # the page asks for it every two seconds
    assert till.page.evaluate("() => window.reads") < 10
    held[0].continue_()
    till.landed("pos/")


@pytest.fixture
def mortal(server):
    """The server, which stands again after the test."""
    yield server
    if server.process.poll() is not None:
        server.start()


def test_a_dead_server_is_told_in_five_seconds_with_a_button_to_try_again(till, mortal):
    till.open("/pos/")
    till.page.wait_for_load_state("networkidle")
    mortal.kill()
    band = till.page.locator("#away")
    expect(band).to_be_visible(timeout=AWAY_IN_TIME)
    expect(band).to_contain_text("ติดต่อเซิร์ฟเวอร์ไม่ได้")
    (share,) = till.read("#away", "e => e.getBoundingClientRect().width / innerWidth")
    assert share > 0.95
    till.tap("ลองอีกครั้ง")
    expect(band).to_be_visible()
    mortal.start()
    # The till may have found the server by itself by now, and taken the button away.
    till.page.locator("#away-retry").dispatch_event("click")
    expect(band).to_be_hidden()
    till.forgive_the_network()


def test_a_server_that_cannot_store_is_not_called_the_network_until_it_has_stored(till, books):
    evening = Evening(books)
    till.open("/pos/tables/3/").tap("ผัดไทย")
    fault = StorageFault()
    told = {"status": fault.status, "json": fault.body(), "headers": {"X-Request-ID": "x"}}
    till.page.route("**/orders", lambda route: route.fulfill(**told))
    till.tap("ยืนยันออเดอร์").landed("pos/")
    band = till.page.locator("#away")
    expect(band).to_contain_text("บันทึกข้อมูลไม่ได้ ไม่ใช่ปัญหาเน็ต")
    expect(band).to_contain_text("รอส่ง 1 รายการ")
    for _ in range(2):  # what only reads is answered all the while
        with till.page.expect_response("**/pos/floor/"):
            pass
        expect(band).to_be_visible(timeout=1)
    till.page.unroute("**/orders")
    saving(till, "บันทึกแล้ว")
    expect(band).to_be_hidden()
    assert evening.bill(3) == (["ผัดไทย 1"], "open", 60, None)
    till.forgive_the_network()


def test_a_wifi_log_in_page_is_no_server(till, books):
    evening = Evening(books)
    prepared(till)

    def intercepted(route):
        route.fulfill(status=200, content_type="text/html", body=WIFI_LOG_IN)

    for path in ("**/pos/floor/", "**/pos/ping/", "**/orders"):
        till.page.route(path, intercepted)
    expect(till.page.locator("#away")).to_be_visible(timeout=AWAY_IN_TIME * 2)
    till.tap("โต๊ะ 3", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "บันทึกในเครื่อง รอส่ง 1 รายการ")
    till.page.unroute_all()
    saving(till, "บันทึกแล้ว", BACK_IN_TIME)
    assert evening.bill(3) == (["ผัดไทย 1"], "open", 60, None)


def test_qr_without_a_network_waits_for_the_cashiers_own_word(till, books):
    evening = Evening(books)
    books.open(5, (5, 1))
    cut(prepared(till))
    till.tap("โต๊ะ 5", "ชำระเงิน").landed("pay/")
    till.tap("คิวอาร์", "เห็นเงินแล้ว").says("ถ้าเห็นเงินเข้าแล้วในแอปธนาคาร")
    assert states(till.page) == []
    till.page.wait_for_timeout(SLIP)
    till.tap("เห็นเงินแล้ว").says("โต๊ะ 5 จ่ายแล้ว ✓")
    till.tap("โต๊ะ 5 จ่ายแล้ว").landed("pos/")
    mend(till)
    assert evening.bill(5) == (["ผัดไทย 1"], "paid", 60, 0)
    assert evening.at(5)[0]["payment_method"] == "qr"


def test_void_and_cancel_wait_for_the_server_and_say_so(window, books):
    evening = Evening(books)
    books.open(6, (5, 1), (10, 1))
    office = prepared(window("manager001"))
    office.tap("โต๊ะ 6").page.get_by_label("ยกเลิก ผัดไทย").click()
    cut(office)
    office.tap("ยกเลิกรายการ").says("การยกเลิกต้องรอเซิร์ฟเวอร์")
    office.page.get_by_label("เหตุผลที่ยกเลิกออเดอร์").select_option("เปิดผิดโต๊ะ")
    office.tap("ยกเลิกออเดอร์").says("การยกเลิกต้องรอเซิร์ฟเวอร์")
    mend(office)
    assert states(office.page) == []
    assert evening.bill(6) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)
    office.tap("ยกเลิกออเดอร์").landed("pos/")
    assert evening.bill(6)[1] == "cancelled"
