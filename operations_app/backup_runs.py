"""What is known of past backups and drills: the memory that status page, metrics and log read."""

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from operations_app.models import BackupRun

log = logging.getLogger(__name__)

BACKUPS = (BackupRun.Kind.FULL, BackupRun.Kind.INCREMENTAL)
DRILLS = (BackupRun.Kind.DRILL,)


def last_good(kinds: tuple[str, ...]) -> BackupRun | None:
    """Return the newest run of `kinds` that succeeded, or None when there never was one."""
    return _newest(kinds, succeeded=True)


def last(kinds: tuple[str, ...]) -> BackupRun | None:
    """Return the newest run of `kinds`, good or failed, or None."""
    return _newest(kinds)


def _newest(kinds: tuple[str, ...], **only: bool) -> BackupRun | None:
    return BackupRun.objects.filter(kind__in=kinds, **only).order_by("-ended_at", "-pk").first()


def record(
    *,
    kind: str,
    succeeded: bool,
    started_at: datetime,
    size: int | None = None,
    details: dict[str, Any],
) -> BackupRun | None:
    """Remember a backup or drill that ended just now. `size` is bytes, None when there is none.

    A clock that was set back meanwhile must not cost the memory of the run, nor a database that is
    away make a good backup a bad one: the log has the verdict anyway.
    """
    try:
        return BackupRun.objects.create(
            kind=kind,
            succeeded=succeeded,
            started_at=started_at,
            ended_at=max(timezone.now(), started_at),
            size=size,
            details=details,
        )
    except DatabaseError as error:
        log.error("Run not remembered: kind=%s, error=%s", kind, error)
        return None
