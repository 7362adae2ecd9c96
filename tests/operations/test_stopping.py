"""A server that is told to stop finishes what it began; one that is renewed loses nothing.

Real gunicorn, real signals, both engines.
"""

import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.engines.postgres import SERVER_OPTIONS, PostgresServer
from tests.operations.teller import Teller
from tests.program import new_key
from tests.server import RealServer

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("stopping")]

# What PostgreSQL says at this level of a client that went without a word.
LOST = "unexpected EOF on client connection"
OPTIONS = (*SERVER_OPTIONS, "log_min_messages=debug1")
HOLD_SECONDS = 1.0
GIVE_UP_SECONDS = 35  # gunicorn's own limit for requests in flight is 30
BEFORE_SECONDS = 0.5  # of selling by the old workers
ENOUGH = 20  # answers, to call it a load


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer(OPTIONS) as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shop(request) -> Iterator[RealServer]:
    """The demo restaurant on each engine."""
    on_postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres").url if on_postgres else None
    # One cashier who sells at four tables without a pause is what limits stop.
    with RealServer(url, env={"LIMIT_USER_WRITES": "0"}, static=False) as server:
        yield server


@pytest.fixture
def teller(shop) -> Iterator[Teller]:
    """A cashier at a running shop; afterwards the books are right."""
    if shop.process.poll() is not None:
        shop.start()
    teller = Teller(shop)
    yield teller
    teller.close()
    print(shop.log[-5000:])  # pytest shows it when the test fails
    checked = shop.manage("check_ledger", check=False)
    assert checked.returncode == 0, checked.stdout


@contextmanager
def payments_held(shop: RealServer) -> Iterator[None]:
    """Let nobody pay for a while, as a long report by hand would."""
    url = shop.env.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as holder:
            holder.execute("LOCK TABLE orders IN SHARE MODE")
            yield
        return
    holder = sqlite3.connect(shop.folder / "var" / "pos.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


def refuses_new_callers(shop: RealServer) -> bool:
    """Tell whether a new caller is turned away within two seconds."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", shop.port), timeout=1).close()
        except ConnectionRefusedError:
            return True
        except ConnectionResetError:
            pass  # came in while the door was closed: the next one finds it shut
        time.sleep(0.05)
    return False


def test_told_to_stop_it_turns_new_callers_away_and_answers_those_it_has(shop, teller):
    order_id, heard = teller.open(1, new_key()).json()["order_id"], []
    with payments_held(shop):
        payer = threading.Thread(target=lambda: heard.append(teller.pay(order_id, new_key())))
        payer.start()
        time.sleep(HOLD_SECONDS / 2)  # the payment is waiting inside now
        shop.process.terminate()
        turned_away = refuses_new_callers(shop)
        time.sleep(HOLD_SECONDS / 2)
        assert heard == []
    payer.join(GIVE_UP_SECONDS)
    assert turned_away
    assert (heard[0].status_code, heard[0].json()["status"]) == (200, "paid")
    assert shop.process.wait(GIVE_UP_SECONDS) == 0


def goodbyes_missing(shop: RealServer, postgres: PostgresServer, end) -> int:
    """Let the shop end this way; return how many of its sessions PostgreSQL lost without a word."""
    before = postgres.log.count(LOST)
    end()
    shop.process.wait(GIVE_UP_SECONDS)
    time.sleep(0.3)  # PostgreSQL writes of it when it notices
    return postgres.log.count(LOST) - before


@pytest.mark.parametrize("shop", ["postgresql"], indirect=True)
def test_it_says_goodbye_to_the_database_and_a_killed_one_does_not(shop, postgres, teller):
    assert goodbyes_missing(shop, postgres, shop.kill) > 0
    shop.start()
    assert Teller(shop).program.get("/tables").status_code == 200
    assert goodbyes_missing(shop, postgres, shop.process.terminate) == 0


class Load:
    """Tills that sell without a pause, each on its own table, some hanging up each time."""

    def __init__(self, shop: RealServer):
        self.tellers = {table_id: Teller(shop) for table_id in (2, 3, 4, 5)}
        self.stop, self.answers, self.lost = threading.Event(), [], []

    def sell(self, table_id: int, *, hangs_up: bool) -> None:
        teller = self.tellers[table_id]
        if hangs_up:
            teller.program.headers["Connection"] = "close"
        while not self.stop.is_set():
            opened = self.send(partial(teller.open, table_id, new_key()))
            if opened is not None:
                self.send(partial(teller.pay, opened.json()["order_id"], new_key()))

    def send(self, command) -> httpx.Response | None:
        """Send once: whoever is told to try again here was let down."""
        try:
            answer = command()
        except httpx.TransportError as error:
            self.lost.append(repr(error))
            return None
        self.answers.append(answer.status_code)
        return answer

    def run(self, meanwhile) -> None:
        """Sell until `meanwhile` is over."""
        with ThreadPoolExecutor(len(self.tellers)) as pool:
            tills = [
                pool.submit(self.sell, table_id, hangs_up=table_id % 2 == 0)
                for table_id in self.tellers
            ]
            meanwhile()
            self.stop.set()
            for till in tills:
                till.result()


def workers_of(shop: RealServer) -> set[str]:
    """Return the process ids of the shop's workers."""
    return set(Path(f"/proc/{shop.pid}/task/{shop.pid}/children").read_text().split())


def test_renewed_under_load_it_loses_no_request(shop, teller):
    load, before = Load(shop), workers_of(shop)

    def renew() -> None:
        time.sleep(BEFORE_SECONDS)
        os.kill(shop.pid, signal.SIGHUP)
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            if not before & workers_of(shop) and len(load.answers) > ENOUGH:
                break
            time.sleep(0.1)

    load.run(renew)
    assert not before & workers_of(shop)
    assert load.lost == []
    assert set(load.answers) == {200, 201}
    assert len(load.answers) > ENOUGH
