"""A database that takes the call and then says nothing: frozen, or behind a cut cable.

None of its own time limits ends that wait; they are set to a minute here to show it.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import OperationalError, connections
from django.db.utils import ConnectionHandler

from core_app import database_probe
from tests.program import Program
from tests.scrape import TOKEN, Scrape

MINUTE = 60
SHORT = 0.5  # seconds: the shop's own patience is four times as long


@pytest.fixture(autouse=True)
def short_patience(monkeypatch) -> None:
    assert database_probe.PATIENCE <= 2
    monkeypatch.setattr(database_probe, "PATIENCE", SHORT)


@pytest.fixture
def silent_database() -> Iterator[dict]:
    """Settings of a database whose door opens and behind which nobody speaks."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        config = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": "127.0.0.1",
            "PORT": listener.getsockname()[1],
            "NAME": "pos",
            "USER": "pos",
            "OPTIONS": {"connect_timeout": MINUTE, "pool": {"timeout": MINUTE, "min_size": 1}},
        }
        yield config
    connection_to(config).close_pool()  # whoever waits has lost the line by now


def connection_to(config: dict):
    """Return an unopened connection; all of one name share a pool."""
    return ConnectionHandler({"default": {}, "silent": config})["silent"]


@pytest.fixture
def with_it(django_db_blocker, silent_database):
    """Run a function in a thread whose default database is the silent one."""

    def run(command: Callable, wait: float = 20.0) -> list:
        results = []

        def work() -> None:
            connections["default"] = connection_to(silent_database)
            results.append(command())

        with django_db_blocker.unblock():
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            thread.join(wait)
        return results

    return run


def test_whoever_asks_it_without_a_limit_waits(with_it):
    def ask():
        with suppress(OperationalError), connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")

    assert with_it(ask, wait=3 * SHORT) == []  # still waiting


def test_health_says_so_in_time(with_it):
    began = time.monotonic()
    (answer,) = with_it(lambda: Program(None).get("/health"))
    assert (answer.status_code, answer.json()["database"]) == (503, "disconnected")
    assert time.monotonic() - began < 10  # a busy machine


def test_the_process_is_alive_all_the_same(with_it):
    (answer,) = with_it(lambda: Program(None).get("/health/live"))
    assert answer.status_code == 200


def test_a_hundred_callers_make_one_connection(with_it):
    def ask_at_once() -> list[int]:
        before, statuses = threading.active_count(), []
        mine = connections["default"]

        def ask() -> None:
            connections["default"] = mine
            statuses.append(Program(None).get("/health").status_code)

        callers = [threading.Thread(target=ask) for _ in range(100)]
        for caller in callers:
            caller.start()
        grown = threading.active_count() - before - len(callers)
        for caller in callers:
            caller.join()
        return [grown, *statuses]

    ((grown, *statuses),) = with_it(ask_at_once)
    assert statuses == [503] * 100
    assert grown <= 10  # one probe, and what the pool keeps for itself


def test_metrics_are_shown_without_what_only_it_knows(with_it, settings):
    settings.METRICS_TOKEN = TOKEN
    headers = {"authorization": f"Bearer {TOKEN}"}
    (answer,) = with_it(lambda: Program(None).client.get("/metrics", headers=headers))
    assert answer.status_code == 200
    page = Scrape(answer.content.decode())
    assert page.total("pos_database_up") == 0
    assert "pos_orders_open" not in page.names
    assert {"pos_build_info", "pos_payments_total", "pos_http_requests_total"} <= page.names
