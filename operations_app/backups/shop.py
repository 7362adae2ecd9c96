"""This shop's backups: take one, list them, and remember what became of it."""

import logging
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from operations_app import backup_runs
from operations_app.backups import (
    Backup,
    BackupTrouble,
    Progress,
    figures,
    no_progress,
    pgbackrest,
    sqlite_copies,
)

log = logging.getLogger(__name__)


def is_embedded() -> bool:
    """Tell whether this shop sells from the embedded SQLite."""
    return connection.vendor == "sqlite"


def database_file() -> Path:
    """Return the embedded database's file."""
    return Path(connection.settings_dict["NAME"])


def store() -> pgbackrest.Store:
    """Return where PostgreSQL's backups are."""
    return pgbackrest.Store(settings.PGBACKREST_CONFIG_PATH, settings.PGBACKREST_STANZA)


def take_backup(kind: str, tell: Progress = no_progress) -> Backup:
    """Take a backup, remember it, write its line to the log.

    Raises BackupTrouble, which is remembered and logged as well.
    """
    started_at, clock = timezone.now(), time.monotonic()
    try:
        backup = _take(kind, started_at, tell)
    except (BackupTrouble, DatabaseError) as error:
        log.error("Backup failed: kind=%s, error=%s", kind, error)
        failed = {"succeeded": False, "details": {"error": str(error)}}
        backup_runs.record(kind=kind, started_at=started_at, **failed)
        raise BackupTrouble(f"สำรองไม่สำเร็จ: {error}") from error
    seconds = round(time.monotonic() - clock, 1)
    told = (kind, backup.label, backup.size, seconds)
    log.info("Backup finished: kind=%s, label=%s, bytes=%s, seconds=%s", *told)
    details = {"label": backup.label, "figures": backup.figures, "seconds": seconds}
    good = {"succeeded": True, "size": backup.size, "details": details}
    backup_runs.record(kind=kind, started_at=started_at, **good)
    return backup


def _take(kind: str, started_at: datetime, tell: Progress) -> Backup:
    if is_embedded():
        return sqlite_copies.take(database_file(), settings.BACKUP_DIR, kind=kind, tell=tell)
    counted = figures.count(until=started_at - figures.SETTLED)
    return pgbackrest.take(store(), kind=kind, figures=counted, tell=tell)


def backups() -> list[Backup]:
    """Return the shop's backups, oldest first. Raises BackupTrouble."""
    if is_embedded():
        return sqlite_copies.backups(settings.BACKUP_DIR)
    return list(pgbackrest.backups(store()))


def damage() -> list[str]:
    """Read every backup; return a sentence for each that is damaged. Raises BackupTrouble."""
    if not is_embedded():
        return pgbackrest.verify(store())
    folder = settings.BACKUP_DIR
    found = (sqlite_copies.damage(folder, each) for each in sqlite_copies.backups(folder))
    return [text for text in found if text]


def safe_until() -> datetime | None:
    """Return up to when everything is in the store now; None when nothing is."""
    if is_embedded():
        found = backups()
        return found[-1].restorable_until if found else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_archived_time FROM pg_stat_archiver")
        return cursor.fetchone()[0]


def make_everything_restorable() -> None:
    """Bring every change up to now into the store, where the engine keeps changes at all.

    PostgreSQL stops a replay at the first commit after the wanted moment, so one is made now, and
    its WAL segment is closed and archived. Raises BackupTrouble when archiving does not work.
    """
    if is_embedded():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
    pgbackrest.push_everything(store())


def must_lead_to_now(backup: Backup) -> None:
    """Raise BackupTrouble when a change since `backup` is missing in the store."""
    if isinstance(backup, pgbackrest.StoredBackup):
        pgbackrest.must_be_unbroken(store(), backup)


def choose(found: list[Backup], *, at: datetime | None, label: str = "") -> Backup:
    """Return the named backup, else the newest that leads to `at` (None = as late as possible).

    Raises BackupTrouble when there is none.
    """
    if label:
        found = [backup for backup in found if backup.label == label]
    fitting = [backup for backup in found if at is None or backup.restorable_from <= at]
    if fitting:
        return fitting[-1]
    if not found:
        raise BackupTrouble("ไม่พบชุดสำรอง ดูรายการด้วย manage.py list_backups")
    first = timezone.localtime(found[0].restorable_from)
    raise BackupTrouble(f"ไม่มีชุดสำรองที่เก่าพอ ย้อนได้ถึง {first:%Y-%m-%d %H:%M:%S} เท่านั้น")
