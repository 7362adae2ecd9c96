"""The database is away, for real: another server's closed port, or a file that is not there."""

import copy
import socket
import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, connections
from django.db.utils import ConnectionHandler

from core_app.database import is_unavailable
from staff_app.models import User
from tests.program import Program


def closed_port() -> int:
    """Return a port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def database_away(db, tmp_path):
    """Run a function in a thread whose default database cannot be reached."""
    away = copy.deepcopy(connection.settings_dict)
    if connection.vendor == "postgresql":
        away |= {"HOST": "127.0.0.1", "PORT": closed_port()}
        away["OPTIONS"]["pool"] |= {"timeout": 0.3}  # seconds; the shop waits 2
    else:
        away |= {"NAME": tmp_path / "no such folder" / "pos.sqlite3"}

    def run(command: Callable):
        results = []

        def work() -> None:
            # Another alias: Django shares one pool among all connections of an alias.
            unreachable = ConnectionHandler({"default": {}, "away": away})["away"]
            connections["default"] = unreachable
            results.append(command())
            if connection.vendor == "postgresql":
                unreachable.close_pool()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
        return results[0]

    return run


@pytest.fixture
def program() -> Program:
    """A program with a good token; its user cannot be looked up while the database is away."""
    return Program(User(pk=1, password="-"))


@pytest.mark.parametrize("path", ["/tables", "/menus", "/orders", "/orders/1"])
def test_reading_is_answered_with_503(database_away, program, path):
    is_the_503(database_away(lambda: program.get(path)))


def test_writing_is_answered_with_503(database_away, program):
    is_the_503(database_away(lambda: program.command("/orders", table_id=1)))


def test_logging_in_is_answered_with_503(database_away):
    body = {"username": "staff001", "password": "x"}
    is_the_503(database_away(lambda: Program(None).post("/auth/login", body)))


def is_the_503(answer) -> None:
    """A server may come back by itself; a file that cannot be opened does not."""
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    if connection.vendor == "sqlite":
        assert list(answer.json()) == ["error", "message"]
        assert answer.json()["error"] == "STORAGE_FAULT"
        return
    assert answer["Retry-After"] == "3"
    assert answer.json() == {
        "error": "NETWORK_TIMEOUT",
        "message": "เครือข่ายไม่เสถียร กรุณาลองใหม่",
        "retry_after": 3,
    }


def test_health_says_so_with_the_same_four_fields(database_away):
    answer = database_away(lambda: Program(None).get("/health"))
    assert answer.status_code == 503
    assert list(answer.json()) == ["status", "database", "uptime", "timestamp"]
    why = {"postgresql": "disconnected", "sqlite": "storage_fault"}[connection.vendor]
    assert (answer.json()["status"], answer.json()["database"]) == ("error", why)


def test_the_error_behind_it_counts_as_unavailable(database_away):
    def connect() -> Exception:
        with pytest.raises(OperationalError) as caught:
            connections["default"].ensure_connection()
        return caught.value

    assert is_unavailable(database_away(connect))


def test_the_shop_sells_again_when_the_database_is_back(database_away, program, cast):
    is_the_503(database_away(lambda: program.get("/tables")))
    assert Program(cast.cashier).open(cast)
