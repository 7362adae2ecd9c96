"""A disk or file that fails lasts until somebody mends it, and is not called the network's."""

import sqlite3
import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, InternalError, OperationalError, connection, connections
from django.db.utils import ConnectionHandler

from core_app.database import (
    answer_to,
    is_storage_fault,
    is_worth_retrying,
    sqlite_options,
    sqlite_pragmas,
)
from core_app.errors import NetworkTimeout, StorageFault
from core_app.models import RateCounter
from tests.core_app.test_database import postgres_error
from tests.pages.visitor import Page
from tests.program import Program

pytestmark = pytest.mark.django_db


def sqlite_error(code: int, kind: type[DatabaseError] = OperationalError) -> DatabaseError:
    """Return Django's error around one of SQLite's with this code."""
    cause = sqlite3.OperationalError("…")
    cause.sqlite_errorcode = code
    error = kind("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(sqlite3.SQLITE_READONLY),
        sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED),
        sqlite_error(sqlite3.SQLITE_CANTOPEN),
        sqlite_error(sqlite3.SQLITE_IOERR_FSYNC),
        sqlite_error(sqlite3.SQLITE_FULL),
        sqlite_error(sqlite3.SQLITE_CORRUPT, DatabaseError),
        sqlite_error(sqlite3.SQLITE_NOTADB, DatabaseError),
        postgres_error("25006", InternalError),
        postgres_error("53100"),
        postgres_error("58030"),
        postgres_error("XX001", InternalError),
        postgres_error("XX002", InternalError),
    ],
)
def test_what_a_person_must_mend_has_a_code_of_its_own(error):
    assert isinstance(answer_to(error), StorageFault)
    assert answer_to(error).headers == {}
    assert not is_worth_retrying(error)


@pytest.mark.parametrize("error", [sqlite_error(sqlite3.SQLITE_BUSY), postgres_error("53300")])
def test_what_passes_by_itself_is_none(error):
    assert not is_storage_fault(error)
    assert isinstance(answer_to(error), NetworkTimeout)


@pytest.fixture
def shop_file(tmp_path):
    """A database file with two tables of the shop's."""
    path = tmp_path / "pos.sqlite3"
    with sqlite3.connect(path) as own:
        own.executescript(sqlite_pragmas(sqlite3.sqlite_version_info))
        own.execute("CREATE TABLE rate_counters (key PRIMARY KEY, hits, expires_at)")
        own.execute("CREATE TABLE idempotency_keys (key PRIMARY KEY)")
    own.close()
    return path


def asked(options: dict, command: Callable) -> object:
    """Return what `command` returns in a thread whose default database is that one."""
    results = []

    def work() -> None:
        connections["default"] = ConnectionHandler({"default": {}, "hurt": options})["hurt"]
        results.append(command())
        connections["default"].close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    return results[0]


def damaged(path) -> dict:
    path.write_bytes(b"this is no database" * 1000)
    return sqlite_options(path)


def only_read(path) -> dict:
    """Root may write where others may not: SQLite itself is told to read only."""
    options = sqlite_options(path)
    options["NAME"] = f"file:{path}?mode=ro"
    options["OPTIONS"] |= {"uri": True}
    return options


def gone(path) -> dict:
    return sqlite_options(path.parent / "no such folder" / path.name)


def taken_away(path) -> dict:
    """SQLite makes a new file, which is empty, as on a disk that was not mounted."""
    path.unlink()
    return sqlite_options(path)


@pytest.mark.parametrize("hurt", [damaged, only_read, gone, taken_away])
def test_health_says_so(shop_file, hurt):
    answer = asked(hurt(shop_file), lambda: Program(None).get("/health"))
    assert (answer.status_code, answer.json()["status"]) == (503, "error")
    assert answer.json()["database"] == "storage_fault"


@pytest.mark.parametrize("hurt", [damaged, gone, taken_away])
def test_a_program_hears_whom_to_call_and_no_time_to_come_back(shop_file, hurt):
    body = {"username": "anna", "password": "x"}
    answer = asked(hurt(shop_file), lambda: Program(None).post("/auth/login", body))
    assert answer.status_code == 503
    assert "Retry-After" not in answer
    assert list(answer.json()) == ["error", "message"]
    assert answer.json()["error"] == "STORAGE_FAULT"
    assert "โทรหาผู้ดูแล" in answer.json()["message"]
    assert "เครือข่ายไม่เสถียร" not in answer.json()["message"]


@pytest.mark.parametrize("hurt", [damaged, gone, taken_away])
def test_a_person_sees_the_same_on_a_page_that_does_not_reload_for_ever(shop_file, hurt):
    browser = Program(None).client
    form = {"username": "anna", "password": "x"}
    page = Page(asked(hurt(shop_file), lambda: browser.post("/pos/login/", form)), "/pos/login/")
    assert page.status == 503
    assert "โทรหาผู้ดูแล" in page.text
    assert not [meta for meta in page.root.all("meta") if "http-equiv" in meta.attrs]


def test_a_file_held_by_a_writer_is_well(shop_file):
    with sqlite3.connect(shop_file, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        answer = asked(sqlite_options(shop_file), lambda: Program(None).get("/health"))
        writer.execute("ROLLBACK")
    assert (answer.status_code, answer.json()["database"]) == (200, "connected")


def test_a_database_that_only_reads_is_a_fault_of_storage_on_either_engine(shop_file):
    if connection.vendor == "postgresql":
        options = connection.settings_dict | {"OPTIONS": connection.settings_dict["OPTIONS"].copy()}
        options["OPTIONS"].pop("pool", None)
        options["OPTIONS"]["options"] += " -c default_transaction_read_only=on"
    else:
        options = only_read(shop_file)

    def write() -> Exception:
        with pytest.raises(DatabaseError) as caught:
            RateCounter.objects.create(key="x", hits=1, expires_at=0)
        return caught.value

    assert isinstance(answer_to(asked(options, write)), StorageFault)
    answer = asked(options, lambda: Program(None).get("/health"))
    assert answer.json()["database"] == "storage_fault"
