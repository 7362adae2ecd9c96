"""A read never reopens or overwrites what this till has done, however late it comes."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, mend, prepared, saving, tab_beside, until
from tests.browser.evening import Evening

pytestmark = pytest.mark.browser

FLOOR = "**/pos/floor/"
PATIENT = "AbortSignal.timeout = () => new AbortController().signal;"  # it waits for any answer
WATCH_TILE = """table => {
  window.seen = [];
  const tile = () => document.querySelector(`[data-table="${table}"]`);
  const note = () => window.seen.push(tile().textContent);
  const all = { subtree: true, childList: true, characterData: true };
  new MutationObserver(note).observe(document.getElementById("tiles"), all);
}"""
SEEN = "() => window.seen"
WATCH_TOTAL = """
window.seen = [];
const total = () => document.getElementById("total");
const note = () => { if (total()) window.seen.push(total().textContent); };
new MutationObserver(note).observe(document, { subtree: true, childList: true });
// What this device knows of the table comes after what it knows of the draft.
const read = IDBIndex.prototype.getAll;
IDBIndex.prototype.getAll = function (...of) {
  for (let n = 0; n < 20; n += 1) read.apply(this, of);
  return read.apply(this, of);
};
"""


def test_an_answer_older_than_the_payment_never_shows_the_table_occupied_again(till, books):
    books.open(2, (5, 1))
    till.open("/pos/")
    tab = tab_beside(till)
    tab.page.add_init_script(PATIENT)
    expect(tab.open("/pos/").thing("โต๊ะ 2")).to_contain_text("฿60")
    till.tap("โต๊ะ 2", "ชำระเงิน").landed("pay/")
    held = []

    def hold_the_first_news(route):
        answer = route.fetch()
        if held or answer.status == 304:
            route.fulfill(response=answer)
        else:
            held.extend([route, answer])

    tab.page.route(FLOOR, hold_the_first_news)
    books.open(3, (5, 1))  # the news
    until(till.page, lambda: held)
    till.tap("พอดี").landed("paid/")
    expect(tab.thing("โต๊ะ 2")).to_contain_text("ว่าง")

    tab.page.evaluate(WATCH_TILE, 2)
    route, answer = held
    assert next(table for table in answer.json()["tables"] if table["id"] == 2)["order"]
    route.fulfill(response=answer)
    expect(tab.thing("โต๊ะ 3")).to_contain_text("฿60")  # the old answer has been taken in
    tab.page.wait_for_timeout(300)
    assert [text for text in tab.page.evaluate(SEEN) if "มีลูกค้า" in text] == []
    expect(tab.thing("โต๊ะ 2")).to_contain_text("ว่าง")


def test_an_older_version_of_an_order_never_takes_lines_away(till, books):
    order = books.open(4, (5, 1))
    till.open("/pos/")
    floor = till.page.evaluate("() => fetch('/pos/floor/').then((answer) => answer.json())")
    books.add(order, (10, 1))
    expect(till.thing("โต๊ะ 4")).to_contain_text("฿85")
    till.page.evaluate(WATCH_TILE, 4)
    stale = []

    def answer_late(route):
        stale.append(route.request.url)
        route.fulfill(json=floor, headers={"X-Request-ID": "a-copy-of-long-ago"})

    till.page.route(FLOOR, answer_late, times=2)
    until(till.page, lambda: len(stale) == 2)  # the first of them has been taken in
    assert [text for text in till.page.evaluate(SEEN) if "฿60" in text] == []
    expect(till.thing("โต๊ะ 4")).to_contain_text("฿85")


def test_a_table_with_an_unsent_command_shows_what_this_till_did_whatever_is_read(till, books):
    evening = Evening(books)
    till.open("/pos/")
    till.page.route("**/orders", lambda route: route.abort())
    till.tap("โต๊ะ 5", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "รอส่ง 1 รายการ")
    books.open(6, (10, 1))
    books.open(5, (10, 3))
    expect(till.thing("โต๊ะ 6")).to_contain_text("฿25", timeout=15000)  # the same read
    expect(till.thing("โต๊ะ 5")).to_contain_text("฿60")
    expect(till.thing("โต๊ะ 5")).to_contain_text("รอส่ง")
    till.page.unroute("**/orders")
    expect(till.page.locator("#refused-list li")).to_contain_text("โต๊ะนี้มีลูกค้าอยู่แล้ว", timeout=15000)
    till.thing("เพิ่มเข้าออเดอร์เดิม").click()
    mend(till)
    expect(till.thing("โต๊ะ 5")).to_contain_text("฿135")
    assert evening.bill(5) == (["น้ำมะนาว 3", "ผัดไทย 1"], "open", 135, None)


def test_an_order_of_this_till_that_another_one_paid_is_gone_though_no_read_brings_news(
    till, books
):
    """Opened and paid between two reads: to the server the floor is as it was."""
    unchanged = {"status": 304, "headers": {"X-Request-ID": "of-this-test"}}
    cut(prepared(till))
    till.tap("โต๊ะ 5", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.page.route(FLOOR, lambda route: route.fulfill(**unchanged))
    mend(till)
    (order,) = books.orders(table_id=5, status="open")
    till.page.unroute(FLOOR)
    books.pay(order["order_id"], 100)
    expect(till.page.locator('[data-table="5"] .tile-state')).to_have_text("ว่าง")


def test_the_total_of_a_pad_is_the_servers_until_this_till_knows_the_table(till, books):
    books.open(9, (5, 1), (10, 1))
    till.page.add_init_script(WATCH_TOTAL)
    till.open("/pos/tables/9/").tap("ชาไทยเย็น")
    expect(till.page.locator("#total")).to_have_text("฿120.00")
    assert set(till.page.evaluate(SEEN)) == {"฿85.00", "฿120.00"}
