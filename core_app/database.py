"""The two engines: how each is opened, and what each one's failures mean."""

import sqlite3
from pathlib import Path

from django.db import DatabaseError, InterfaceError, OperationalError, connections

from core_app import written_for
from core_app.errors import NetworkTimeout, OutdatedServer, PosError, StorageFault

BUSY_SECONDS = 4  # a client hears "try again" within 5 s; most of that may go on waiting
LOCK_MILLISECONDS = 3000
STATEMENT_MILLISECONDS = 5000
IDLE_IN_TRANSACTION_MILLISECONDS = 15000
PREPARED_FROM = 2  # times that a connection has sent a statement before PostgreSQL keeps its plan

# SQLite can lose commits in WAL mode before these versions (fixed upstream in each branch).
_WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))

# A database server that lost its power or its cable says nothing: what was sent to it and is not
# acknowledged breaks the connection after 5 s, a silent answer after 9. A server that is frozen but
# whose machine still acknowledges is noticed by neither; there the client and the proxy give up.
_NOTICE_A_DEAD_LINE = {
    "tcp_user_timeout": 5000,  # milliseconds
    "keepalives_idle": 5,  # seconds
    "keepalives_interval": 2,
    "keepalives_count": 2,
}

_LOCK_TIMEOUT = "55P03"
_RETRY_STATES = {"40001", "40P01"}  # serialization failure, deadlock
_AWAY_CLASSES = ("08", "53", "57")  # connection, out of resources, operator intervention
# A standby or a locked database that only reads, no room, a failing disk, damaged pages.
_FAULTS = {"25006", "53100", "58030", "58P01", "XX001", "XX002"}
_SQLITE_FAULTS = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
# Where the file was taken away, SQLite makes an empty one and misses the tables.
_EMPTY_FILE = "no such table"
_PRIMARY = 0xFF  # SQLite's extended codes hold the primary one in their lowest byte
_STALLED = "25P03"  # the transaction stood idle for too long and was ended by the server


def sqlite_options(path: Path) -> dict:
    """Return Django's DATABASES entry for the embedded file.

    IMMEDIATE takes the write lock at BEGIN: two writers queue instead of failing half-way.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": sqlite_pragmas(sqlite3.sqlite_version_info),
        },
        # Threads of a race test are real connections, so the test database is a real file.
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


def sqlite_pragmas(version: tuple[int, int, int]) -> str:
    """Return the PRAGMAs that keep every commit on this SQLite: WAL only where it is safe."""
    mode = "WAL" if wal_is_safe(version) else "TRUNCATE"
    return f"PRAGMA journal_mode={mode}; PRAGMA synchronous=FULL;"


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite has the fix for commits lost in WAL mode."""
    if version >= _WAL_FIXED[0]:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in _WAL_FIXED)


def postgres_options(config: dict, env, *, patient: bool) -> dict:
    """Return Django's DATABASES entry for PostgreSQL: native pool, checked, with time limits.

    A `patient` caller (migrate, check_ledger) has no limit on a single statement. The figures are
    explained in docs/decisions/0004; a database back after an outage is used again within about
    `reconnect_timeout` seconds.
    """
    statement = 0 if patient else STATEMENT_MILLISECONDS
    options = config.get("OPTIONS", {})
    return config | {
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django refuses both at once
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options
        | {
            # Read and planned once a connection, not once a request: docs/decisions/0033.
            "server_side_binding": True,
            "prepare_threshold": PREPARED_FROM,
            "connect_timeout": 2,
            **_NOTICE_A_DEAD_LINE,
            "pool": {
                "min_size": env.int("DB_POOL_MIN", default=2),
                "max_size": env.int("DB_POOL_MAX", default=8),
                "timeout": 2,
                "reconnect_timeout": 2,
            },
            "options": (
                f"-c lock_timeout={LOCK_MILLISECONDS} "
                f"-c statement_timeout={statement} "
                f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_MILLISECONDS} "
                f"-c {written_for.SETTING}={written_for.of_program()}"
            ),
        },
    }


def close_pools() -> None:
    """Close this process's connections: PostgreSQL then frees them at once and logs no loss."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql":
            connection.close_pool()


def sqlstate(error: BaseException) -> str:
    """Return PostgreSQL's five-character code behind a Django database error, or ''."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def is_lock_timeout(error: BaseException) -> bool:
    """Tell whether a row or key was held by someone else for too long (either engine)."""
    return sqlstate(error) == _LOCK_TIMEOUT or "database is locked" in str(error)


def is_worth_retrying(error: BaseException) -> bool:
    """Tell whether running the same transaction again at once is likely to pass."""
    return sqlstate(error) in _RETRY_STATES


def is_unavailable(error: BaseException) -> bool:
    """Tell whether the database could not do it, so that the same command may be sent again.

    PostgreSQL says so by class of SQLSTATE; a pool or a socket says so without one.
    """
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    if is_storage_fault(error):
        return True
    state = sqlstate(error)
    if state:
        return state.startswith(_AWAY_CLASSES) or state in {_LOCK_TIMEOUT, _STALLED, *_RETRY_STATES}
    return isinstance(error, OperationalError | InterfaceError)


def is_storage_fault(error: BaseException) -> bool:
    """Tell whether the database's disk or files fail: waiting mends nothing, a person must."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return code & _PRIMARY in _SQLITE_FAULTS or _EMPTY_FILE in str(error)
    return sqlstate(error) in _FAULTS


def is_outdated(error: BaseException) -> bool:
    """Tell whether the database refused this program: its tables are another release's."""
    return isinstance(error, DatabaseError) and written_for.is_refusal(error, sqlstate(error))


def answer_to(error: BaseException) -> PosError | None:
    """Return what a caller hears when the database could not do it; None for a fault of ours."""
    if is_outdated(error):
        return OutdatedServer()
    if is_storage_fault(error):
        return StorageFault()
    return NetworkTimeout() if is_unavailable(error) else None


def told_to_technician(error: BaseException) -> str | None:
    """Return what a command says then, in Thai; None for a fault of ours."""
    if is_outdated(error):
        return "โปรแกรมนี้คนละรุ่นกับตารางในฐานข้อมูล กรุณาสั่งด้วยโปรแกรมรุ่นที่ร้านเปิดใช้อยู่"
    return f"ติดต่อฐานข้อมูลไม่ได้: {error}" if is_unavailable(error) else None
