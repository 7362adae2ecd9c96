"""Two tabs of one till share one outbox: what waits in it is done once, whoever sends it."""

from collections import Counter

import pytest

from tests.browser.faults import names
from tests.browser.faults.outbox import kept, saving
from tests.browser.faults.plans import is_command, no_command_passes
from tests.browser.faults.proxy import HOLD, Fault, FaultyProxy, Kind, calm
from tests.browser.till import Till

pytestmark = pytest.mark.browser

LATER = "ชาไทยเย็น"
SLOW = Fault(Kind.DELAY, 0.4)
# What keeps two tabs from sending at once, taken away: the lock, and the lease instead of it.
NO_LOCK = f"""
Object.defineProperty(navigator, "locks", {{ value: undefined }});
const getItem = Storage.prototype.getItem;
Storage.prototype.getItem = function (name) {{
  return name === "{names.SENDER_LEASE}" ? null : getItem.call(this, name);
}};
"""


def two_tabs_sending(till: Till, proxy: FaultyProxy, *, meeting: bool = False) -> Counter:
    """Gather an opening and one dish more, let two tabs send them; return each command's tries.

    With `meeting` nobody hears of the first command until both tabs have sent it.
    """
    proxy.plan = no_command_passes
    till.open("/pos/tables/10/").tap("ผัดไทย", names.CONFIRM)
    kept(till.page, names.WAITING)
    till.open("/pos/tables/10/").tap(LATER, names.CONFIRM)
    kept(till.page, *[names.WAITING] * 2)
    till.page.close()
    till.page, other = till.context.new_page(), till.context.new_page()
    first = HOLD if meeting else SLOW
    proxy.plan = lambda method, path: first if is_command(method, path) else Fault(Kind.CALM)
    before = len(proxy.exchanges)
    for page in (till.page, other):
        page.goto(f"{till.url}/pos/", wait_until="commit")
    if meeting:
        proxy.wait_for(lambda each: each.fault is HOLD, 2)
        proxy.plan = calm
        proxy.let_go()
    for page in (till.page, other):
        kept(page, *[names.DONE] * 2)
        saving(page, names.SAVED)
    sent = [each for each in proxy.exchanges[before:] if is_command(each.method, each.path)]
    return Counter(each.header("X-Till-Act") for each in sent)


def lines(books) -> list[list[str]]:
    orders = books.orders(table_id=10, status="open")
    return [[line["name"] for line in order["items"]] for order in orders]


def test_two_tabs_send_each_command_once(till, proxy, books):
    assert two_tabs_sending(till, proxy) == {"1": 1, "2": 1}
    assert lines(books) == [["ผัดไทย", LATER]]


def test_two_tabs_that_both_send_still_make_each_command_once(till, proxy, books):
    till.context.add_init_script(NO_LOCK)
    tries = two_tabs_sending(till, proxy, meeting=True)
    assert max(tries.values()) > 1  # without the lock they do
    assert lines(books) == [["ผัดไทย", LATER]]
