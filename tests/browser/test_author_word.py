"""The device's word for whoever taps: it goes with the session, and a sale goes on without it."""

import json
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in
from tests.browser.device import READ, commands, cut, prepared, saving, states, until
from tests.browser.evening import Evening
from tests.browser.till import Till
from tests.server import RealServer

pytestmark = pytest.mark.browser

REFUSED = {"error": "FORBIDDEN", "message": "ไม่ทราบว่าใครเป็นผู้ทำรายการนี้ กรุณาแจ้งผู้จัดการ"}


def who(page: Page) -> dict[str, Any] | None:
    """Return whom the device knows, with the server's word for them."""
    return page.evaluate(READ, ["device", "who"])


def known(till: Till) -> None:
    """Wait until the device has the word for whoever is logged in."""
    until(till.page, lambda: (who(till.page) or {}).get("author"))


def test_the_word_goes_with_the_session(window, chromium, server):
    session = log_in(chromium, server.url, "staff001")  # it ends here
    till = window(storage_state=session)
    till.open("/pos/")
    known(till)
    till.context.clear_cookies()  # the session ends, and the open page hears of it
    till.says("หมดเวลาเข้าระบบ")
    until(till.page, lambda: who(till.page) is None)

    till.context.add_cookies(session["cookies"])
    till.open("/pos/")
    known(till)
    till.page.goto("about:blank")
    till.context.clear_cookies()  # it ends while no page of the till is open
    till.open("/pos/").landed("login/")
    until(till.page, lambda: who(till.page) is None)

    till.context.add_cookies(session["cookies"])
    till.open("/pos/")
    known(till)
    till.tap("ออกจากระบบ").landed("login/")
    assert who(till.page) is None
    till.forgive_the_network()


def test_a_sale_outlives_a_change_of_the_secret_key(chromium):
    with RealServer() as shop:
        till = Till(chromium.new_context(), shop.url)
        till.context.add_cookies(log_in(chromium, shop.url, "staff001")["cookies"])
        known(prepared(till))
        cut(till)
        till.tap("โต๊ะ 2", "ผัดไทย", "ชำระเงิน").landed("pay/")
        till.tap("฿100", "โต๊ะ 2 จ่ายแล้ว").landed("pos/")
        shop.stop()
        shop.env["SECRET_KEY"] = secrets.token_urlsafe(64)
        shop.start()
        till.context.set_offline(False)
        till.says("หมดเวลาเข้าระบบ")
        till.page.locator("#away-login").click()
        till.landed("login/")
        till.page.get_by_label("ชื่อผู้ใช้").fill("manager001")
        till.page.get_by_label("รหัสผ่าน").fill("demo1234")
        till.tap("เข้าสู่ระบบ")
        saving(till, "บันทึกแล้ว")
        assert states(till.page) == ["done", "done"]
        order = commands(till.page)[0]["answer"]["order_id"]
        till.open(f"/admin/orders_app/order/{order}/change/").says("ยืนยันผู้แตะไม่ได้")
        expect(till.page.locator("#bills-group")).to_contain_text("ผู้จัดการ 1")
        till.context.close()


def test_what_was_refused_for_its_sender_can_be_sent_again(till, books):
    evening = Evening(books)
    prepared(till)
    refuse = {"status": 403, "headers": {"X-Request-ID": "1"}, "body": json.dumps(REFUSED)}
    till.page.route("**/orders", lambda route: route.fulfill(**refuse))
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "ต้องตัดสินใจ 1 รายการ")
    till.page.unroute("**/orders")
    till.tap("ส่งอีกครั้ง")
    saving(till, "บันทึกแล้ว")
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 60, None)
    till.forgive_the_network()
