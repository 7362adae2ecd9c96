"""A database that was taken back begins a new epoch: what was sold after its moment is lost here,
but not outside.

Tills, receipts and people know numbers that the restored database has not given out. It must never
give one out again: people would take order 10 for strangers' order 10. And tills must hear that
what they know of a table may be of a time that never was.
"""

from typing import Any
from uuid import uuid4

from django.db import connections, transaction
from django.utils import timezone

from core_app.models import AuditEvent, DatabaseEpoch
from devices_app.catching_up import KEPT
from orders_app.models import PrintJob

RESTORED = "restored"  # why it is not known of a paper whether it was printed
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
    epoch have a new name, in which devices send again what they did. A database of a release that
    cannot say so yet learns it with its migrations, which know by the gap that it was taken back.
    """
    database = connections[using]
    statements = _ON_SQLITE if database.vendor == "sqlite" else _ON_POSTGRESQL
    with transaction.atomic(using=using), database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        known = _columns(database, cursor)
        if not known:
            return
        now = {"uid": uuid4(), "taken_back": True}
        if "began_at" in known:
            now |= _catching_up(using)
        epochs = DatabaseEpoch.objects.using(using)
        if not epochs.update(**now):
            epochs.create(**now)
        if PrintJob._meta.db_table in database.introspection.table_names(cursor):
            _doubt_paper(using)


def _doubt_paper(using: str) -> None:
    """Say of what waited for printers when the copy was taken that it may be on paper: it was
    printed since, or was not."""
    state, now = PrintJob.State, timezone.now()
    jobs = PrintJob.objects.using(using)
    jobs.filter(state__in=[state.WAITING, state.FAILED]).update(state=state.SENDING)
    told = {"state": state.UNKNOWN, "cause": RESTORED, "changed_at": now}
    jobs.filter(state=state.SENDING).update(**told)


def _columns(database, cursor) -> set[str]:
    """Return the columns of the epoch's table, as the restored release has them."""
    table = DatabaseEpoch._meta.db_table
    if table not in database.introspection.table_names(cursor):
        return set()
    return {each.name for each in database.introspection.get_table_description(cursor, table)}


def _catching_up(using: str) -> dict[str, Any]:
    """A device may have missed the restore before this one: what is wanted goes as far back."""
    newest, now = AuditEvent.objects.using(using).order_by("-pk").first(), timezone.now()
    before = DatabaseEpoch.objects.using(using).filter(began_at__gt=now - KEPT).first()
    moments = [newest.created_at if newest else now] + ([before.goes_back_to] if before else [])
    return {
        "began_at": now,
        "goes_back_to": min(moments),
        "sent_again": 0,
        "caught_up_at": None,
    }
