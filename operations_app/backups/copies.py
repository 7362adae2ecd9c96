"""A restored copy in a scratch place, which every restore and every drill begins with."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from core_app.database import sqlite_options
from operations_app.backups import Backup, Progress, clusters, pgbackrest, shop, sqlite_copies
from operations_app.backups import owned_processes as owned

DATABASE_FILE = "pos.sqlite3"  # as settings names it under VAR_DIR


@dataclass(frozen=True)
class Copy:
    """A copy that is up: `config` opens it for the ORM, `env` for a process of the shop.

    `last_change` is the last commit in it, as far as the engine tells.
    """

    config: dict[str, Any]
    env: dict[str, str]
    last_change: datetime
    cluster: clusters.Cluster | None = None


@contextlib.contextmanager
def scratch_copy(
    backup: Backup,
    folder: Path,
    *,
    at: datetime | None,
    wal_folder: Path | None = None,
    tell: Progress,
) -> Iterator[Copy]:
    """Restore `backup` up to `at` under the empty `folder` and yield the copy while it is up.

    `wal_folder` is where a second disk keeps PostgreSQL's newest changes, if there is one.
    Raises BackupTrouble when the backup, or a change after it, is missing or damaged.
    """
    var = folder / "var"
    var.mkdir()
    env = _shop_environment(var)
    if shop.is_embedded():
        file = var / DATABASE_FILE
        sqlite_copies.unpack(settings.BACKUP_DIR, backup, file, tell)
        yield Copy(sqlite_options(file), env, backup.restorable_until)
        return
    with _restored_cluster(backup, folder / "data", at, wal_folder, tell) as cluster:
        live = connection.settings_dict
        who = live["USER"] or cluster.owner.name, live["NAME"]
        config = live | cluster.config(*who)
        url = cluster.url(*who)
        yield Copy(
            config, env | {"DATABASE_URL": url}, cluster.last_change or backup.ended_at, cluster
        )


def _shop_environment(var: Path) -> dict[str, str]:
    """Return what a process needs to be a shop of its own, and nothing of the live one."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "VAR_DIR": str(var),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DEMO": "0",
        "WEB_CONCURRENCY": "1",
    }


@contextlib.contextmanager
def _restored_cluster(
    backup: pgbackrest.StoredBackup,
    folder: Path,
    at: datetime | None,
    wal_folder: Path | None,
    tell: Progress,
) -> Iterator[clusters.Cluster]:
    """Restore a PostgreSQL backup into the new `folder`, yield it while it runs, then stop it."""
    store = shop.store()
    if wal_folder is None:
        span = pgbackrest.must_be_unbroken(store, backup, at)
    else:  # which may close a gap as well
        span = pgbackrest.span_of(store, backup)
    folder.mkdir(mode=0o700)
    owner = store.owner
    owned.give(folder.parent, owner)  # which is root's alone, and PostgreSQL must get through it
    owned.give(folder, owner)
    pgbackrest.restore(store, backup.label, folder, at=at, wal_folder=wal_folder, tell=tell)
    with clusters.running(folder, owner, last_wal=span.last) as cluster:
        yield cluster
