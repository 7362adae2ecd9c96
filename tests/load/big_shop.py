"""A shop with years behind it, to measure on: `python -m tests.load.big_shop --orders 300000`.

Fills the demo restaurant of DATABASE_URL or VAR_DIR (migrate and load_demo first) with paid orders
of four lines each, their payments, audit log and keys, as if one was sold every five minutes. The
ledger finds nothing wrong in it. Triggers are off meanwhile: history is written, not lived.
"""

import argparse
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pos_project.settings")
os.environ["POS_COMMAND"] = "1"
django.setup()

from django.db import connection, transaction  # noqa: E402 (settings stand first)
from django.utils import timezone  # noqa: E402

POSTGRES = connection.vendor == "postgresql"
# One "now" for all tables: an order and its payment tell the same moment.
NOW = f"{timezone.now():%Y-%m-%d %H:%M:%S}"
AT = (
    f"timestamptz '{NOW}+00' - n * interval '5 minutes'"
    if POSTGRES
    else f"strftime('%Y-%m-%d %H:%M:%f000', '{NOW}', '-' || (n * 5) || ' minutes')"
)
# The shop's clock is 7 hours ahead of UTC, and its day starts at 04:00.
DAY = "(at + interval '3 hours')::date" if POSTGRES else "date(at, '+3 hours')"
UID = "gen_random_uuid()" if POSTGRES else "lower(hex(randomblob(16)))"
NULL_UUID = "NULL::uuid" if POSTGRES else "NULL"
LINE_IDS = " || ', ' || ".join(f"(n * 4 - {3 - k})" for k in range(4))
DETAILS = (
    f"(CASE action WHEN 'order.items_added' THEN '{{\"item_ids\": [' || {LINE_IDS} || ']}}'"
    f" ELSE '{{}}' END){'::jsonb' if POSTGRES else ''}"
)

# n runs over the orders, k over the four lines of each: dishes 1 to 30, tables 1 to 12.
NUMBERS = """
    WITH RECURSIVE numbers(n) AS (
        SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {orders}
    ),
    lines(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM lines WHERE k < 3),
    history AS (
        SELECT n, {at} AS at,
               (SELECT SUM(price) FROM menus WHERE id IN
                   (1 + (n * 4) % 30, 1 + (n * 4 + 1) % 30,
                    1 + (n * 4 + 2) % 30, 1 + (n * 4 + 3) % 30)) AS total
        FROM numbers
    )
"""
STATEMENTS = {
    "orders": """
        INSERT INTO orders (id, kind, uid, table_id, total_price, payment_method, amount_received,
            change, status, version, opened_by_id, created_at, updated_at, paid_at, cancel_reason,
            business_date, ended_on)
        {numbers}
        SELECT n, 'dine_in', {uid}, 1 + n % 12, total, 'cash', total,
               0, 'paid', 3, 1, at, at, at, '', {day}, {day}
        FROM history
    """,
    "order_items": """
        INSERT INTO order_items (id, order_id, menu_id, name, qty, voided_qty, price, created_at,
            void_reason)
        {numbers}
        SELECT n * 4 - 3 + k, n, menus.id, menus.name, 1, 0, menus.price, at, ''
        FROM history CROSS JOIN lines JOIN menus ON menus.id = 1 + (n * 4 + k) % 30
    """,
    "order_tables": """
        INSERT INTO order_tables (order_id, table_id, party, since, until)
        {numbers}
        SELECT n, 1 + n % 12, 1, at, at FROM history
    """,
    "bills": """
        INSERT INTO bills (id, order_id, number, status, terms_id, goods, total, paid, created_at,
            closed_at)
        {numbers}
        SELECT n, n, 1, 'settled', (SELECT MAX(id) FROM terms), total, total, total, at, at
        FROM history
    """,
    "payments": """
        INSERT INTO payments (bill_id, method, amount, amount_received, change, taken_by_id,
            created_at, business_date)
        {numbers}
        SELECT n, 'cash', total, total, 0, 1, at, {day} FROM history
    """,
    "audit_events": """
        INSERT INTO audit_events (action, subject, subject_id, staff_id, details, request_id,
            created_at)
        {numbers}
        SELECT action, 'order', n, 1, {details}, '', at
        FROM history CROSS JOIN (SELECT 'order.opened' AS action
            UNION ALL SELECT 'order.items_added' UNION ALL SELECT 'order.paid') a
    """,
    "idempotency_keys": """
        INSERT INTO idempotency_keys (key, fingerprint, staff_id, status, answer, result_id,
            created_at, client_id)
        {numbers}
        SELECT 'history-' || n || '-' || k, 'f', 1, 201, '{{"order_id": ' || n || '}}', n, at,
               {null_uuid}
        FROM history CROSS JOIN lines WHERE k < 3
    """,
}


def fill(orders: int) -> None:
    """Write everything in one transaction and print how long each table took."""
    words = {"at": AT, "details": DETAILS, "uid": UID, "null_uuid": NULL_UUID, "day": DAY}
    with transaction.atomic(), connection.cursor() as cursor:
        put_back = triggers_off(cursor)
        for table, statement in STATEMENTS.items():
            started = time.monotonic()
            numbers = NUMBERS.format(orders=orders, at=AT)
            cursor.execute(statement.format(numbers=numbers, **words))
            print(f"{table:<18}{cursor.rowcount:>9} rows {time.monotonic() - started:>6.1f} s")
        if POSTGRES:
            given = (("orders", orders), ("bills", orders), ("order_items", orders * 4))
            for table, rows in given:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, rows])
        for statement in put_back:
            cursor.execute(statement)


def triggers_off(cursor) -> list[str]:
    """Take the guards of final rows off; return what puts them back.

    A superuser of PostgreSQL spares the foreign keys too: they are right by how they are made, and
    looking up 25 of them for each order takes most of the time.
    """
    if POSTGRES and is_superuser(cursor):
        cursor.execute("SET LOCAL session_replication_role = replica")
        return []  # it ends with the transaction
    if POSTGRES:
        for table in STATEMENTS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        enable = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in STATEMENTS]
        return ["SET CONSTRAINTS ALL IMMEDIATE", *enable]
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in triggers]


def is_superuser(cursor) -> bool:
    """Tell whether PostgreSQL lets us switch foreign keys off."""
    cursor.execute("SELECT current_setting('is_superuser')")
    return cursor.fetchone()[0] == "on"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=300_000)
    fill(parser.parse_args().orders)
