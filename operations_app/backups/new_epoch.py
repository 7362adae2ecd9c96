"""A database that was taken back begins a new epoch: what was sold after its moment is lost here,
but not outside.

Tills, receipts and people know numbers that the restored database has not given out. It must never
give one out again: people would take order 10 for strangers' order 10. And tills must hear that
what they know of a table may be of a time that never was.
"""

from uuid import uuid4

from django.db import connections, transaction

from core_app.models import DatabaseEpoch

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


def begin(*, using: str) -> None:
    """Let all numbers that a restored database gives out continue 1,000,000 higher, and let its
    epoch have a new name. A database of a release without epochs gets one with its migration,
    which knows by the gap that it was taken back.
    """
    database = connections[using]
    statements = _ON_SQLITE if database.vendor == "sqlite" else _ON_POSTGRESQL
    with transaction.atomic(using=using), database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if DatabaseEpoch._meta.db_table in database.introspection.table_names(cursor):
            now = {"uid": uuid4(), "taken_back": True}
            DatabaseEpoch.objects.using(using).update_or_create(defaults=now)
