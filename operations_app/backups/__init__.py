"""Backups and restores: pgBackRest for PostgreSQL, the online backup API for the embedded SQLite.

`shop` is the one door: it knows the shop's settings and hands them to the engine in use. The
engines (`sqlite_copies`, `pgbackrest`) are told every folder, so that tests bring their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

FULL, INCREMENTAL = "full", "incremental"
UPDATE = "update"  # how the kind of a copy before an update begins; its tables' mark follows
KEEP_DAYS = 30

# Told how much of a long job is done, from 0 to 1.
Progress = Callable[[float], None]


def no_progress(share: float) -> None:
    """Progress that nobody watches."""


class BackupTrouble(Exception):
    """A backup or restore that could not be done; the text is a Thai sentence for a technician."""


class RestoreRefused(BackupTrouble):
    """A restore that would have destroyed something, or that nobody agreed to."""


@dataclass(frozen=True)
class Backup:
    """One backup as the engine keeps it; times are aware, `size` is bytes in the store.

    `complete`: restored from alone. `restorable_until` lies after `ended_at` only where the engine
    also keeps every change made since. `figures` were counted when it was made ({} when unknown).
    """

    label: str
    kind: str
    started_at: datetime
    ended_at: datetime
    size: int
    complete: bool
    restorable_from: datetime
    restorable_until: datetime
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def is_before_update(self) -> bool:
        """Tell whether it is the copy of a former release's tables, which has no figures."""
        return self.kind.startswith(UPDATE)


@dataclass(frozen=True)
class Restored:
    """What a restore made: where, up to which change, and where the former data is (or '')."""

    place: str
    last_change: datetime
    set_aside: str
