"""How old the last good backup and the last good restore drill are, and whether that is too old."""

import logging
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from core_app import metrics
from core_app.metrics import Reading
from operations_app.backup_runs import BACKUPS, DRILLS, last, last_good
from operations_app.models import BackupRun

log = logging.getLogger(__name__)

_HOUR = 3600.0  # seconds

# A day and two hours: last night's backup may still be running when this night's is looked for.
BACKUP_EVERY = timedelta(hours=26)
DRILL_EVERY = timedelta(days=35)  # a month, and a few days to find an evening for it


@dataclass(frozen=True)
class Standing:
    """The newest run of a kind and the newest good one; `trouble` is "" when all is well.

    `trouble` is "never", "too_old" or "failed" (the newest run failed, whatever there was before).
    """

    last: BackupRun | None
    last_good: BackupRun | None
    trouble: str


def backup_standing() -> Standing:
    """Return how the shop's backups stand now."""
    return _standing(BACKUPS, BACKUP_EVERY)


def drill_standing() -> Standing:
    """Return how the shop's restore drills stand now."""
    return _standing(DRILLS, DRILL_EVERY)


def _standing(kinds: tuple[str, ...], every: timedelta) -> Standing:
    newest, good = last(kinds), last_good(kinds)
    return Standing(newest, good, _trouble(newest, good, timezone.now() - every))


def _trouble(newest: BackupRun | None, good: BackupRun | None, oldest: datetime) -> str:
    if good is None:
        return "failed" if newest else "never"
    if not newest.succeeded:
        return "failed"
    return "too_old" if good.ended_at < oldest else ""


def readings() -> Iterator[Reading]:
    """Yield both ages for the metrics, in seconds; +Inf when there never was a good run."""
    yield Reading(
        "pos_last_backup_age_seconds",
        "Time since the last good backup ended; +Inf when there never was one.",
        _age(last_good(BACKUPS)),
    )
    yield Reading(
        "pos_last_restore_drill_age_seconds",
        "Time since the last good restore drill ended; +Inf when there never was one.",
        _age(last_good(DRILLS)),
    )


def _age(run: BackupRun | None) -> float:
    return (timezone.now() - run.ended_at).total_seconds() if run else math.inf


class Reminder:
    """Once an hour, beginning with the first request, the first worker looks and tells the log.

    Receiver of request_finished. A thread of its own does it, so that no guest's request waits.
    """

    def __init__(self):
        self.due = 0.0

    def __call__(self, **signal) -> None:
        if metrics.WORKER != "0" or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + _HOUR
        threading.Thread(target=_look, name="backup-reminder", daemon=True).start()


remind = Reminder()


def _look() -> None:
    """Tell the log; a database that is away, or not migrated yet, has lines of its own."""
    try:
        tell_log()
    except (DatabaseError, InterfaceError) as error:
        log.warning("Backups not looked at: error=%s", error)
    finally:
        connection.close()


def tell_log() -> None:
    """Write a line for backups and for drills that are not as they should be.

    A demo has nothing to lose and says nothing.
    """
    if settings.DEMO:
        return
    for what, standing in (("Backup", backup_standing()), ("Restore drill", drill_standing())):
        if standing.trouble:
            good = standing.last_good
            when = good.ended_at.isoformat(timespec="seconds") if good else "never"
            log.error("%s needs attention: trouble=%s, last_good=%s", what, standing.trouble, when)
