"""A new release reaches a till that has nothing waiting, and never under a command that does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.device import mend, prepared, saving, states, until
from tests.browser.evening import Evening
from tests.browser.till import Till
from tests.server import RealServer

pytestmark = pytest.mark.browser

OLD, NEW = "ครัวริมน้ำ", "ครัวเปิดใหม่"
WAITS = """async () => {
  const worker = await navigator.serviceWorker.getRegistration();
  await worker.update();
  return worker.waiting !== null;
}"""


def restarted(server: RealServer, name: str) -> None:
    """Restart the shop under another name: the shell carries it, so this is a new release."""
    server.env["RESTAURANT_NAME"] = name
    server.stop()
    server.start()


@pytest.fixture
def release(server) -> Iterator[None]:
    """Take the release back afterwards."""
    yield
    restarted(server, OLD)


def offline_name(till: Till) -> str:
    """Return the shop's name on the page that opens without the server."""
    till.context.set_offline(True)
    name = till.open("/pos/").page.locator(".bar-shop").inner_text()
    till.context.set_offline(False)
    return name


def test_a_new_release_is_taken_over_only_when_no_command_waits(release, till, books, server):
    evening = Evening(books)
    prepared(till)
    till.page.route("**/orders", lambda route: route.abort())
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "รอส่ง 1 รายการ")
    restarted(server, NEW)
    until(till.page, lambda: till.page.evaluate(WAITS))
    till.page.wait_for_timeout(2000)
    assert states(till.page) == ["waiting"]
    assert till.page.evaluate(WAITS), "the new worker took over under a waiting command"

    till.page.unroute("**/orders")  # the page of the old release sends to the new server
    saving(till, "บันทึกแล้ว")
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 60, None)
    until(till.page, lambda: not till.page.evaluate(WAITS))
    till.forgive_the_network()
    assert offline_name(till) == NEW
    expect(till.page.locator("#tiles")).to_contain_text("โต๊ะ 2")
    mend(till)
