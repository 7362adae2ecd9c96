"""Years of trade, written as rows: paid orders of four lines each, their payments, audit log and
keys, as if one was sold every five minutes.

It needs 30 dishes, 12 tables, somebody who sells, and no order yet. The ledger finds nothing wrong
in it. Triggers are off meanwhile: history is written, not lived.
"""

import time

from django.db import connection, transaction
from django.utils import timezone

POSTGRES = connection.vendor == "postgresql"
# One "now" for all tables: an order and its payment tell the same moment.
NOW = f"{timezone.now():%Y-%m-%d %H:%M:%S}"
# The last one a moment ago: numbers grow with time, as a shop's do.
AGO = "({orders} + 1 - n) * 5"  # minutes
AT = (
    f"timestamptz '{NOW}+00' - {AGO} * interval '1 minute'"
    if POSTGRES
    else f"strftime('%Y-%m-%d %H:%M:%f000', '{NOW}', '-' || ({AGO}) || ' minutes')"
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

# n runs over the orders, k over the four lines of each: the first 30 dishes and 12 tables in turn.
# Rows are written as they would have come, one order after the other: PostgreSQL would leave them
# in the order of its joins, and plan for a shop whose days lie scattered over the whole table.
NUMBERS = """
    WITH RECURSIVE numbers(n) AS (
        SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {orders}
    ),
    lines(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM lines WHERE k < 3),
    dishes AS MATERIALIZED (
        SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, id, name, price FROM menus
    ),
    places AS MATERIALIZED (
        SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, id FROM tables
    ),
    totals AS MATERIALIZED (
        SELECT a.place, SUM(b.price) AS total
        FROM dishes a JOIN dishes b ON b.place < 30 AND (b.place - a.place + 30) % 30 < 4
        GROUP BY a.place
    ),
    history AS (
        SELECT n, {at} AS at, total, places.id AS place, (SELECT MIN(id) FROM staff) AS seller
        FROM numbers
        JOIN places ON places.place = n % 12
        JOIN totals ON totals.place = (n * 4) % 30
    )
"""
STATEMENTS = {
    "orders": """
        INSERT INTO orders (id, kind, uid, table_id, total_price, payment_method, amount_received,
            change, status, version, opened_by_id, created_at, updated_at, paid_at, cancel_reason,
            business_date, ended_on)
        {numbers}
        SELECT n, 'dine_in', {uid}, place, total, 'cash', total,
               0, 'paid', 3, seller, at, at, at, '', {day}, {day}
        FROM history
        ORDER BY n
    """,
    "order_items": """
        INSERT INTO order_items (id, order_id, menu_id, name, qty, voided_qty, price, created_at,
            void_reason)
        {numbers}
        SELECT n * 4 - 3 + k, n, dishes.id, name, 1, 0, price, at, ''
        FROM history CROSS JOIN lines JOIN dishes ON dishes.place = (n * 4 + k) % 30
        ORDER BY n
    """,
    "order_tables": """
        INSERT INTO order_tables (order_id, table_id, party, since, until)
        {numbers}
        SELECT n, place, 1, at, at FROM history
        ORDER BY n
    """,
    "bills": """
        INSERT INTO bills (id, order_id, number, status, terms_id, goods, total, paid, created_at,
            closed_at)
        {numbers}
        SELECT n, n, 1, 'settled', (SELECT MAX(id) FROM terms), total, total, total, at, at
        FROM history
        ORDER BY n
    """,
    "payments": """
        INSERT INTO payments (bill_id, method, amount, amount_received, change, proof,
            taken_by_id, created_at, business_date)
        {numbers}
        SELECT n, 'cash', total, total, 0, '', seller, at, {day} FROM history
        ORDER BY n
    """,
    "audit_events": """
        INSERT INTO audit_events (action, subject, subject_id, staff_id, details, request_id,
            created_at)
        {numbers}
        SELECT action, 'order', n, seller, {details}, '', at
        FROM history CROSS JOIN (SELECT 'order.opened' AS action
            UNION ALL SELECT 'order.items_added' UNION ALL SELECT 'order.paid') a
        ORDER BY n
    """,
    "idempotency_keys": """
        INSERT INTO idempotency_keys (key, fingerprint, staff_id, status, answer, result_id,
            created_at, client_id)
        {numbers}
        SELECT 'history-' || n || '-' || k, 'f', seller, 201, '{{"order_id": ' || n || '}}', n, at,
               {null_uuid}
        FROM history CROSS JOIN lines WHERE k < 3
        ORDER BY n
    """,
}
# Of a shop whose first station makes all its dishes.
KITCHEN = {
    "kitchen_slips": """
        INSERT INTO kitchen_slips (id, key, station_id, order_id, kind, reason, sent_by_id,
            is_again, tapped_at, created_at)
        {numbers}
        SELECT n, 'history-' || n, (SELECT MIN(id) FROM stations), n, 'add', '', seller, FALSE,
            at, at
        FROM history
        ORDER BY n
    """,
    "slip_lines": """
        INSERT INTO slip_lines (id, slip_id, item_id, qty)
        {numbers}
        SELECT n * 4 - 3 + k, n, n * 4 - 3 + k, 1 FROM numbers CROSS JOIN lines
        ORDER BY n
    """,
    "kitchen_marks": """
        INSERT INTO kitchen_marks (line_id, kind, key, marked_by_id, created_at)
        {numbers}
        SELECT n * 4 - 3 + k, 'done', 'history-' || n, seller, at FROM history CROSS JOIN lines
        ORDER BY n
    """,
}


def fill(orders: int, *, kitchen: bool = False) -> None:
    """Write everything in one transaction and print how long each table took.

    With a `kitchen` each order was sent to the first station and made there; the audit log does not
    know of it.
    """
    words = {"details": DETAILS, "uid": UID, "null_uuid": NULL_UUID, "day": DAY}
    statements = STATEMENTS | (KITCHEN if kitchen else {})
    with transaction.atomic(), connection.cursor() as cursor:
        put_back = triggers_off(cursor)
        for table, statement in statements.items():
            started = time.monotonic()
            numbers = NUMBERS.format(orders=orders, at=AT.format(orders=orders))
            cursor.execute(statement.format(numbers=numbers, **words))
            print(f"{table:<18}{cursor.rowcount:>9} rows {time.monotonic() - started:>6.1f} s")
        if POSTGRES:
            given = {"orders": orders, "bills": orders, "order_items": orders * 4}
            given |= {"kitchen_slips": orders, "slip_lines": orders * 4} if kitchen else {}
            for table, rows in given.items():
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
        # It would end with the transaction, which may be longer than ours.
        return ["SET LOCAL session_replication_role = origin"]
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
