"""Numbers after a restore: what was sold after the backup's moment is lost here, but not outside.

Tills, receipts and people know numbers that the restored database has not given out. It must never
give one out again: a till would send what waits for its guests' order 10 to strangers' order 10.
"""

from django.db import connections, transaction

GAP = 1_000_000  # more than a shop sells between two backups, in years

_ON_SQLITE = (
    "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master"
    " WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    " AND name NOT IN (SELECT name FROM sqlite_sequence)",
    f"UPDATE sqlite_sequence SET seq = seq + {GAP}",
)
_ON_POSTGRESQL = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass,"
    f" coalesce(last_value, 0) + {GAP}) FROM pg_sequences WHERE schemaname = 'public'",
)


def leave_a_gap(*, using: str) -> None:
    """Let all numbers that a restored database gives out continue 1,000,000 higher."""
    statements = _ON_SQLITE if connections[using].vendor == "sqlite" else _ON_POSTGRESQL
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
