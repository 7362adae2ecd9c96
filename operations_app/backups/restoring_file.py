"""Restoring the embedded database into the folder of a shop.

The copy is complete and checked before anything else is touched. What was in its place is set
aside under a name of its own, never deleted: a restore chosen by mistake can be taken back.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core_app.database import sqlite_options
from operations_app.backups import (
    Backup,
    Progress,
    Restored,
    RestoreRefused,
    figures,
    new_epoch,
    sqlite_copies,
)
from operations_app.backups.copies import DATABASE_FILE
from operations_app.backups.files import belong_to_folder, sync_folder
from operations_app.backups.other_database import opened

_BESIDE = ("-journal", "-wal", "-shm")  # an old journal would be played into the new database
_LIVE = "{place} กำลังใช้งานอยู่ จึงไม่กู้คืนทับ กรุณาหยุดเซิร์ฟเวอร์ก่อน หรือกู้คืนลงโฟลเดอร์ใหม่"


def is_occupied(folder: Path) -> bool:
    """Tell whether restoring into `folder` would put something aside."""
    return (folder / DATABASE_FILE).exists()


def what_is_there(folder: Path) -> str:
    """Return in Thai how much would be put aside."""
    return figures.sentence_of(sqlite_options(folder / DATABASE_FILE))


def refuse_live(folder: Path) -> None:
    """Raise RestoreRefused when a server uses `folder` now."""
    with closed_shop(folder):
        return


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


def restore_file(backup: Backup, folder: Path, *, tell: Progress) -> Restored:
    """Restore `backup` into `folder`; a database that is there is put aside.

    Raises BackupTrouble, RestoreRefused; then `folder` is as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file, draft = folder / DATABASE_FILE, folder / f".restoring-{secrets.token_hex(4)}"
    try:
        sqlite_copies.unpack(settings.BACKUP_DIR, backup, draft, tell)
        with opened(sqlite_options(draft)) as alias:
            new_epoch.begin(using=alias)
        with closed_shop(folder):
            aside = _set_file_aside(file)
            os.replace(draft, file)
            sync_folder(folder)
    finally:
        for ending in ("", *_BESIDE):
            Path(f"{draft}{ending}").unlink(missing_ok=True)
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


def _name_aside(name: str) -> str:
    return f"{name}.before-restore-{timezone.localtime():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
