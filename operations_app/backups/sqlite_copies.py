"""Copies of the embedded SQLite file: taken while tills sell, verified, compressed, 30 days kept.

A copy is two files in the backup folder: LABEL.sqlite3.gz and LABEL.json, its description with
checksum and figures. It counts as a backup from the moment the description has its name. Whatever
begins with a dot is not finished and is swept away by the next backup.

Every copy is complete; "incremental" is only the name of the one taken between two full ones.
"""

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone

from core_app.database import sqlite_options
from operations_app.backups import (
    KEEP_DAYS,
    UPDATE,
    Backup,
    BackupTrouble,
    Progress,
    figures,
    no_progress,
)
from operations_app.backups.files import belong_to_folder, sync_folder
from operations_app.backups.other_database import opened

_CHUNK = 1 << 20  # bytes
_QUICK = 3  # gzip's level: half the size already, in a quarter of the time of the best
_PARTIAL = ".partial-"


def take(source: Path, folder: Path, *, kind: str, tell: Progress = no_progress) -> Backup:
    """Copy `source` into `folder` and return the new backup.

    Raises BackupTrouble; then nothing is left behind and the earlier backups are as they were.
    """
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
            belong_to_folder(folder)
        with _alone_in(folder), _sweeping(folder):
            backup = _take(source, folder, kind, tell)
            _drop_old(folder, now=backup.ended_at)
            return backup
    except (OSError, sqlite3.Error, EOFError) as error:
        raise BackupTrouble(
            f"สำรองข้อมูลลง {folder} ไม่สำเร็จ ({error}) ชุดก่อนหน้ายังอยู่ครบ "
            "กรุณาตรวจเนื้อที่ว่างและสิทธิ์ของโฟลเดอร์ แล้วสั่งสำรองอีกครั้ง"
        ) from error


def _take(source: Path, folder: Path, kind: str, tell: Progress) -> Backup:
    started = timezone.now()
    label = f"{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    plain, packed = folder / f"{_PARTIAL}{label}.sqlite3", folder / f"{_PARTIAL}{label}.gz"
    moment = _copy(source, plain)
    _must_be_sound(plain)
    counted = {} if kind.startswith(UPDATE) else _figures(plain, moment)  # tables not ours yet
    digest = _pack(plain, packed, tell)
    _must_unpack_to(packed, plain)
    backup = Backup(
        label=label,
        kind=kind,
        started_at=started,
        ended_at=timezone.now(),
        size=packed.stat().st_size,
        complete=True,
        restorable_from=moment,
        restorable_until=moment,
        figures=counted,
    )
    _publish(packed, folder, backup, digest)
    return backup


def _figures(plain: Path, moment: datetime) -> dict[str, Any]:
    with opened(sqlite_options(plain)) as alias:
        return figures.count(until=moment, using=alias)


def _copy(source: Path, target: Path) -> datetime:
    """Copy a live database; return a moment before which every commit is in the copy.

    All pages in one step: small steps start over whenever somebody sells, and never finish. Tills
    wait meanwhile, well within their busy timeout.
    """
    moment = timezone.now()
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as live,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")  # the compressed file is what must last
        live.backup(copy, pages=-1)
    return moment


def _must_be_sound(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as copy:
        found = copy.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise BackupTrouble(f"ฐานข้อมูลเสียหาย: {found[0][0]} กรุณากู้คืนจากชุดสำรองที่ยังดี")


def _pack(plain: Path, packed: Path, tell: Progress) -> str:
    """Compress `plain`, make it last, and return the SHA-256 of the result."""
    total, done = plain.stat().st_size, 0
    with plain.open("rb") as source, packed.open("xb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", filename="", compresslevel=_QUICK) as target:
            for chunk in _chunks(source):
                target.write(chunk)
                done += len(chunk)
                tell(done / total)
        raw.flush()
        os.fsync(raw.fileno())
    return _sha256(packed)


def _must_unpack_to(packed: Path, plain: Path) -> None:
    """Read back what was written: a disk that lies is found now, not on the day of need."""
    with gzip.open(packed, "rb") as again, plain.open("rb") as source:
        for chunk in _chunks(source):
            if again.read(len(chunk)) != chunk:
                raise BackupTrouble(f"{packed.name} อ่านกลับได้ไม่ตรงกับที่เขียน กรุณาตรวจดิสก์")


def _publish(packed: Path, folder: Path, backup: Backup, digest: str) -> None:
    """Give data and description their names, in this order; each is whole when it has its name."""
    belong_to_folder(packed)
    os.replace(packed, data_file(folder, backup.label))
    draft = folder / f"{_PARTIAL}{backup.label}.json"
    with draft.open("x") as file:
        described = asdict(backup) | {"sha256": digest}
        json.dump(described, file, default=datetime.isoformat, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    belong_to_folder(draft)
    os.replace(draft, _description(folder, backup.label))
    sync_folder(folder)


def backups(folder: Path) -> list[Backup]:
    """Return the copies in `folder`, oldest first; a description nobody can read is no backup."""
    found = []
    for path in folder.glob("[!.]*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            found.append(_read(path))
    return sorted(found, key=lambda backup: backup.restorable_from)


def _read(path: Path) -> Backup:
    told = json.loads(path.read_text())
    del told["sha256"]
    for name in ("started_at", "ended_at", "restorable_from", "restorable_until"):
        told[name] = datetime.fromisoformat(told[name])
    return Backup(**told)


def damage(folder: Path, backup: Backup) -> str:
    """Read a whole copy; return '' when it is as it was written, else a Thai sentence."""
    try:
        wanted = json.loads(_description(folder, backup.label).read_text())["sha256"]
        if _sha256(data_file(folder, backup.label)) == wanted:
            return ""
    except (OSError, ValueError, KeyError) as error:
        return f"ชุดสำรอง {backup.label} อ่านไม่ได้ ({error})"
    return f"ชุดสำรอง {backup.label} เสียหาย: เนื้อไฟล์ไม่ตรงกับตอนที่สำรอง กรุณาใช้ชุดอื่น"


def unpack(folder: Path, backup: Backup, target: Path, tell: Progress = no_progress) -> None:
    """Write a copy's database to the new file `target`, verified and lasting.

    Raises BackupTrouble; then `target` does not exist.
    """
    if found := damage(folder, backup):
        raise BackupTrouble(found)
    draft = target.with_name(f"{_PARTIAL}{target.name}")
    try:
        _unpack(data_file(folder, backup.label), draft, tell)
        _must_be_sound(draft)
        belong_to_folder(draft)
        os.replace(draft, target)
        sync_folder(target.parent)
    except (OSError, EOFError, sqlite3.Error) as error:
        raise BackupTrouble(f"กู้คืน {backup.label} ลง {target} ไม่สำเร็จ ({error})") from error
    finally:
        draft.unlink(missing_ok=True)


def _unpack(packed: Path, draft: Path, tell: Progress) -> None:
    total = packed.stat().st_size
    with packed.open("rb") as raw, gzip.open(raw, "rb") as source, draft.open("wb") as target:
        for chunk in _chunks(source):
            target.write(chunk)
            tell(raw.tell() / total)
        target.flush()
        os.fsync(target.fileno())


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system takes back from a backup that was killed."""
    path = folder / ".lock"
    with path.open("w") as lock:
        belong_to_folder(path)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupTrouble("กำลังมีการสำรองข้อมูลอยู่แล้ว กรุณารอให้เสร็จก่อน") from None
        yield


@contextlib.contextmanager
def _sweeping(folder: Path) -> Iterator[None]:
    """Remove unfinished files before and after, ours and those of a backup that was killed."""
    _sweep(folder)
    try:
        yield
    finally:
        _sweep(folder)


def _sweep(folder: Path) -> None:
    for path in folder.glob(f"{_PARTIAL}*"):
        path.unlink(missing_ok=True)


def _drop_old(folder: Path, *, now: datetime) -> None:
    """Remove copies older than 30 days; the one just made is young, so one always stays."""
    for backup in backups(folder):
        if backup.ended_at < now - timedelta(days=KEEP_DAYS):
            drop(folder, backup)


def drop(folder: Path, backup: Backup) -> None:
    """Remove a copy."""
    # The description first: data without one is no backup, never the other way round.
    _description(folder, backup.label).unlink()
    data_file(folder, backup.label).unlink(missing_ok=True)


def data_file(folder: Path, label: str) -> Path:
    """Return where a copy's database is."""
    return folder / f"{label}.sqlite3.gz"


def _description(folder: Path, label: str) -> Path:
    return folder / f"{label}.json"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
