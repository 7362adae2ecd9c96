"""Whether a statement reads more of what grows with the years than it should.

PostgreSQL says how it reads: each statement is explained when it is sent. What triggers and foreign
keys look up nobody explains, so the server's own counters of whole-table reads are asked too.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

GROWING = (
    "orders", "order_items", "order_tables", "bills", "payments", "idempotency_keys",
    "audit_events", "kitchen_slips", "slip_lines", "kitchen_marks",
)  # fmt: skip
# Rows of one table in one statement: a page shows 50 and sums up a day, and a list of the admin
# counts 550 of which only every third may be wanted.
MOST_READ = 2_000
_WRITES = ("INSERT ", "UPDATE ", "DELETE ")
_READS = ("SELECT ", "WITH ")


@dataclass
class Verdict:
    """How many statements were judged, and a sentence for each fault."""

    statements: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def judged() -> Iterator[Verdict]:
    """Judge every statement sent meanwhile. Within one transaction, which the counters are of."""
    verdict, before = Verdict(), _whole_reads()

    def judge(execute, sql, params, many, context):
        if sql.lstrip("( ").upper().startswith((*_READS, *_WRITES)):
            verdict.statements += 1
            verdict.faults += [f"{fault}: {sql}" for fault in faults_of(_plan(sql, params))]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(judge):
        yield verdict
    for table, count in _whole_reads().items():
        if count > before[table] and not any(f" {table}:" in each for each in verdict.faults):
            verdict.faults.append(f"a trigger or foreign key reads all of {table}")


def _options(sql: str) -> str:
    """A write is explained without being done, so its rows are what PostgreSQL expects."""
    writes = any(word in sql for word in _WRITES)
    return "FORMAT JSON" if writes else "ANALYZE, TIMING OFF, FORMAT JSON"


def _plan(sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({_options(sql)}) {sql}", params)
        (told,) = cursor.fetchone()
    (whole,) = json.loads(told) if isinstance(told, str) else told
    return whole["Plan"]


def faults_of(plan: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each step of a plan that reads too much of a table that grows."""
    for step in _steps(plan):
        table, read = step.get("Relation Name"), _rows_read(step)
        if table not in GROWING or step["Node Type"] == "ModifyTable":
            continue
        if step["Node Type"] == "Seq Scan":
            yield f"reads all of {table}"
        elif read > MOST_READ:
            yield f"reads {read} rows of {table}"


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)


def _rows_read(step: dict[str, Any]) -> float:
    if "Actual Loops" not in step:
        return step["Plan Rows"]
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return step["Actual Loops"] * sum(step.get(name, 0) for name in names)


def _whole_reads() -> dict[str, int]:
    """How often this transaction has read each table as a whole, by whatever statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)",
            [list(GROWING)],
        )
        return dict(cursor.fetchall())
