"""What the backup commands have in common: exit codes, a progress bar, Thai words for people."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TextIO

from django.core.management.base import CommandError
from django.utils import timezone
from tqdm import tqdm

from operations_app.backups import FULL, Backup, Progress, no_progress

FAILED, REFUSED = 1, 3
EXIT_CODES = "รหัสออก: 0 = สำเร็จ, 1 = ไม่สำเร็จ, 2 = สั่งผิดรูปแบบ, 3 = ไม่ทำเพราะจะทับข้อมูลที่ใช้อยู่หรือไม่ได้ยืนยัน"
_UNITS = ("ไบต์", "KB", "MB", "GB", "TB")


def clean_up_when_told_to_end() -> None:
    """Let SIGTERM leave through each `finally`: a scratch server must not stay behind."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


@contextmanager
def progress_bar(label: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Yield what a long job tells its progress to; drawn only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield no_progress
        return
    shape = "{desc} {percentage:3.0f}%|{bar}| {elapsed}"
    with tqdm(total=1.0, desc=label, bar_format=shape) as bar:

        def tell(share: float) -> None:
            bar.update(max(0.0, share - bar.n))

        yield tell


def parse_moment(text: str) -> datetime:
    """Return the moment that a person typed, in the shop's own time unless an offset is given.

    Raises CommandError.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f'อ่านเวลา {text!r} ไม่ได้ กรุณาพิมพ์เช่น "2026-11-22 18:30" หรือ "2026-11-22 18:30:15+07:00"',
            returncode=2,
        ) from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def shown_moment(moment: datetime) -> str:
    """Return a moment in the shop's time, to the second."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def shown_age(age: timedelta) -> str:
    """Return an age in the two largest units that matter."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} นาที"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} ชม. {minutes} นาที"
    return f"{hours // 24} วัน {hours % 24} ชม."


def shown_size(size: float) -> str:
    """Return a number of bytes in a unit that keeps it short."""
    for unit in _UNITS[:-1]:
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == _UNITS[0] else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} {_UNITS[-1]}"


def shown_kind(backup: Backup) -> str:
    """Return the kind; a copy between two full ones may be complete all the same."""
    if backup.kind == FULL:
        return "เต็ม"
    if backup.is_before_update:
        return "ก่อนเปลี่ยนรุ่น"
    return "ระหว่างวัน (สมบูรณ์ในตัว)" if backup.complete else "ส่วนที่เปลี่ยน"


def as_json(backup: Backup, *, now: datetime) -> dict[str, Any]:
    """Return a backup for a program: times in ISO 8601, age in whole seconds, size in bytes."""
    return {
        "label": backup.label,
        "kind": backup.kind,
        "complete": backup.complete,
        "started_at": backup.started_at.isoformat(),
        "ended_at": backup.ended_at.isoformat(),
        "age_seconds": int((now - backup.ended_at).total_seconds()),
        "size": backup.size,
        "restorable_from": backup.restorable_from.isoformat(),
        "restorable_until": backup.restorable_until.isoformat(),
        "figures": backup.figures,
    }


def write_json(out: TextIO, value: dict[str, Any]) -> None:
    """Write one line of JSON."""
    out.write(json.dumps(value, ensure_ascii=False))
