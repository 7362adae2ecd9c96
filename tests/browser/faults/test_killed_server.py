"""The server dies (kill -9) while it takes a till's waiting commands: each is done once."""

import pytest

from tests.browser.faults import names
from tests.browser.faults.outbox import kept, saving
from tests.browser.faults.plans import is_command, no_command_passes, on_commands
from tests.browser.faults.power import power_cut
from tests.browser.faults.proxy import CALM, DROP, HOLD, Fault, FaultyProxy
from tests.browser.till import Till
from tests.server import RealServer

pytestmark = pytest.mark.browser

TABLES = (7, 8, 9)
DISHES = ("ผัดไทย", "ชาไทยเย็น")  # one opens the table, the other is added


def gather(till: Till, proxy: FaultyProxy) -> None:
    """Tap six commands on three tables of which not one gets through."""
    proxy.plan = no_command_passes
    waiting = []
    for table in TABLES:
        for dish in DISHES:
            till.open(f"/pos/tables/{table}/").tap(dish, names.CONFIRM)
            waiting.append(names.WAITING)
            kept(till.page, *waiting)


def sync_with_a_kill(till: Till, proxy: FaultyProxy, server: RealServer, third: Fault) -> None:
    """Let the commands go, and kill the server when it has answered the third of them."""
    till.page.reload()  # a try of the page before it must not be counted as one of the three
    proxy.exchanges.clear()

    def answered() -> int:
        return sum(
            is_command(each.method, each.path) and each.answered.is_set()
            for each in proxy.exchanges
        )

    def until_the_third(method: str, path: str) -> Fault:
        """A try that a busy server answers too late for the till is none of the three."""
        return (CALM, CALM, third, DROP)[min(answered(), 3)] if is_command(method, path) else CALM

    proxy.plan = until_the_third
    proxy.wait_for(lambda each: is_command(each.method, each.path), 3, seconds=60)
    with power_cut(server):
        proxy.plan = on_commands()
        proxy.let_go()


@pytest.mark.parametrize("third", [HOLD, CALM], ids=["unheard", "heard"])
def test_commands_whose_server_was_killed_in_their_midst_are_each_done_once(
    till, proxy, books, server, third
):
    gather(till, proxy)
    sync_with_a_kill(till, proxy, server, third)
    kept(till.page, *[names.DONE] * 6, seconds=60)
    saving(till.page, names.SAVED)
    for table in TABLES:
        (order,) = books.orders(table_id=table, status="open")
        assert [(line["name"], line["qty"]) for line in order["items"]] == [
            (dish, 1) for dish in DISHES
        ]
