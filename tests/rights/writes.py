"""Which tables a request writes to, as its statements say."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# A lock (FOR UPDATE) and an upsert's second half (DO UPDATE) name no table.
_WRITES = re.compile(
    r'\b(?:INSERT (?:OR IGNORE )?INTO|DELETE FROM|(?<!DO )(?<!FOR )(?<!KEY )UPDATE) "?(\w+)'
)
# What whoever is turned away may leave: a word in the audit log, a count, a session that ends.
OF_DOORS = {"audit_events", "rate_counters", "django_session"}


@contextmanager
def taken_back() -> Iterator[set[str]]:
    """Take back what the block writes; yield the set of tables that it wrote to, as it fills."""
    written: set[str] = set()

    def note(execute, sql, params, many, context):
        written.update(_WRITES.findall(" ".join(sql.split())))
        return execute(sql, params, many, context)

    before = transaction.savepoint()
    try:
        with connection.execute_wrapper(note):
            yield written
    finally:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
