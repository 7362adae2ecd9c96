"""The owner's schedule: a full backup at 03:00, one between every 6 hours, by the shop's clock.

deploy/backup/ holds the same times for systemd and cron; tests compare the three.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from operations_app.backups import FULL, INCREMENTAL

FULL_HOUR = 3
HOURS = (3, 9, 15, 21)


def next_after(moment: datetime) -> tuple[datetime, str]:
    """Return when the next backup is due after `moment`, and its kind."""
    local = timezone.localtime(moment)
    day = local.replace(minute=0, second=0, microsecond=0)
    for shift in (0, 1):
        for hour in HOURS:
            due = (day + timedelta(days=shift)).replace(hour=hour)
            if due > local:
                return due, FULL if hour == FULL_HOUR else INCREMENTAL
    raise AssertionError("unreachable: tomorrow has a backup")
