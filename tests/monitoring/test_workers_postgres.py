"""Several workers count as one shop: whichever answers, whoever was killed or replaced."""

import signal
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from prometheus_client.multiprocess import MultiProcessCollector

from tests.monitoring.shop import PRICE, Monitor

PAYMENTS, MONEY = "pos_payments_total", "pos_payments_baht_total"
SALES = 5


@pytest.fixture
def monitor(shop) -> Iterator[Monitor]:
    with Monitor(shop) as monitor:
        yield monitor


def test_if_each_worker_counted_for_itself_a_killed_one_would_take_its_count_along(forgetful_shop):
    with Monitor(forgetful_shop) as monitor:
        monitor.sell(SALES)
        forgetful_shop.replace_workers(signal.SIGKILL)
        assert max(monitor.totals(PAYMENTS)) < SALES


def test_every_scrape_says_exactly_what_was_sold(monitor):
    before = monitor.scrape()
    monitor.sell(SALES)
    assert monitor.totals(PAYMENTS) == {before.total(PAYMENTS) + SALES}
    assert monitor.totals(MONEY) == {before.total(MONEY) + SALES * PRICE}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP], ids=["killed", "reloaded"])
def test_replaced_workers_go_on_where_the_old_ones_stopped(shop, monitor, how):
    monitor.sell(1)
    before = monitor.scrape().total(PAYMENTS)
    shop.replace_workers(how)
    assert monitor.totals(PAYMENTS) == {before}
    monitor.sell(SALES)
    assert monitor.totals(PAYMENTS) == {before + SALES}


def test_a_file_that_a_starting_worker_has_just_made_breaks_no_scrape(shop, monitor):
    monitor.sell(1)
    before = monitor.scrape().total(PAYMENTS)
    new = shop.metrics_folder() / "counter_99.db"
    new.touch()
    try:
        with pytest.raises(struct.error):  # as the library takes it
            list(MultiProcessCollector(None, path=str(new.parent)).collect())
        assert monitor.totals(PAYMENTS) == {before}
    finally:
        new.unlink()


def test_the_pool_is_that_of_the_living_workers(shop, monitor):
    """The dead ones of the tests before this are not counted in."""
    most = 8 * len(shop.workers()) if "DATABASE_URL" in shop.env else 0
    page = monitor.scrape_until(
        lambda page: page.total("pos_db_pool_max") == most and not page.total("pos_db_pool_in_use")
    )
    assert page.total("pos_db_pool_size") <= most
    assert page.total("pos_db_pool_waiting") == 0


def test_connections_at_work_are_seen(shop, monitor):
    """Three tills wait for a table that somebody else has locked; SQLite has no pool."""
    with tables_locked(shop), knocking(monitor, "/tables", callers=3):
        wanted = 3 if "DATABASE_URL" in shop.env else 0
        monitor.scrape_until(lambda page: page.total("pos_db_pool_in_use") >= wanted)


@contextmanager
def tables_locked(shop) -> Iterator[None]:
    """Hold a lock that makes every reader of the tables wait, up to the shop's own limit."""
    if "DATABASE_URL" not in shop.env:
        yield
        return
    with psycopg.connect(shop.env["DATABASE_URL"]) as connection:
        connection.execute("LOCK TABLE tables IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def knocking(monitor, path: str, *, callers: int) -> Iterator[None]:
    """Let so many callers ask for `path` again and again."""
    enough = threading.Event()

    def knock() -> None:
        while not enough.is_set():
            monitor.get(path)

    with ThreadPoolExecutor(max_workers=callers) as pool:
        asked = [pool.submit(knock) for _ in range(callers)]
        try:
            yield
        finally:
            enough.set()
    for each in asked:
        each.result()


def test_after_a_full_restart_counters_begin_again_at_nothing(shop, monitor):
    monitor.sell(1)
    shop.stop()
    shop.start()
    assert monitor.totals(PAYMENTS) == {0}
    monitor.sell(1)
    assert monitor.totals(PAYMENTS) == {1}
