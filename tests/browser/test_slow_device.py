"""A tablet that reads its own storage slowly: what is tapped meanwhile is done as meant."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.device import prepared, until

pytestmark = pytest.mark.browser

SLOW = """
for (const kind of [IDBObjectStore, IDBIndex]) {
  for (const name of ["get", "getAll"]) {
    const read = kind.prototype[name];
    kind.prototype[name] = function (...of) {
      for (let n = 0; n < 1500 && !window.rested; n += 1) read.apply(this, of);
      return read.apply(this, of);
    };
  }
}"""


def test_the_way_to_pay_is_found_before_the_table_is_known(till, books):
    books.open(4, (5, 1))
    till.page.add_init_script(SLOW)
    till.open("/pos/tables/4/").tap("ชำระเงิน").landed("pay/")


def test_nobody_signs_out_before_the_page_knows_what_waits(window, chromium, server, books):
    till = window(storage_state=log_in(chromium, server.url, "staff001"))
    prepared(till).page.route("**/orders", lambda route: route.abort())
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.page.add_init_script(SLOW)
    till.open("/pos/").tap("ออกจากระบบ").says("ยังออกจากระบบไม่ได้ มี 1 รายการ")
    till.page.evaluate("window.rested = true")  # what is sent is no part of this
    till.page.unroute("**/orders")
    expect(till.page.locator("#saving")).to_contain_text("บันทึกแล้ว")
    till.forgive_the_network()


def test_a_page_left_at_once_is_asked_nothing_on_the_next_but_one(till, books):
    books.open(4, (5, 1))
    till.page.add_init_script(SLOW)
    till.open("/pos/").tap("โต๊ะ 4").landed("tables/4/").tap("ชำระเงิน").landed("pay/")
    until(till.page, lambda: till.page.evaluate("() => sessionStorage.getItem('pos-here')"))
    till.page.wait_for_load_state("networkidle")
    expect(till.page.locator("#recover")).to_be_hidden()
