"""What goes wrong unseen: backups, their archive, their drills. Each is one alarm with one limit.

The log, the status page and the monitor (pos_…_in_trouble) all tell the same verdicts.
"""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from core_app.metrics import Reading
from operations_app.backup_runs import BACKUPS, DRILLS, last, last_good
from operations_app.backups import archiving
from operations_app.beside_requests import NowAndThen
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
    newest = last(kinds)
    good = newest if newest is None or newest.succeeded else last_good(kinds)
    # A demo has nothing to lose.
    trouble = "" if settings.DEMO else _trouble(newest, good, timezone.now() - every)
    return Standing(newest, good, trouble)


def _trouble(newest: BackupRun | None, good: BackupRun | None, oldest: datetime) -> str:
    if good is None:
        return "failed" if newest else "never"
    if not newest.succeeded:
        return "failed"
    return "too_old" if good.ended_at < oldest else ""


@dataclass(frozen=True)
class Alarm:
    """One fact to be watched: `trouble` is "" when all is well, `last_good` when it last was."""

    what: str
    trouble: str
    last_good: datetime | None


def alarms() -> Iterator[Alarm]:
    """Yield every alarm as it is now. SQLite has nothing to archive."""
    for what, standing in (("Backup", backup_standing()), ("Restore drill", drill_standing())):
        good = standing.last_good
        yield Alarm(what, standing.trouble, good.ended_at if good else None)
    if connection.vendor != "postgresql" or settings.DEMO:
        yield Alarm("Archiving", "", None)
        return
    found = archiving.current()
    yield Alarm("Archiving", archiving.trouble(found), found.last_success)


def readings() -> Iterator[Reading]:
    """Yield for the metrics whether each alarm goes off, 1 or 0, and how old what is good is."""
    for alarm in alarms():
        name = alarm.what.lower().replace(" ", "_")
        trouble = f"1 when it is red at /pos/status/: {alarm.what}."
        yield Reading(f"pos_{name}_in_trouble", trouble, int(bool(alarm.trouble)))
        if name == "archiving":
            continue  # is measured by segments, not by time
        good = alarm.last_good
        age = (timezone.now() - good).total_seconds() if good else math.inf
        told = f"Seconds since the last good one ended; +Inf: never. {alarm.what}."
        yield Reading(f"pos_last_{name}_age_seconds", told, age)


def _look() -> None:
    """Tell the log; a database that is away, or not migrated yet, has lines of its own."""
    try:
        tell_log()
    except (DatabaseError, InterfaceError) as error:
        log.warning("Backups not looked at: error=%s", error)


def tell_log() -> None:
    """Write a line for each alarm that goes off."""
    for alarm in alarms():
        if alarm.trouble:
            good = alarm.last_good
            when = good.isoformat(timespec="seconds") if good else "never"
            told = (alarm.what, alarm.trouble, when)
            log.error("%s needs attention: trouble=%s, last_good=%s", *told)


# Once an hour the first worker looks and tells the log.
remind = NowAndThen("backup-reminder", _HOUR, _look)
