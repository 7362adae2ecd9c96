"""The server did it and the page never heard: in the end it is one command, and is saved."""

import pytest

from tests.browser.faults import names
from tests.browser.faults.outbox import kept, saving
from tests.browser.faults.plans import is_command, on_commands
from tests.browser.faults.proxy import LOSE, Fault, Kind

pytestmark = pytest.mark.browser

# Twice each: Chromium itself sends once more over a kept connection that was cut.
LOST = pytest.mark.parametrize(
    "fault",
    [LOSE, Fault(Kind.CUT, 30), Fault(Kind.MAIM, 30)],
    ids=["all of it", "in its head", "in its body"],
)


def tries(proxy, ending: str) -> list[str]:
    """Return the till's own number of each try of a command whose address ends so."""
    return [
        each.header("X-Till-Act")
        for each in proxy.exchanges
        if is_command(each.method, each.path) and each.path.endswith(ending)
    ]


@LOST
def test_answers_lost_after_the_commit_are_asked_for_again(till, proxy, books, fault):
    till.open("/pos/tables/1/").tap("ผัดไทย", "น้ำมะนาว")
    proxy.plan = on_commands(fault, fault)
    till.tap(names.CONFIRM)
    kept(till.page, names.DONE)
    till.landed("pos/").open("/pos/tables/1/").tap("ชาไทยเย็น")
    proxy.plan = on_commands(fault, fault)
    till.tap(names.CONFIRM)
    kept(till.page, *[names.DONE] * 2)
    till.landed("pos/")
    (order,) = books.orders(table_id=1, status="open")
    assert [line["name"] for line in order["items"]] == ["ผัดไทย", "น้ำมะนาว", "ชาไทยเย็น"]

    till.open(f"/pos/orders/{order['order_id']}/pay/")
    proxy.plan = on_commands(fault, fault)
    till.tap(names.NOTE).says("฿380")
    kept(till.page, *[names.DONE] * 3)
    saving(till.page, names.SAVED)
    (paid,) = [each for each in books.orders(table_id=1) if each["order_id"] == order["order_id"]]
    assert (paid["status"], paid["change"]) == ("paid", 380)
    for ending, number in (("/orders", "1"), ("/items", "2"), ("/pay", "3")):
        sent = tries(proxy, ending)
        # One more where the page went on after its 2.5 s: that cuts the try which is on its way.
        assert set(sent) == {number}
        assert len(sent) >= 3
