"""A database that was taken back by hand, a file or a dump put in its place, is found at the start.

Beside the data lies a mark: the epochs this shop has seen, each with its newest audit event. An
epoch whose newest event is older than that was taken back. `manage.py restore` begins a new epoch
itself. Whoever brings back the mark together with the data is not found.
"""

import contextlib
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Max

from core_app import audit, audit_words
from core_app.models import AuditEvent, DatabaseEpoch
from operations_app.backups import new_epoch
from operations_app.beside_requests import NowAndThen

log = logging.getLogger(__name__)

_EVERY = 30.0  # seconds between two marks

audit_words.teach(
    "database",
    name="ฐานข้อมูล",
    actions={
        "taken_back": "พบว่าข้อมูลถูกนำกลับไปเป็นของเก่าโดยไม่ใช้คำสั่งกู้คืน",
        "caught_up": "เลิกรอเครื่องที่ยังไม่ส่งประวัติหลังกู้ข้อมูล",
    },
    details={"seen": "เคยเห็นบันทึกถึงหมายเลข", "newest": "บันทึกล่าสุดตอนนี้"},
    values={},
)


def look() -> None:
    """Begin a new epoch if the database is older than what this shop has seen; then mark it.

    Every process that is about to serve looks, one at a time. A database that cannot be asked
    stops nothing, nor does a folder that cannot be written.
    """
    try:
        with _alone() as mark:
            seen, (epoch, newest) = _read(mark), _now()
            if newest < seen.get(epoch, 0):
                _begin_anew(seen=seen[epoch], newest=newest)
            _write(mark, seen)
    except (DatabaseError, InterfaceError, OSError) as error:
        log.warning("Not looked whether the database was taken back: %s", error)


@transaction.atomic
def _begin_anew(**told: int) -> None:
    new_epoch.begin(using="default")
    audit.record(action="database.taken_back", subject="database", subject_id=1, staff=None, **told)
    log.warning("Database taken back by hand: a new epoch begins: %s", told)


def _now() -> tuple[str, int]:
    """Return the database's epoch and its newest audit event."""
    epoch = DatabaseEpoch.objects.values_list("uid", flat=True).first()
    return str(epoch), AuditEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0


@contextlib.contextmanager
def _alone() -> Iterator[Path]:
    """Keep others from the mark; yield its path."""
    mark = settings.VAR_DIR / "epochs.json"
    with mark.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield mark


def _read(mark: Path) -> dict[str, int]:
    try:
        told = json.loads(mark.read_text())
    except (FileNotFoundError, ValueError):  # none yet, or cut off by a full disk
        return {}
    is_ours = isinstance(told, dict) and all(isinstance(each, int) for each in told.values())
    return told if is_ours else {}


def _write(mark: Path, seen: dict[str, int]) -> None:
    """Write how far the shop has come; never less, for the next start is to find that out."""
    epoch, newest = _now()
    if newest <= seen.get(epoch, -1):
        return
    draft = mark.with_suffix(".draft")
    draft.write_text(json.dumps(seen | {epoch: newest}))
    os.replace(draft, mark)


def _mark() -> None:
    try:
        with _alone() as mark:
            _write(mark, _read(mark))
    except (DatabaseError, InterfaceError, OSError) as error:
        log.warning("Not marked how far the shop has come: %s", error)


# Twice a minute the first worker marks how far the shop has come.
mark_now_and_then = NowAndThen("epoch-marker", _EVERY, _mark)
