"""Restoring into a folder that somebody is going to use.

The copy is complete and checked before anything else is touched. What was in its place is set
aside under a name of its own, never deleted: a restore chosen by mistake can be taken back.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core_app.database import sqlite_options
from operations_app.backups import Backup, Progress, RestoreRefused, figures, shop, sqlite_copies
from operations_app.backups.copies import DATABASE_FILE, restored_cluster
from operations_app.backups.files import belong_to_folder, sync_folder

_BESIDE = ("-journal", "-wal", "-shm")  # an old journal would be played into the new database
_LIVE = "{place} กำลังใช้งานอยู่ จึงไม่กู้คืนทับ กรุณาหยุดเซิร์ฟเวอร์ก่อน หรือกู้คืนลงโฟลเดอร์ใหม่"


@dataclass(frozen=True)
class Restored:
    """What a restore made: where, up to which change, and where the former data is (or '')."""

    place: str
    last_change: datetime
    set_aside: str


def is_occupied(folder: Path) -> bool:
    """Tell whether restoring into `folder` would put something aside."""
    if shop.is_embedded():
        return (folder / DATABASE_FILE).exists()
    return folder.exists() and any(folder.iterdir())


def what_is_there(folder: Path) -> str:
    """Return in Thai what would be put aside, as far as it can be read without a server."""
    if not shop.is_embedded():
        return f"โฟลเดอร์ {folder} ทั้งหมด"
    return figures.sentence_of(sqlite_options(folder / DATABASE_FILE))


def refuse_live(folder: Path) -> None:
    """Raise RestoreRefused when a server uses `folder` now."""
    if shop.is_embedded():
        with closed_shop(folder):
            return
    with contextlib.suppress(OSError, ValueError, IndexError):
        process = int((folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process, 0)
        raise RestoreRefused(_LIVE.format(place=folder))


@contextlib.contextmanager
def closed_shop(folder: Path) -> Iterator[None]:
    """Keep the embedded shop in `folder` from opening. Raises RestoreRefused when it is open.

    See gunicorn_conf.on_starting for the other side of the lock.
    """
    path = folder / "serving.lock"
    with path.open("a") as lock:
        belong_to_folder(path)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RestoreRefused(_LIVE.format(place=folder)) from None
        yield


def restore_folder(
    backup: Backup,
    folder: Path,
    *,
    at: datetime | None,
    wal_folder: Path | None = None,
    tell: Progress,
) -> Restored:
    """Restore `backup` up to `at` into `folder`; what is there is put aside.

    `wal_folder` is where a second disk keeps PostgreSQL's newest changes, if there is one.
    Raises BackupTrouble, RestoreRefused; then `folder` is as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if shop.is_embedded():
        return _restore_file(backup, folder, tell)
    return _restore_cluster(backup, folder, at, wal_folder, tell)


def _restore_file(backup: Backup, folder: Path, tell: Progress) -> Restored:
    folder.mkdir(exist_ok=True)
    file, draft = folder / DATABASE_FILE, folder / f".restoring-{secrets.token_hex(4)}"
    try:
        sqlite_copies.unpack(settings.BACKUP_DIR, backup, draft, tell)
        with closed_shop(folder):
            aside = _set_file_aside(file)
            os.replace(draft, file)
            sync_folder(folder)
    finally:
        draft.unlink(missing_ok=True)
    return Restored(str(file), backup.restorable_until, aside)


def _set_file_aside(file: Path) -> str:
    if not file.exists():
        return ""
    aside = file.with_name(_name_aside(file.name))
    aside.mkdir()
    os.link(file, aside / file.name)  # a shop without its file would open as an empty one
    for ending in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{file}{ending}", aside / f"{file.name}{ending}")
    return str(aside)


def _restore_cluster(
    backup: Backup, folder: Path, at: datetime | None, wal_folder: Path | None, tell: Progress
) -> Restored:
    draft = folder.with_name(f".restoring-{secrets.token_hex(4)}")
    try:
        with restored_cluster(
            backup, draft, at=at, wal_folder=wal_folder, tell=tell, throw_away=False
        ) as cluster:
            last_change = cluster.last_change or backup.ended_at
        refuse_live(folder)
        aside = ""
        if is_occupied(folder):
            aside = str(folder.with_name(_name_aside(folder.name)))
            os.rename(folder, aside)
        os.rename(draft, folder)  # an empty folder of that name gives way
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Restored(str(folder), last_change, aside)


def _name_aside(name: str) -> str:
    return f"{name}.before-restore-{timezone.localtime():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
