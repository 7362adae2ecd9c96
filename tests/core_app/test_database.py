"""The two engines: how each is opened, and what its failures mean."""

import threading

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)

from core_app.database import (
    is_lock_timeout,
    is_unavailable,
    is_worth_retrying,
    sqlite_pragmas,
    wal_is_safe,
)
from staff_app.models import User
from tests.cast import StaffFactory

SAFE = [(3, 51, 3), (3, 51, 9), (3, 52, 0), (4, 0, 0), (3, 50, 7), (3, 50, 8), (3, 44, 6)]
UNSAFE = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 46, 1), (3, 50, 6), (3, 51, 0), (3, 51, 2)]


@pytest.mark.parametrize("version", SAFE)
def test_wal_is_used_where_no_commit_can_be_lost(version):
    assert wal_is_safe(version)
    assert sqlite_pragmas(version) == "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


@pytest.mark.parametrize("version", UNSAFE)
def test_elsewhere_the_slower_and_safe_journal_is_used(version):
    assert not wal_is_safe(version)
    assert sqlite_pragmas(version) == "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL;"


def asked(*statements: str) -> list:
    with connection.cursor() as cursor:
        return [cursor.execute(sql).fetchone()[0] for sql in statements]


def test_the_open_connection_has_the_settings_of_its_engine(db):
    if connection.vendor == "postgresql":
        limits = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        assert asked(*[f"SHOW {limit}" for limit in limits]) == ["3s", "5s", "15s"]
    else:
        mode = "wal" if wal_is_safe(connection.Database.sqlite_version_info) else "truncate"
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert asked(*[f"PRAGMA {pragma}" for pragma in pragmas]) == [mode, 2, 1, 4000]


@pytest.mark.django_db(transaction=True)
def test_a_row_held_by_somebody_else_is_a_lock_timeout_and_means_try_later():
    user = StaffFactory()
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(display_name="ถืออยู่")
            held.set()
            let_go.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with pytest.raises(OperationalError) as caught:
        change_without_patience(user)
    let_go.set()
    holder.join()
    error = caught.value
    assert is_lock_timeout(error)
    assert is_unavailable(error)
    assert not is_worth_retrying(error)


def change_without_patience(user: User) -> None:
    """Write to `user`, waiting 50 ms at most."""
    patience = {"postgresql": "SET lock_timeout = 50", "sqlite": "PRAGMA busy_timeout = 50"}
    usual = {"postgresql": "SET lock_timeout = 3000", "sqlite": "PRAGMA busy_timeout = 4000"}
    with connection.cursor() as cursor:
        cursor.execute(patience[connection.vendor])
    try:
        User.objects.filter(pk=user.pk).update(display_name="รอไม่ได้")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(usual[connection.vendor])


def postgres_error(sqlstate: str, kind: type[DatabaseError] = OperationalError) -> DatabaseError:
    """Return Django's error around a PostgreSQL one with this SQLSTATE."""
    cause = Exception()
    cause.sqlstate = sqlstate
    error = kind("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_deadlocks_and_serialization_failures_are_tried_again(state):
    assert is_worth_retrying(postgres_error(state))
    assert is_unavailable(postgres_error(state))


@pytest.mark.parametrize("state", ["08006", "53300", "57014", "57P01", "57P03", "55P03"])
def test_a_database_that_is_away_or_busy_is_unavailable_but_not_tried_again_at_once(state):
    assert is_unavailable(postgres_error(state))
    assert not is_worth_retrying(postgres_error(state))


@pytest.mark.parametrize(
    "error",
    [
        postgres_error("23505", IntegrityError),
        postgres_error("22003", DatabaseError),
        postgres_error("42P01", ProgrammingError),
        IntegrityError("UNIQUE constraint failed"),
        ValueError("database is away"),
        ConnectionError(),
    ],
)
def test_a_fault_of_ours_is_not_called_unavailable(error):
    assert not is_unavailable(error)


@pytest.mark.parametrize("error", [OperationalError("unable to open"), InterfaceError("closed")])
def test_a_pool_or_a_socket_has_no_code_and_still_counts(error):
    assert is_unavailable(error)
