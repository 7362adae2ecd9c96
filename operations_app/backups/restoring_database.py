"""Restoring into a database of a PostgreSQL server that runs: its other databases stay untouched.

pgBackRest restores whole clusters only. So a scratch cluster is restored first, then the one
database moves over with pg_dump and pg_restore. A database in use is never written to: the new one
is filled under another name, and the two names are swapped at the end.
"""

import contextlib
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.db import connection
from django.utils import timezone
from psycopg import sql

from operations_app.backups import (
    Backup,
    BackupTrouble,
    Progress,
    Restored,
    RestoreRefused,
    figures,
    new_epoch,
)
from operations_app.backups import owned_processes as owned
from operations_app.backups.copies import Copy, scratch_copy
from operations_app.backups.other_database import opened

_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
_SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Target:
    """The database to restore into, as its URL tells."""

    parts: dict[str, Any]

    @property
    def name(self) -> str:
        return self.parts["NAME"]

    @property
    def config(self) -> dict[str, Any]:
        """What Django needs to open it, without a pool."""
        return connection.settings_dict | self.parts | {"OPTIONS": {}}

    @contextlib.contextmanager
    def connected(self, database: str = "") -> Iterator[psycopg.Connection]:
        """Yield a connection to the target, or to another database of its server.

        Raises BackupTrouble.
        """
        try:
            with psycopg.connect(
                host=self.parts["HOST"] or None,
                port=self.parts["PORT"] or None,
                user=self.parts["USER"] or None,
                password=self.parts["PASSWORD"] or None,
                dbname=database or self.name,
                connect_timeout=5,
                autocommit=True,
            ) as session:
                yield session
        except psycopg.Error as error:
            raise BackupTrouble(f"ฐานข้อมูลปลายทางไม่ยอมทำตาม: {error}") from error


def target_of(url: str) -> Target:
    """Return the target that a DATABASE_URL names."""
    return Target(environ.Env.db_url_config(url))


def is_occupied(target: Target) -> bool:
    """Tell whether the target holds tables. Raises BackupTrouble when it cannot be reached."""
    with target.connected() as session:
        return session.execute(_TABLES).fetchone()[0] > 0


def refuse_live(target: Target) -> None:
    """Raise RestoreRefused while anybody else is connected to the target."""
    with target.connected() as session:
        if others := session.execute(_SESSIONS, [target.name]).fetchone()[0]:
            raise RestoreRefused(
                f"ฐานข้อมูล {target.name} มีผู้ใช้งานอยู่ {others} การเชื่อมต่อ จึงไม่กู้คืนทับ กรุณาหยุดเซิร์ฟเวอร์ก่อน"
            )


def what_is_there(target: Target) -> str:
    """Return in Thai how much the target holds now."""
    return figures.sentence_of(target.config)


def restore_database(
    backup: Backup,
    target: Target,
    *,
    at: datetime | None,
    wal_folder: Path | None,
    scratch: str | None,
    tell: Progress,
) -> Restored:
    """Restore `backup` up to `at` into the target; tables that are there are put aside with it.

    `wal_folder` is where a second disk keeps the newest changes, `scratch` a folder with room.
    Raises BackupTrouble, RestoreRefused; then the target is as it was.
    """
    occupied = is_occupied(target)
    filled = f"{target.name}_restoring_{secrets.token_hex(4)}" if occupied else target.name
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="pos-restore-", dir=scratch)
        )
        copy = stack.enter_context(
            scratch_copy(backup, Path(folder), at=at, wal_folder=wal_folder, tell=tell)
        )
        if occupied:
            stack.enter_context(_new_database(target, filled))
        _move(copy, target, filled, Path(folder) / "dump")
        last_change = copy.last_change
    aside = _swap(target, filled) if occupied else ""
    return Restored(target.name, last_change, aside)


@contextlib.contextmanager
def _new_database(target: Target, name: str) -> Iterator[None]:
    """Make a database, which goes again unless it was filled to the end."""
    _on_server(target, "CREATE DATABASE {}", name)
    filled = False
    try:
        yield
        filled = True
    finally:
        if not filled:
            _on_server(target, "DROP DATABASE {} WITH (FORCE)", name)


def _move(copy: Copy, target: Target, filled: str, dump: Path) -> None:
    """Bring the copy's database over, all or nothing, and count both."""
    cluster = copy.cluster
    user, name = copy.config["USER"], copy.config["NAME"]
    source = (f"--host={cluster.socket}", f"--username={user}", f"--dbname={name}")
    dump.touch(mode=0o600)
    owned.give(dump, cluster.owner)
    programs = cluster.programs
    owned.output(cluster.owner, programs / "pg_dump", *source, "--format=custom", f"--file={dump}")
    restore = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    owned.output(
        cluster.owner,
        programs / "pg_restore",
        *restore,
        f"--dbname={filled}",
        dump,
        env=_login(target),
    )
    with opened(copy.config) as alias:
        counted = figures.count(until=timezone.now(), using=alias)
    with opened(target.config | {"NAME": filled}) as alias:
        if found := figures.differences(counted, using=alias):
            raise BackupTrouble(f"ย้ายข้อมูลเข้า {target.name} ไม่ครบ: {' '.join(found)}")
        new_epoch.begin(using=alias)


def _login(target: Target) -> dict[str, str]:
    """Return the target's login as libpq reads it: a command line is seen by everybody."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {name: str(target.parts[part]) for name, part in names.items() if target.parts[part]}


def _swap(target: Target, filled: str) -> str:
    """Give the filled database the target's name; return the name the former one has now.

    Both names change in one transaction: at no moment is there no database of that name.
    """
    refuse_live(target)
    aside = f"{target.name}_before_restore_{timezone.localtime():%Y%m%d_%H%M%S}"
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with target.connected("postgres") as session, session.transaction():
        for names in ((target.name, aside), (filled, target.name)):
            session.execute(rename.format(*map(sql.Identifier, names)))
    return aside


def _on_server(target: Target, statement: str, name: str) -> None:
    with target.connected("postgres") as session:
        session.execute(sql.SQL(statement).format(sql.Identifier(name)))
