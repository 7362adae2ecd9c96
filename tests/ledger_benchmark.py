"""How long `check_ledger` takes, and how much memory, on a shop that sold for years.

    python -m tests.ledger_benchmark [ORDERS]

makes a shop with a million paid orders (or ORDERS) of three lines each on both engines, with keys,
payments and audit log, and runs the real command. The figures go into docs/performance.md by hand.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

from django import setup

from tests.engines.postgres import PostgresServer
from tests.engines.processes import unwind_on_signals
from tests.server import ROOT, RealServer

# One order has three lines, one payment, three lines of the audit log and three keys.
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {orders})"
THREE = "(SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3)"
WHEN = "'2026-01-21 12:00:00+00'"
ROWS = (
    "INSERT INTO orders (id, kind, uid, table_id, total_price, payment_method, amount_received,"
    " change, status, version, opened_by_id, created_at, updated_at, paid_at, cancel_reason,"
    " business_date, ended_on)"
    " {numbers} SELECT i, 'dine_in', {uid}, 1 + i % 12, 180, 'cash', 200, 20, 'paid', 3, 1,"
    " {when}, {when}, {when}, '', '2026-01-21', '2026-01-21' FROM n",
    "INSERT INTO order_items (id, order_id, menu_id, name, qty, voided_qty, price, created_at,"
    " void_reason) {numbers} SELECT 3 * i - 3 + k, i, 1 + i % 30, 'dish', 1, 0, 60, {when}, ''"
    " FROM n, {three} t",
    "INSERT INTO order_tables (order_id, table_id, party, since, until)"
    " {numbers} SELECT i, 1 + i % 12, 1, {when}, {when} FROM n",
    "INSERT INTO bills (id, order_id, number, status, terms_id, goods, total, paid, created_at,"
    " closed_at) {numbers} SELECT i, i, 1, 'settled', (SELECT MAX(id) FROM terms), 180, 180, 180,"
    " {when}, {when} FROM n",
    "INSERT INTO payments (id, bill_id, method, amount, amount_received, change, proof,"
    " taken_by_id, created_at, business_date)"
    " {numbers} SELECT i, i, 'cash', 180, 200, 20, '', 1, {when}, '2026-01-21' FROM n",
    "INSERT INTO audit_events (action, subject, subject_id, staff_id, details, request_id,"
    " created_at) {numbers} SELECT CASE k WHEN 1 THEN 'order.opened' WHEN 2 THEN"
    " 'order.items_added' ELSE 'order.paid' END, 'order', i, 1, {details}, 'x', {when}"
    " FROM n, {three} t",
    "INSERT INTO idempotency_keys (key, fingerprint, staff_id, status, answer, result_id,"
    " created_at) {numbers} SELECT 'k' || i || '-' || k, 'f', 1, 200, '{{}}', i, {when}"
    " FROM n, {three} t",
)
IDS = "{\"item_ids\": [' || (3*i-2) || ', ' || (3*i-1) || ', ' || (3*i) || ']}"
DETAILS = f"CASE k WHEN 2 THEN '{IDS}' ELSE '{{}}' END"


def fill(shop: RealServer, orders: int) -> None:
    """Write the rows straight into the tables, with the guard on late lines off meanwhile."""
    numbers = NUMBERS.format(orders=orders)
    with books_of(shop):
        guards = [
            *schema_guards.late_lines_off(),
            *schema_guards.ends_off(),
            *schema_guards.guard_off("orders", "bill_of_new_order"),
        ]
        postgres = connection.vendor == "postgresql"
        kind = "::jsonb" if postgres else ""
        words = {"uid": "gen_random_uuid()" if postgres else "lower(hex(randomblob(16)))"}
        with connection.cursor() as cursor:
            for sql in ROWS:
                details = f"({DETAILS}){kind}"
                words |= {"numbers": numbers, "when": when(), "three": THREE, "details": details}
                cursor.execute(sql.format(**words))
        schema_guards.put_back(guards)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def when() -> str:
    """Return a moment as the engine's columns hold it."""
    return f"{WHEN}::timestamptz" if connection.vendor == "postgresql" else "'2026-01-21 12:00:00'"


def measure(shop: RealServer) -> str:
    """Run the command; return its seconds, its memory and its own last line."""
    start = time.monotonic()
    command = [sys.executable, "manage.py", "check_ledger"]
    process = subprocess.Popen(command, cwd=ROOT, env=shop.env, stdout=subprocess.PIPE, text=True)
    last = process.stdout.read().splitlines()[-1]
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu = time.monotonic() - start, used.ru_utime + used.ru_stime
    told = f"{seconds:6.1f} s ({cpu:.1f} s of them its own CPU)  {used.ru_maxrss / 1024:.0f} MB"
    return f"{told}  exit {process.returncode}  {last}"


def main(orders: int) -> None:
    """Measure both engines."""
    unwind_on_signals()
    for engine in ("sqlite", "postgresql"):
        with ExitStack() as stack:
            url = stack.enter_context(PostgresServer()).url if engine == "postgresql" else None
            shop = stack.enter_context(RealServer(url, static=False))
            shop.stop()
            fill(shop, orders)
            print(f"{engine:<12}{measure(shop)}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    setup()
    from django.db import connection  # settings must stand first

    from tests.operations.books import books_of
    from tests.races import schema_guards

    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
