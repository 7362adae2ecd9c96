"""A shop without HTTPS on its own network: no service worker, no Web Locks, and it still sells."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.books import Books
from tests.browser.conftest import DESK, QUIET, log_in
from tests.browser.device import commands, mend, prepared, saving, tab_beside, until
from tests.browser.evening import Evening
from tests.browser.till import Till
from tests.engines.chromium import find_chromium
from tests.server import OWN_MANAGER, OWN_PASSWORD, RealServer, open_real_shop

pytestmark = pytest.mark.browser

HOST = "shop.test"
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MISSING = "() => [isSecureContext, 'serviceWorker' in navigator, 'locks' in navigator]"

FETCHED = """() => {
  const came = performance.getEntriesByType("resource").filter((each) => each.responseEnd > 0);
  const wanted = ["/pos/shell/", "/js/views.", "/js/happened.", "/js/leaving.", "/js/lost."];
  return wanted.every((part) => came.some(({ name }) => name.includes(part)));
}"""


@dataclass(frozen=True)
class Shop:
    """A server reached by a name that browsers do not trust, and the tablets of its network."""

    server: RealServer
    tablet: Browser
    session: dict

    @property
    def url(self) -> str:
        """The shop's address."""
        return f"http://{HOST}:{self.server.port}"


@pytest.fixture(scope="module")
def shop(chromium) -> Iterator[Shop]:
    """One shop for all tests here."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    network = [f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    tablet = chromium.browser_type.launch(
        executable_path=find_chromium(), args=[*QUIET, *root, *network]
    )
    names = {"ALLOWED_HOSTS": f"{HOST},127.0.0.1"}
    with RealServer(env=names, prepare=open_real_shop) as server:
        url = f"http://{HOST}:{server.port}"
        session = log_in(tablet, url, OWN_MANAGER, password=OWN_PASSWORD)
        yield Shop(server, tablet, session)
        tablet.close()


def ready(till: Till) -> Till:
    """Wait until the page has the views it will need without the server, and what is seldom
    wanted."""
    until(till.page, lambda: till.page.evaluate(FETCHED))
    return till


@pytest.fixture
def till(shop) -> Iterator[Till]:
    """A tablet on its map, ready for an outage."""
    context = shop.tablet.new_context(viewport=DESK, locale="th-TH", storage_state=shop.session)
    till = ready(prepared(Till(context, shop.url), worker=False))
    assert till.page.evaluate(MISSING) == [False, False, False]
    yield till
    context.close()
    assert till.troubles == []


def test_it_sells_through_a_dead_server_and_sends_when_it_is_back(till, shop):
    evening = Evening(Books(shop.server.url, OWN_MANAGER, OWN_PASSWORD))
    till.says("หน้านี้เปิดแบบ HTTP: ขายต่อได้ตอนเน็ตหลุด")
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 60, None)
    ready(till)

    shop.server.kill()
    till.tap("โต๊ะ 2", "น้ำมะนาว", "ชำระเงิน").landed("pay/")
    till.says("฿85.00")
    till.tap("฿100").says("฿15")
    till.tap("โต๊ะ 2 จ่ายแล้ว", "โต๊ะ 3", "ชาไทยเย็น", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "บันทึกในเครื่อง รอส่ง 3 รายการ")
    till.tap("ออกจากระบบ").says("ยังออกจากระบบไม่ได้ มี 3 รายการ")  # by a script seldom wanted
    assert all(UUID4.fullmatch(command["key"]) for command in commands(till.page))
    shop.server.start()
    mend(till)
    assert evening.bill(2) == (["ผัดไทย 1", "น้ำมะนาว 1"], "paid", 85, 15)
    assert evening.bill(3) == (["ชาไทยเย็น 1"], "open", 35, None)


def test_two_tabs_without_web_locks_send_each_command_once(till, shop):
    evening = Evening(Books(shop.server.url, OWN_MANAGER, OWN_PASSWORD))
    tab = ready(prepared(tab_beside(till), worker=False))
    shop.server.kill()
    till.tap("โต๊ะ 5", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    tab.tap("โต๊ะ 6", "น้ำมะนาว", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "รอส่ง 2 รายการ")
    saving(tab, "รอส่ง 2 รายการ")
    shop.server.start()
    mend(till)
    saving(tab, "บันทึกแล้ว")
    assert evening.bill(5) == (["ผัดไทย 1"], "open", 60, None)
    assert evening.bill(6) == (["น้ำมะนาว 1"], "open", 25, None)
    expect(tab.thing("โต๊ะ 5")).to_contain_text("฿60")
