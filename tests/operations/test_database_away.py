"""The database is away, each time for real: a PostgreSQL of our own is stopped, restarted, filled.

Behind it the shipped server with two workers. Programs hear 503 within 5 s, people see a page that
comes back by itself, nothing is half-written, and 5 s after the database the shop is well again,
by the same key and without a restart.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

import httpx
import psycopg
import pytest

from tests.engines.postgres import PostgresServer
from tests.operations.small_disk import fill, free, small_disk
from tests.operations.teller import (
    LONGEST_ANSWER,
    LONGEST_RECOVERY,
    PATIENCE,
    Teller,
    is_a_storage_fault,
    is_the_503,
)
from tests.program import new_key
from tests.scrape import TOKEN, Scrape
from tests.server import RealServer

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("away")]

CONNECTIONS = 24  # few enough for a test to take them all
OPTIONS = ("listen_addresses=127.0.0.1", f"max_connections={CONNECTIONS}")
SMALL = 48  # megabytes: a database of this shop, and room for some orders


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be hurt; it keeps its data as carefully as a real shop's."""
    with PostgresServer(OPTIONS) as server:
        yield server


@pytest.fixture(scope="module")
def shop(postgres) -> Iterator[RealServer]:
    """The demo restaurant on it, with two workers."""
    with RealServer(postgres.url, env={"METRICS_TOKEN": TOKEN}) as server:
        yield server


@pytest.fixture
def teller(shop) -> Iterator[Teller]:
    """A cashier; afterwards the books are right, and no guest is left at a table."""
    wait_for_every_worker(shop)
    teller = Teller(shop)
    yield teller
    wait_for_every_worker(shop)
    for order in teller.program.get("/orders?status=open").json()["orders"]:
        teller.pay(order["order_id"], new_key())
    teller.close()
    print(shop.log[-5000:])  # pytest shows it when the test fails
    checked = shop.manage("check_ledger", check=False)
    assert checked.returncode == 0, checked.stdout


def wait_for_every_worker(shop: RealServer) -> None:
    """Wait until no worker's pool lacks a connection that it is still trying to make.

    One worker may serve while the other waits for its next try, within the time that is promised.
    An idle shop has connections "in use" only for that reason.
    """
    deadline = time.monotonic() + LONGEST_RECOVERY
    monitor = {"Authorization": f"Bearer {TOKEN}"}
    while True:
        page = httpx.get(f"{shop.url}/metrics", headers=monitor, timeout=PATIENCE)
        if page.status_code == 200 and not Scrape(page.text).total("pos_db_pool_in_use"):
            return
        assert time.monotonic() < deadline, page.text
        time.sleep(0.1)


@contextmanager
def away(postgres: PostgresServer, hurt: Callable[[], None]) -> Iterator[None]:
    """Have the database away inside the `with` block, and there again after it, come what may."""
    hurt()
    try:
        yield
    finally:
        postgres.start()


def rows(postgres: PostgresServer, key: str) -> tuple:
    """Return how many keys `key`, orders and lines of the audit log there are."""
    sql = (
        "SELECT (SELECT count(*) FROM idempotency_keys WHERE key = %s),"
        " (SELECT count(*) FROM orders), (SELECT count(*) FROM audit_events)"
    )
    with psycopg.connect(postgres.url) as admin:
        return admin.execute(sql, [key]).fetchone()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_stopped(postgres, teller, mode):
    key, before = new_key(), rows(postgres, "")
    with away(postgres, partial(postgres.stop, mode)):
        teller.hears_kindly_that_it_is_away(1, key)
        teller.hears_kindly_that_it_is_away(1, key)  # the second time the pool knows it already
    assert rows(postgres, key) == before
    teller.is_well_again(1, key)


def test_killed_and_started(postgres, teller):
    key, before = new_key(), rows(postgres, "")
    with away(postgres, postgres.kill):
        teller.hears_kindly_that_it_is_away(1, key)
    assert rows(postgres, key) == before
    teller.is_well_again(1, key)


def test_not_there_yet_when_the_shop_starts(postgres, shop, teller):
    shop.stop()
    with ThreadPoolExecutor(1) as pool:
        with away(postgres, postgres.stop):
            healthy = pool.submit(shop.start)  # returns when the shop says so
            time.sleep(3)
            assert not healthy.done()
            assert shop.process.poll() is None
        healthy.result()
    teller.is_well_again(1, new_key())


def test_restarted_while_it_sells(postgres, shop):
    """Each till insists on each command; afterwards each command is there once."""
    wait_for_every_worker(shop)
    tellers = {table_id: Teller(shop) for table_id in (3, 4, 5)}
    sold: list[int] = []
    stop = threading.Event()

    def sell(table_id: int) -> None:
        teller = tellers[table_id]
        while not stop.is_set():
            opened = insist(partial(teller.open, table_id, new_key()), 201)
            insist(partial(teller.pay, opened.json()["order_id"], new_key()), 200)
            sold.append(opened.json()["order_id"])

    _, before, _ = rows(postgres, "")
    with ThreadPoolExecutor(len(tellers)) as pool:
        tills = [pool.submit(sell, table_id) for table_id in tellers]
        try:
            for _ in range(3):
                time.sleep(0.5)
                with away(postgres, postgres.stop):
                    pass
            time.sleep(1)
        finally:
            stop.set()
        for till in tills:
            till.result()
    _, after, _ = rows(postgres, "")
    assert len(sold) == len(set(sold)) == after - before
    assert len(sold) > len(tellers)
    assert shop.manage("check_ledger", check=False).returncode == 0


def insist(
    command: Callable[[], httpx.Response], wanted: int, *, within: float = 30
) -> httpx.Response:
    """Do a command until it is answered, as a till does, for so many seconds at most."""
    deadline = time.monotonic() + within
    answer = command()
    while answer.status_code == 503 and time.monotonic() < deadline:
        is_the_503(answer)
        time.sleep(0.1)
        answer = command()
    assert answer.status_code == wanted, answer.text
    return answer


@contextmanager
def row_held(postgres: PostgresServer, order_id: int) -> Iterator[psycopg.Connection]:
    """Hold an order's row, as a forgotten psql session would; yields another connection."""
    with psycopg.connect(postgres.url) as holder:
        holder.execute("SELECT 1 FROM orders WHERE id = %s FOR UPDATE", [order_id])
        with psycopg.connect(postgres.url, autocommit=True) as admin:
            yield admin
        holder.rollback()


def test_cut_in_the_middle_of_a_payment(postgres, teller):
    order_id, key = teller.open(1, new_key()).json()["order_id"], new_key()
    before, heard = rows(postgres, key), []
    with row_held(postgres, order_id) as admin:
        payer = threading.Thread(target=lambda: heard.append(teller.pay(order_id, key)))
        payer.start()
        assert cut_whoever_waits(admin) == 1
        payer.join(30)
    is_the_503(heard[0])
    assert rows(postgres, key) == before
    assert teller.pay(order_id, key).json()["status"] == "paid"


def cut_whoever_waits(admin: psycopg.Connection) -> int:
    """End every session that waits for a lock; return how many there were."""
    sql = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = 'pos'"
    )
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if (cut := admin.execute(sql).fetchone()[0]) > 0:
            return cut
        time.sleep(0.02)
    return 0


def test_a_row_that_somebody_forgot_to_let_go(postgres, teller):
    order_id, key = teller.open(1, new_key()).json()["order_id"], new_key()
    before = rows(postgres, key)
    with row_held(postgres, order_id):
        start = time.monotonic()
        is_the_503(teller.pay(order_id, key))
        assert time.monotonic() - start < LONGEST_ANSWER
        assert teller.program.get("/tables").status_code == 200
    assert rows(postgres, key) == before
    assert teller.pay(order_id, key).json()["status"] == "paid"


def test_no_connection_left(postgres, teller):
    key, before = new_key(), rows(postgres, "")
    with ExitStack() as taken:
        take_every_connection(postgres, taken)
        teller.hears_kindly_that_it_is_away(1, key)
    assert rows(postgres, key) == before
    teller.is_well_again(1, key)


def take_every_connection(postgres: PostgresServer, taken: ExitStack) -> None:
    """Cut off the shop's sessions and take their places, until there is none for it."""
    admin = taken.enter_context(psycopg.connect(postgres.url, autocommit=True))
    others = (
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
        " AND application_name <> 'taker' AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        admin.execute(f"SELECT pg_terminate_backend(pid) FROM ({others}) AS shops")
        while True:
            try:
                place = psycopg.connect(postgres.url, application_name="taker")
            except psycopg.OperationalError:
                break
            taken.enter_context(place)
        if not admin.execute(others).fetchall():
            return
    raise AssertionError("the shop always got a connection back")


def test_disk_full(postgres):
    disk = postgres.folder / "small"
    with (
        small_disk(disk, megabytes=SMALL, owner=postgres.owner),
        on_disk(postgres, disk) as url,
        RealServer(url, static=False, workers=1) as shop,
    ):
        teller, key = Teller(shop), new_key()
        fill(disk)
        sell_until_full(teller)
        is_a_storage_fault(teller.open(2, key))
        assert teller.program.get("/tables").status_code == 200  # who only looks is served
        free(disk)
        sent_again = insist(partial(teller.open, 2, key), 201, within=LONGEST_RECOVERY)
        assert "Idempotent-Replayed" not in sent_again.headers
        teller.close()
        checked = shop.manage("check_ledger", check=False)
        assert checked.returncode == 0, checked.stdout


@contextmanager
def on_disk(postgres: PostgresServer, disk) -> Iterator[str]:
    """Yield the URL of a database whose tables lie on `disk`; the server's own files do not."""
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        admin.execute("CREATE DATABASE small TABLESPACE small")
    try:
        yield postgres.url.removesuffix("/pos") + "/small"
    finally:
        with psycopg.connect(postgres.url, autocommit=True) as admin:
            admin.execute("DROP DATABASE small WITH (FORCE)")
            admin.execute("DROP TABLESPACE small")


def sell_until_full(teller: Teller) -> None:
    """Sell into what room the tables still have; at last the answer is 503, never anything else."""
    for _ in range(500):
        opened = teller.open(1, new_key())
        if opened.status_code != 201:
            return is_a_storage_fault(opened)
        paid = teller.pay(opened.json()["order_id"], new_key())
        if paid.status_code != 200:
            return is_a_storage_fault(paid)
    raise AssertionError("the disk was never full")
