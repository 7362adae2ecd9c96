"""A process of the release before, after a migration: 503 to every command, and no row."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from core_app import written_for
from core_app.management.commands import migrate
from tests.engines.postgres import PostgresServer
from tests.operations.releases import latest_of, newer_release
from tests.operations.teller import Teller
from tests.program import new_key
from tests.server import RealServer

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("old process")]

GUARDED = ("idempotency_keys", "audit_events")
TABLES = (*GUARDED, "orders", "order_items", "payments")


@pytest.fixture(scope="module")
def newer(tmp_path_factory) -> Path:
    """The next release's folder."""
    return newer_release(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shop(request) -> Iterator[RealServer]:
    """The demo restaurant on each engine, by this release."""
    with contextlib.ExitStack() as stack:
        on_postgres = request.param == "postgresql"
        url = stack.enter_context(PostgresServer()).url if on_postgres else None
        yield stack.enter_context(RealServer(url, static=False, workers=1))


def by(release: Path, shop: RealServer, *command: str) -> None:
    """Have another release do a command on this shop's data."""
    ours, shop.home = shop.home, release
    try:
        shop.manage(*command)
    finally:
        shop.home = ours


@contextlib.contextmanager
def tables_of(shop: RealServer) -> Iterator[Callable]:
    """Yield what runs a statement as a technician does, in psql or sqlite3."""
    url = shop.env.get("DATABASE_URL")
    connect = psycopg.connect(url) if url else sqlite3.connect(shop.folder / "var/pos.sqlite3")
    with contextlib.closing(connect) as connection:
        yield connection.execute
        connection.commit()


def rows(shop: RealServer) -> list[int]:
    """Return how many rows each table of the trade has."""
    with tables_of(shop) as run:
        return [run(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


def guard_off(shop: RealServer) -> None:
    """Take the guard off, as it was before there was one."""
    of_sqlite = "DATABASE_URL" not in shop.env
    with tables_of(shop) as run:
        for table in GUARDED:
            name = f"only_this_schema_{table}" if of_sqlite else f"only_this_schema ON {table}"
            run(f"DROP TRIGGER {name}")


@contextlib.contextmanager
def column_of_another_name(shop: RealServer) -> Iterator[None]:
    """Let the newer release have renamed what a list is read from."""
    with tables_of(shop) as run:
        run("ALTER TABLE menus RENAME COLUMN category TO section")
    yield
    with tables_of(shop) as run:
        run("ALTER TABLE menus RENAME COLUMN section TO category")


def is_outdated(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.json()["error"] == "OUTDATED_SERVER"
    assert answer.headers["Retry-After"] == "3"


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_migration_that_fails_leaves_the_old_release_selling(shop, tmp_path):
    broken = newer_release(tmp_path, forwards="DROP TABLE nonsense")
    with pytest.raises(AssertionError, match="nonsense"):
        by(broken, shop, "migrate")
    assert Teller(shop).open(5, new_key()).status_code == 201


@pytest.mark.parametrize("shop", ["postgresql"], indirect=True)
def test_a_migrate_beside_another_one_moves_nothing(shop, newer):
    with psycopg.connect(shop.env["DATABASE_URL"], autocommit=True) as other:
        other.execute(f"SELECT pg_advisory_lock({migrate.ONE_AT_A_TIME})")
        with pytest.raises(AssertionError, match="Nothing was migrated"):
            by(newer, shop, "migrate")
    assert Teller(shop).open(4, new_key()).status_code == 201


def test_it_answers_503_and_writes_no_row_until_it_is_restarted(shop, newer):
    teller, key = Teller(shop), new_key()
    order_id = teller.open(2, new_key()).json()["order_id"]
    migrate_beside_a_command(newer, shop)
    before = rows(shop)
    is_outdated(teller.pay(order_id, key))
    is_outdated(teller.open(3, new_key()))
    health = httpx.get(f"{shop.url}/health")
    assert (health.status_code, health.json()["database"]) == (503, "outdated")
    with column_of_another_name(shop):
        assert teller.program.get("/menus").status_code == 503
    assert rows(shop) == before
    guard_off(shop)  # and it would have written
    assert teller.open(1, new_key()).status_code == 201

    by(newer, shop, "migrate", "core_app", latest_of("core_app"))  # its tables are its own again
    assert httpx.get(f"{shop.url}/health").status_code == 200
    assert teller.pay(order_id, key).status_code == 200

    by(newer, shop, "migrate")
    is_outdated(teller.open(6, key := new_key()))
    shop.stop()
    shop.home = newer
    shop.start()
    assert teller.open(6, key).status_code == 201


UNDER_WAY = "INSERT INTO idempotency_keys (key) SELECT key FROM idempotency_keys WHERE 1 = 0"
AUDIT = (
    "INSERT INTO audit_events (action, subject, subject_id, details, request_id, created_at)"
    " VALUES ('x', 'x', 1, '{}', 'x', now())"
)
WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'idempotency_keys'::regclass"
)


def migrate_beside_a_command(release: Path, shop: RealServer) -> None:
    """Migrate while a command has its key: it ends before the tables move, the next is refused.

    On PostgreSQL only: SQLite has one writer at a time.
    """
    if not (url := shop.env.get("DATABASE_URL")):
        return by(release, shop, "migrate")
    told = f"-c {written_for.SETTING}={written_for.of_program()}"
    command_line = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    with psycopg.connect(url, options=told) as command, psycopg.connect(url) as looker:
        looker.autocommit = True
        command.execute(UNDER_WAY)
        with subprocess.Popen(command_line, cwd=release, env=shop.env) as migration:
            while not looker.execute(WAITING).fetchone()[0]:
                assert migration.poll() is None
            command.execute(AUDIT)
            command.commit()
        assert migration.returncode == 0
        with pytest.raises(psycopg.OperationalError, match="not written for these tables"):
            command.execute(AUDIT)
