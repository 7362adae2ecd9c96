"""A tablet whose clock is days off shows the shop's time and says so; nothing is lost by it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.device import commands, cut, mend, outlast, prepared, states, until
from tests.browser.devices_page import row_of
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

HOUR = 3600_000  # milliseconds
DAY = 24 * HOUR
SHIFT = """shift => {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + shift])); }
    static now() { return Real.now() + shift; }
  };
  const origin = performance.timeOrigin;
  Object.defineProperty(performance, "timeOrigin", { get: () => origin + shift });
}"""
SHOP = ZoneInfo("Asia/Bangkok")


def set_clock(till: Till, milliseconds: int) -> None:
    """Let the clock of this tablet be wrong on every page from now on."""
    till.context.add_init_script(f"({SHIFT})({milliseconds})")


def carried_abroad(till: Till) -> None:
    """Let this tab believe that it is in New York."""
    session = till.context.new_cdp_session(till.page)
    session.send("Emulation.setTimezoneOverride", {"timezoneId": "America/New_York"})


def minutes_of(now: datetime) -> set[str]:
    """Return the shop's wall clock at a moment, and a minute around it."""
    return {f"{now + timedelta(minutes=by):%H:%M}" for by in (-1, 0, 1)}


@pytest.mark.parametrize(
    ("off", "words"), [(3 * DAY, "เร็วไป 4320 นาที"), (-2 * HOUR - 5000, "ช้าไป 120 นาที")]
)
def test_it_goes_by_the_shops_time_and_is_told(till, window, books, off, words):
    books.open(3, (5, 1))
    set_clock(till, off)
    carried_abroad(till)
    prepared(till)
    expect(till.thing("โต๊ะ 3")).to_contain_text("มีลูกค้า 0 นาที")
    expect(till.page.locator("#clock")).to_contain_text(f"นาฬิกาของเครื่องนี้{words}")

    cut(till)
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    expect(till.thing("โต๊ะ 2")).to_contain_text("มีลูกค้า 0 นาที")
    tapped = datetime.fromisoformat(commands(till.page)[-1]["occurredAt"])
    assert abs(tapped - datetime.now(SHOP)) < timedelta(minutes=1)
    outlast(till)
    mend(till)
    told = till.page.locator("#happened-list li").inner_text()
    assert told.split()[0] in minutes_of(datetime.now(SHOP))

    with till.page.expect_response("**/tills/report"):
        till.open("/pos/")
    row = row_of(till, window("manager001"), books)
    expect(row).to_contain_text(f"นาฬิกา{words.split()[0]}")
    till.forgive_the_network()


def test_a_clock_set_back_between_two_pages_brings_no_table_back(till, books):
    """The table was opened here, paid elsewhere; by the clock that command lies ahead."""
    evening = Evening(books)
    till.open("/pos/").tap("โต๊ะ 5", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    until(till.page, lambda: states(till.page) == ["done"])
    books.pay(evening.at(5)[0]["order_id"], 60)
    set_clock(till, -3 * DAY)
    till.open("/pos/")
    expect(till.page.locator("#clock")).to_be_visible()
    expect(till.page.locator('[data-table="5"] .tile-state')).to_have_text("ว่าง")
    till.tap("โต๊ะ 5", "น้ำมะนาว", "ยืนยันออเดอร์").landed("pos/")
    expect(till.thing("โต๊ะ 5")).to_contain_text("฿25")
