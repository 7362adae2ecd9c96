"""The books, added up again from the tables: what the shop believes, checked against its rows.

Every rule is one SQL statement that aggregates inside the database and returns only what differs,
so that a million orders cost seconds and no memory. One statement sees one moment on either engine:
a busy shop yields no false alarms. SQLite adds decimals as floats, hence ROUND(x, 2) everywhere.

Order numbers may have gaps (an opening that was rolled back took one), so nothing is said about
gaps here; there is no running receipt number yet that would have to be without any.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain

from django.db import connection, transaction

from core_app.money import as_text, baht
from orders_app.billing.bill import bill_of
from orders_app.models import Bill
from reports_app.differences import Difference, of_order, rows
from reports_app.kitchen_ledger import kitchen_differences


def differences() -> Iterator[Difference]:
    """Yield everything that does not add up, rule by rule, as the database finds it."""
    with _unhurried():
        yield from chain(
            _totals(),
            _voids(),
            _tables(),
            _seatings(),
            _bills(),
            _payments(),
            _endings(),
            _audit_log(),
            _lines(),
            _keys(),
            kitchen_differences(),
        )


def _totals() -> Iterator[Difference]:
    """An order's total is the sum of what is left of its lines."""
    for order, total, lines in rows(_TOTALS):
        yield of_order(
            "total_differs", order, f"ยอดรวม {_baht(total)} แต่รายการรวมได้ {_baht(lines)}"
        )


_TOTALS = """
    SELECT o.id, o.total_price, COALESCE(i.total, 0)
    FROM orders o
    LEFT JOIN (
        SELECT order_id, SUM(price * (qty - voided_qty)) AS total
        FROM order_items GROUP BY order_id
    ) i ON i.order_id = o.id
    WHERE ROUND(o.total_price, 2) <> ROUND(COALESCE(i.total, 0), 2)
"""


def _voids() -> Iterator[Difference]:
    """A line says how many of it its voids took off."""
    for order, line, told, voids in rows(_VOIDS):
        fact = f"รายการ {line} ยกเลิก {told} แต่มีบันทึกการยกเลิก {voids}"
        yield of_order("void_differs", order, fact)


_VOIDS = """
    SELECT i.order_id, i.id, i.voided_qty, COALESCE(v.qty, 0)
    FROM order_items i
    LEFT JOIN (SELECT item_id, SUM(qty) AS qty FROM item_voids GROUP BY item_id) v
        ON v.item_id = i.id
    WHERE i.voided_qty <> COALESCE(v.qty, 0)
"""


def _tables() -> Iterator[Difference]:
    """A table, retired or not, is occupied exactly while one party sits at it."""
    for table, name, status, orders in rows(_TABLES):
        if orders > 1:
            kind, fact = "table_has_many_orders", f"มีออเดอร์ที่เปิดอยู่ {orders} ออเดอร์พร้อมกัน"
        elif status == "occupied":
            kind, fact = "table_occupied_without_order", "มีลูกค้า แต่ไม่มีออเดอร์ที่เปิดอยู่"
        else:
            kind, fact = "table_free_with_order", "ว่าง แต่มีออเดอร์ที่เปิดอยู่"
        yield Difference(kind, "table", table, f"โต๊ะ {table} ({name}): {fact}")


_TABLES = """
    SELECT t.id, t.name, t.status, COUNT(s.id)
    FROM tables t
    LEFT JOIN order_tables s ON s.table_id = t.id AND s.until IS NULL
    GROUP BY t.id, t.name, t.status
    HAVING COUNT(s.id) <> CASE WHEN t.status = 'occupied' THEN 1 ELSE 0 END
"""


def _seatings() -> Iterator[Difference]:
    """An open order sits at one place, the table it names, if it names one; one that ended, or
    names none, sits nowhere."""
    for order, status, places in rows(_SEATINGS):
        yield of_order(
            "seating_differs", order, f"สถานะ {status} แต่นั่งอยู่ {places} ที่ หรือไม่ใช่โต๊ะของออเดอร์"
        )


_SEATINGS = """
    SELECT o.id, o.status, COUNT(s.id)
    FROM orders o
    LEFT JOIN order_tables s ON s.order_id = o.id AND s.until IS NULL
    GROUP BY o.id, o.status, o.table_id
    HAVING COUNT(s.id) <> CASE WHEN o.status = 'open' AND o.table_id IS NOT NULL THEN 1 ELSE 0 END
        OR COUNT(CASE WHEN s.table_id <> o.table_id THEN 1 END) > 0
"""


def _bills() -> Iterator[Difference]:
    """A bill is paid what its payments sum up to; bills end as their order does, and cover it.

    What a bill comes to is asked of bill_of, once for all of the same goods and total.
    """
    for order, number, status, paid, payments in rows(_PAID_BILLS):
        fact = f"บิล {number} ({status}) จ่ายแล้ว {_baht(paid)} แต่การชำระเงินรวมได้ {_baht(payments)}"
        yield of_order("bill_differs", order, fact)
    for order, status, goods, lines in rows(_COVERED):
        fact = f"สถานะ {status} บิลครอบคลุม {_baht(goods)} จากรายการ {_baht(lines)} หรือสถานะบิลไม่ตรงกัน"
        yield of_order("bill_differs", order, fact)

    for goods, total in rows(_RECKONED):
        reckoned = bill_of((), standing=_exact(goods)).total
        if reckoned == _exact(total):
            continue
        bills = Bill.objects.filter(status=Bill.Status.SETTLED, goods=_exact(goods))
        for bill in bills.filter(total=_exact(total)).order_by("pk"):
            fact = f"บิล {bill.number} ยอดรวม {_baht(total)} แต่คิดได้ {_baht(reckoned)}"
            yield of_order("bill_differs", bill.order_id, fact)


_RECKONED = """
    SELECT DISTINCT goods, total FROM bills WHERE status = 'settled'
"""
_PAID_BILLS = """
    SELECT b.order_id, b.number, b.status, b.paid, COALESCE(p.amount, 0)
    FROM bills b
    LEFT JOIN (SELECT bill_id, SUM(amount) AS amount FROM payments GROUP BY bill_id) p
        ON p.bill_id = b.id
    WHERE ROUND(b.paid, 2) <> ROUND(COALESCE(p.amount, 0), 2)
"""
_COVERED = """
    SELECT o.id, o.status, COALESCE(b.goods, 0), COALESCE(i.total, 0)
    FROM orders o
    LEFT JOIN (
        SELECT order_id,
               SUM(CASE WHEN status = 'settled' THEN goods ELSE 0 END) AS goods,
               SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS open,
               SUM(CASE WHEN status = 'settled' THEN 1 ELSE 0 END) AS settled
        FROM bills GROUP BY order_id
    ) b ON b.order_id = o.id
    LEFT JOIN (
        SELECT order_id, SUM(price * (qty - voided_qty)) AS total
        FROM order_items GROUP BY order_id
    ) i ON i.order_id = o.id
    WHERE COALESCE(b.open, 0) <> CASE WHEN o.status = 'open' THEN 1 ELSE 0 END
        OR (COALESCE(b.settled, 0) > 0) <> (o.status = 'paid')
        OR (o.status = 'paid' AND ROUND(b.goods, 2) <> ROUND(COALESCE(i.total, 0), 2))
"""


def _payments() -> Iterator[Difference]:
    """A paid order has payments, which sum up to what the order says; no other order has any."""
    for order, status, payments in rows(_PAYMENT_COUNTS):
        yield of_order("payment_count", order, f"สถานะ {status} แต่มีการชำระเงิน {payments} ครั้ง")
    for order, *told in rows(_PAYMENT_MISMATCHES):
        paid, total, method, order_method, received, order_received, change, order_change = told
        fact = (
            f"การชำระเงิน ({method} {_baht(paid)} รับ {_baht(received)}"
            f" ทอน {_baht(change)}) ไม่ตรงกับออเดอร์ ({order_method} {_baht(total)}"
            f" รับ {_baht(order_received)} ทอน {_baht(order_change)}) หรือเวลาหรือวันขายที่จ่ายไม่ตรงกัน"
        )
        yield of_order("payment_differs", order, fact)
    for payment, amount, received, change in rows(_CHANGE):
        fact = f"รับ {_baht(received)} จ่าย {_baht(amount)} แต่ทอน {_baht(change)}"
        yield Difference("change_differs", "payment", payment, f"การชำระเงิน {payment}: {fact}")


_PAYMENT_COUNTS = """
    SELECT o.id, o.status, COUNT(p.id)
    FROM orders o
    LEFT JOIN bills b ON b.order_id = o.id
    LEFT JOIN payments p ON p.bill_id = b.id
    GROUP BY o.id, o.status
    HAVING (COUNT(p.id) > 0) <> (o.status = 'paid')
"""
_PAYMENT_MISMATCHES = """
    SELECT o.id, p.amount, o.total_price, p.method, o.payment_method,
           p.received, o.amount_received, p.change, o.change
    FROM (
        SELECT b.order_id AS order_id, SUM(p.amount) AS amount, SUM(p.amount_received) AS received,
               SUM(p.change) AS change, MAX(p.created_at) AS last_at, MAX(p.business_date) AS day,
               CASE WHEN MIN(p.method) = MAX(p.method) THEN MIN(p.method) ELSE 'mixed' END AS method
        FROM payments p
        JOIN bills b ON b.id = p.bill_id
        GROUP BY b.order_id
    ) p
    JOIN orders o ON o.id = p.order_id
    WHERE o.status = 'paid' AND (
        ROUND(p.amount, 2) <> ROUND(o.total_price, 2)
        OR p.method <> COALESCE(o.payment_method, '')
        OR ROUND(p.received, 2) <> ROUND(COALESCE(o.amount_received, -1), 2)
        OR ROUND(p.change, 2) <> ROUND(COALESCE(o.change, -1), 2)
        OR o.paid_at IS NULL OR o.paid_at <> p.last_at
        OR o.ended_on IS NULL OR o.ended_on <> p.day
    )
"""
_CHANGE = """
    SELECT id, amount, amount_received, change
    FROM payments
    WHERE ROUND(amount_received - amount, 2) <> ROUND(change, 2)
"""


def _endings() -> Iterator[Difference]:
    """A cancelled order says why and when; no other order is cancelled."""
    for order, status in rows(_CANCELLATIONS):
        fact = f"สถานะ {status} ไม่ตรงกับเหตุผลหรือเวลาที่ยกเลิก"
        yield of_order("cancellation_differs", order, fact)


_CANCELLATIONS = """
    SELECT id, status
    FROM orders
    WHERE CASE WHEN status = 'cancelled'
        THEN cancel_reason = '' OR cancelled_at IS NULL
        ELSE cancel_reason <> '' OR cancelled_at IS NOT NULL
    END
"""


def _audit_log() -> Iterator[Difference]:
    """The audit log tells of each command as often as the tables, and of no order that is gone."""
    for order, *counts in rows(_AUDIT_LOG):
        for action, (told, done) in zip(_ACTIONS, _pairs(counts), strict=True):
            if told != done:
                fact = f"บันทึก {action} มี {told} ครั้ง แต่ข้อมูลแสดงว่าควรมี {done} ครั้ง"
                yield of_order("diary_differs", order, fact)
    for order, events in rows(_LOST):
        fact = f"มีบันทึก {events} รายการ แต่ไม่มีออเดอร์นี้แล้ว"
        yield of_order("order_lost", order, fact)


_ACTIONS = ("order.opened", "order.paid", "order.cancelled", "order.item_voided")
_AUDIT_LOG = """
    SELECT id, opened, 1, paid, is_paid, cancelled, is_cancelled, voided, voided_lines
    FROM (
        SELECT o.id AS id,
               COALESCE(a.opened, 0) AS opened,
               COALESCE(a.paid, 0) AS paid,
               CASE WHEN o.status = 'paid' THEN 1 ELSE 0 END AS is_paid,
               COALESCE(a.cancelled, 0) AS cancelled,
               CASE WHEN o.status = 'cancelled' THEN 1 ELSE 0 END AS is_cancelled,
               COALESCE(a.voided, 0) AS voided,
               COALESCE(i.voided_lines, 0) AS voided_lines
        FROM orders o
        LEFT JOIN (
            SELECT subject_id,
                   SUM(CASE WHEN action = 'order.opened' THEN 1 ELSE 0 END) AS opened,
                   SUM(CASE WHEN action = 'order.paid' THEN 1 ELSE 0 END) AS paid,
                   SUM(CASE WHEN action = 'order.cancelled' THEN 1 ELSE 0 END) AS cancelled,
                   SUM(CASE WHEN action = 'order.item_voided' THEN 1 ELSE 0 END) AS voided
            FROM audit_events WHERE subject = 'order' GROUP BY subject_id
        ) a ON a.subject_id = o.id
        LEFT JOIN (
            SELECT i.order_id, COUNT(*) AS voided_lines
            FROM item_voids v JOIN order_items i ON i.id = v.item_id GROUP BY i.order_id
        ) i ON i.order_id = o.id
    ) counted
    WHERE opened <> 1 OR paid <> is_paid OR cancelled <> is_cancelled OR voided <> voided_lines
"""
_LOST = """
    SELECT a.subject_id, COUNT(*)
    FROM audit_events a
    LEFT JOIN orders o ON o.id = a.subject_id
    WHERE a.subject = 'order' AND o.id IS NULL
    GROUP BY a.subject_id
"""


def _lines() -> Iterator[Difference]:
    """Every line was added by a logged command, which names as many lines as there are."""
    for order, told, lines in rows(_LINES[connection.vendor]):
        fact = f"บันทึกว่าเพิ่ม {told} รายการ แต่มี {lines} รายการ"
        yield of_order("lines_differ", order, fact)


_ADDED = """
    SELECT o.id, COALESCE(a.told, 0), COALESCE(i.lines, 0)
    FROM orders o
    LEFT JOIN (
        SELECT subject_id, SUM({length}) AS told
        FROM audit_events
        WHERE subject = 'order' AND action = 'order.items_added' GROUP BY subject_id
    ) a ON a.subject_id = o.id
    LEFT JOIN (
        SELECT order_id, COUNT(*) AS lines FROM order_items GROUP BY order_id
    ) i ON i.order_id = o.id
    WHERE COALESCE(a.told, 0) <> COALESCE(i.lines, 0)
"""
_LINES = {
    "postgresql": _ADDED.format(length="jsonb_array_length(details->'item_ids')"),
    "sqlite": _ADDED.format(length="json_array_length(details, '$.item_ids')"),
}


def _keys() -> Iterator[Difference]:
    """Every key has its final answer: a refusal its text, a success the order it made."""
    for key, text, status, result in rows(_KEYS):
        if status < 200:
            kind, fact = "key_unfinished", f"ยังไม่มีสถานะสุดท้าย (สถานะ {status})"
        elif status >= 400:
            kind, fact = "key_without_answer", f"ถูกปฏิเสธ ({status}) แต่ไม่มีคำตอบเก็บไว้"
        else:
            kind, fact = "key_without_order", f"สำเร็จ ({status}) แต่ไม่มีออเดอร์ {result}"
        yield Difference(kind, "key", key, f"คีย์ {key} ({text}): {fact}")


_KEYS = """
    SELECT k.id, k.key, k.status, k.result_id
    FROM idempotency_keys k
    LEFT JOIN orders o ON o.id = k.result_id
    WHERE k.status < 200
       OR (k.status < 400 AND o.id IS NULL)
       OR (k.status >= 400 AND k.answer = '')
"""


def _pairs(counts: list[int]) -> Iterator[tuple[int, int]]:
    return zip(counts[::2], counts[1::2], strict=True)


def _exact(value: Decimal | float) -> Decimal:
    """Return an amount to the satang, as the engine gave it."""
    return baht(Decimal(str(value)))


def _baht(value: Decimal | float | None) -> str:
    """Return an amount as the engine gave it (SQLite: float or int; NULL: '-') for a sentence."""
    return "-" if value is None else as_text(Decimal(str(value)))


@contextmanager
def _unhurried() -> Iterator[None]:
    """Lift the tills' time limits meanwhile: adding up a year may take longer than 5 s.

    SQLite has no such limits, and a transaction would take the tills' write lock there.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield
