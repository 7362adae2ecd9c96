"""A copy of the embedded database before a new release moves its tables."""

from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core_app import written_for
from operations_app.backups import UPDATE, Backup, sqlite_copies

KEPT = 5  # of different tables: one of each, the newest


def is_due() -> bool:
    """Tell whether the shop's tables are about to move, and there is something in them."""
    executor = MigrationExecutor(connection)
    moves = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bool(moves) and bool(written_for.applied(connection))


def take(source: Path, folder: Path, *, tables: str) -> Backup:
    """Copy `source`, whose tables have the mark `tables`, into `folder`; return the copy.

    A start that fails again and again finds the same tables each time, and leaves one copy of them.
    Raises BackupTrouble; then nothing is left behind and nothing was dropped.
    """
    copy = sqlite_copies.take(source, folder, kind=f"{UPDATE}-{tables}")
    kept: list[str] = []
    for backup in reversed(sqlite_copies.backups(folder)):
        if not backup.is_before_update:
            continue
        if backup.kind in kept or len(kept) == KEPT:
            sqlite_copies.drop(folder, backup)
        else:
            kept.append(backup.kind)
    return copy
