"""The power goes, fifty times under load, on each engine; nobody repairs anything by hand.

kill -9 of the whole server at any moment; on PostgreSQL every fifth time of the database as well.
After each start the ledger is right, every open order is on the map, and what a till was answered
is there exactly once. What it was not answered, it sends again under its key.
"""

import random
import re
import threading
import time
from collections import ChainMap
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.engines.postgres import PostgresServer
from tests.operations.books import (
    books_of,
    keys_used,
    orders_as_they_stand,
    tables_with_guests,
    wrongs,
)
from tests.operations.teller import Teller
from tests.program import new_key
from tests.server import RealServer

pytestmark = pytest.mark.operations

CUTS = 50
TABLES = (1, 2, 3, 4)
UPTIME_SECONDS = (0.05, 0.4)  # of selling before the next cut
EVERY_FIFTH = 5
# As a real shop has it: what was committed is on the disk.
CAREFUL = ("listen_addresses=127.0.0.1",)


class InsistingTill(threading.Thread):
    """A till with a table of its own, which sends each command until it is answered.

    `sold` is what it was answered so far: status and lines by order. `in_doubt` is the order whose
    last command has no answer yet, 0 when that command opens a new one, None when there is none.
    """

    def __init__(self, teller: Teller, table_id: int, power: threading.Event):
        super().__init__(daemon=True)
        self.teller, self.table_id, self.power = teller, table_id, power
        self.random = random.Random(table_id)
        self.sending, self.closing = threading.Lock(), threading.Event()
        self.sold: dict[int, tuple[str, int]] = {}
        self.in_doubt: int | None = None
        self.commands, self.sent_again, self.surprises = 0, 0, []

    def run(self) -> None:
        """Serve one party of guests after the other."""
        while not self.closing.is_set():
            opened = self.insist("/orders", {"table_id": self.table_id, "items": self.dishes(1)}, 0)
            order_id, lines = opened["order_id"], 1
            self.settle(order_id, "open", lines)
            for _ in range(self.random.randint(0, 3)):
                more = self.random.randint(1, 3)
                self.insist(f"/orders/{order_id}/items", {"items": self.dishes(more)}, order_id)
                lines += more
                self.settle(order_id, "open", lines)
            self.insist(f"/orders/{order_id}/pay", {"payment_method": "card"}, order_id)
            self.settle(order_id, "paid", lines)

    def dishes(self, count: int) -> list[dict]:
        """Return so many lines of one dish each."""
        return [{"menu_id": self.teller.dish, "qty": 1}] * count

    def settle(self, order_id: int, status: str, lines: int) -> None:
        """Write down what was answered."""
        self.sold[order_id], self.in_doubt = (status, lines), None

    def insist(self, path: str, body: dict, order_id: int) -> dict:
        """Send a command under one key until it is answered; return the answer."""
        body, self.in_doubt = body | {"idempotency_key": new_key()}, order_id
        for tries in range(10_000):
            with self.sending:
                answer = self.send(path, body)
            if answer is not None and answer.status_code != 503:
                self.commands += 1
                self.sent_again += tries > 0
                if answer.status_code not in (200, 201):
                    self.surprises.append(answer.text)
                return answer.json()
            time.sleep(0.02)
        raise AssertionError(f"nobody answered {path}")

    def send(self, path: str, body: dict) -> httpx.Response | None:
        """Send once while there is power; None when nothing came back."""
        if not self.power.is_set():
            return None
        try:
            return self.teller.program.post(path, json=body)
        except httpx.TransportError:
            return None


class PowerCuts:
    """The shop, its tills and the switch."""

    def __init__(self, shop: RealServer, postgres: PostgresServer | None):
        self.shop, self.postgres = shop, postgres
        self.power = threading.Event()
        self.power.set()
        tellers = {table_id: Teller(shop) for table_id in TABLES}
        self.tills = [InsistingTill(tellers[each], each, self.power) for each in TABLES]
        self.random = random.Random(50)

    def cut(self, *, database_too: bool) -> None:
        """Kill everything now, and wait until no till has a request on its way."""
        self.power.clear()
        ends = [self.shop.kill]
        if database_too and self.postgres:
            ends.append(self.postgres.kill)
        self.random.shuffle(ends)
        for end in ends:
            end()
        for till in self.tills:
            with till.sending:
                pass

    def restore(self) -> None:
        """Start what was killed, as a machine does when the power is back."""
        if self.postgres and not self.postgres.pids:
            self.postgres.start()
        self.shop.start()

    def check(self) -> None:
        """Look into the books before the first till may send again."""
        with books_of(self.shop):
            assert wrongs() == []
            standing, guests_at = orders_as_they_stand(), tables_with_guests()
        for till in self.tills:
            sold = till.sold.copy()  # its last answer may be written down this very moment
            certain = {key: told for key, told in sold.items() if key != till.in_doubt}
            assert {key: standing.get(key) for key in certain} == certain
        assert occupied_on_the_map(self.tills[0].teller) == guests_at

    def close(self) -> None:
        """Let every till finish its guests; afterwards its books and the shop's are the same."""
        for till in self.tills:
            till.closing.set()
        for till in self.tills:
            till.join(30)
        with books_of(self.shop):
            assert wrongs() == []
            told = dict(ChainMap(*[till.sold for till in self.tills]))
            assert orders_as_they_stand() == told
            assert keys_used() == sum(till.commands for till in self.tills)
        assert [surprise for till in self.tills for surprise in till.surprises] == []


def occupied_on_the_map(teller: Teller) -> set[int]:
    """Return the tables that the map shows as occupied."""
    page = teller.page.get("/pos/")
    assert page.status_code == 200, teller.shop.log[-4000:]
    tiles = re.findall(r'class="tile occupied"[^>]*data-table="(\d+)"', page.text)
    return {int(table) for table in tiles}


@pytest.fixture(
    params=[
        pytest.param(engine, marks=pytest.mark.xdist_group(f"cut {engine}"))
        for engine in ("postgresql", "sqlite")
    ]
)
def cuts(request) -> Iterator[PowerCuts]:
    """The demo restaurant on each engine, with its tills at work."""
    with ExitStack() as stack:
        postgres = None
        if request.param == "postgresql":
            postgres = stack.enter_context(PostgresServer(CAREFUL))
        shop = stack.enter_context(RealServer(postgres and postgres.url))
        yield PowerCuts(shop, postgres)


def test_after_every_power_cut_the_shop_opens_by_itself_with_nothing_lost_or_doubled(
    cuts, django_db_blocker
):
    for till in cuts.tills:
        till.start()
    with django_db_blocker.unblock():
        for number in range(1, CUTS + 1):
            time.sleep(cuts.random.uniform(*UPTIME_SECONDS))
            cuts.cut(database_too=number % EVERY_FIFTH == 0)
            cuts.restore()
            cuts.check()
            cuts.power.set()
        cuts.close()
    commands, again = (
        sum(getattr(t, name) for t in cuts.tills) for name in ("commands", "sent_again")
    )
    print(f"{CUTS} power cuts, {commands} commands, {again} of them sent again")
    assert commands > CUTS
    assert again > CUTS / 2
