"""The tests' own hand: it never goes against a page that is going somewhere by itself."""

import pytest

from tests.browser.device import cut, hold_clock, mend, outlast, prepared, states

pytestmark = pytest.mark.browser

MINUTE = 60_000  # milliseconds

# A device whose storage answers only a while after its page has loaded.
SLOW_STORAGE = """
const open = IDBFactory.prototype.open;
const loaded = new Promise((done) => addEventListener("load", () => setTimeout(done, 500)));
IDBFactory.prototype.open = function (...names) {
  const request = open.apply(this, names);
  const listen = request.addEventListener;
  request.addEventListener = (kind, hear, ...rest) =>
    listen.call(request, kind, kind !== "success" ? hear
      : (event) => loaded.then(() => hear.call(request, event)), ...rest);
  return request;
};
"""


def test_the_change_stays_until_the_hand_leaves_it(till, books):
    order = books.open(2, (5, 1))
    hold_clock(till).open(f"/pos/orders/{order}/pay/").tap("พอดี").landed("paid/")
    till.page.clock.run_for(MINUTE)
    till.tap("โต๊ะ 2 จ่ายแล้ว").landed("pos/")


def test_the_hand_finds_the_bands_of_a_page_however_late_the_script_puts_them_there(till, books):
    till.context.add_init_script(SLOW_STORAGE)
    till.open("/pos/orders/")
    assert till.page.evaluate("() => document.getElementById('refused') !== null")


def test_a_failed_request_is_forgiven_when_told_late_but_no_error_of_a_script(till):
    till.open("/pos/")
    till.forgive_the_network()
    with till.page.expect_console_message(lambda said: "status of 404" in said.text):
        till.page.evaluate("() => fetch('/pos/nowhere').then((answer) => answer.status)")
    with till.page.expect_event("pageerror"):
        till.page.evaluate("() => { setTimeout(() => { throw new Error('a mistake'); }); }")
    with till.page.expect_console_message(lambda said: said.text == "a worry"):
        till.page.evaluate("() => console.warn('a worry')")
    assert till.troubles == ["error: a mistake", "warning: a worry"]
    till.troubles.clear()


def test_the_hand_waits_for_what_is_on_its_way_behind_a_refused_command(till, books):
    cut(prepared(till))
    for table in (5, 6):
        till.tap(f"โต๊ะ {table}", "น้ำมะนาว", "ยืนยันออเดอร์").landed("pos/")
    books.open(5, (1, 1))  # so that the first is refused
    outlast(till)
    held, looks = [], []

    def hold_the_second(route):
        held.append(route) if route.request.post_data_json["table_id"] == 6 else route.continue_()

    def let_go_two_looks_later(request):  # the page looks every two seconds
        if held and request.url.endswith("/pos/floor/"):
            looks.append(request)
        if held and len(looks) == 2:
            held.pop().continue_()

    till.page.route("**/orders", hold_the_second)
    till.page.on("request", let_go_two_looks_later)
    mend(till, "ต้องตัดสินใจ 1 รายการ")
    assert states(till.page) == ["refused", "done"]
