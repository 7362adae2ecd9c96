"""What the kitchen was told, added up again: each line as ordered, less what was taken back.

A line that was sent says so in the audit log, by the command that sent it. So a slip that is gone
is missed, and lines of before there were slips, which say nothing, need none.
"""

from collections.abc import Iterator

from django.db import connection

from reports_app.differences import Difference, of_order, rows


def kitchen_differences() -> Iterator[Difference]:
    """Yield every line that a station was not told as it was ordered, voided and cancelled."""
    for order, line, station, sent, ordered, back, taken_off in rows(_TOLD):
        fact = (
            f"รายการ {line} ครัว {station}: สั่ง {ordered} ส่งครัว {sent}"
            f" ยกเลิก {taken_off} แจ้งครัวยกเลิก {back}"
        )
        yield of_order("kitchen_differs", order, fact)
    for order, told, lines in rows(_SENT[connection.vendor]):
        fact = f"บันทึกว่าส่งครัว {told} รายการ แต่ใบสั่งครัวมี {lines} รายการ"
        yield of_order("kitchen_differs", order, fact)
    for order, slip in rows(_ASTRAY):
        fact = f"ใบสั่งครัว {slip} ไม่มีรายการ หรือมีรายการของออเดอร์อื่น"
        yield of_order("kitchen_differs", order, fact)


# What was sent is the line; what was taken back is its voids, all of it with a cancelled order.
_TOLD = """
    SELECT i.order_id, i.id, l.station_id, l.sent, i.qty, l.back,
           CASE WHEN o.status = 'cancelled' THEN i.qty ELSE i.voided_qty END
    FROM (
        SELECT l.item_id, s.station_id,
               SUM(CASE WHEN s.kind = 'add' THEN l.qty ELSE 0 END) AS sent,
               SUM(CASE WHEN s.kind = 'add' THEN 0 ELSE l.qty END) AS back
        FROM slip_lines l
        JOIN kitchen_slips s ON s.id = l.slip_id
        GROUP BY l.item_id, s.station_id
    ) l
    JOIN order_items i ON i.id = l.item_id
    JOIN orders o ON o.id = i.order_id
    WHERE l.sent <> i.qty
       OR l.back <> CASE WHEN o.status = 'cancelled' THEN i.qty ELSE i.voided_qty END
"""
_LOGGED = """
    SELECT o.id, COALESCE(a.told, 0), COALESCE(l.lines, 0)
    FROM orders o
    LEFT JOIN (
        SELECT subject_id, SUM({sent}) AS told
        FROM audit_events
        WHERE subject = 'order' AND action = 'order.items_added' GROUP BY subject_id
    ) a ON a.subject_id = o.id
    LEFT JOIN (
        SELECT s.order_id, COUNT(*) AS lines
        FROM slip_lines l JOIN kitchen_slips s ON s.id = l.slip_id
        WHERE s.kind = 'add' GROUP BY s.order_id
    ) l ON l.order_id = o.id
    WHERE COALESCE(a.told, 0) <> COALESCE(l.lines, 0)
"""
_SENT = {
    "postgresql": _LOGGED.format(sent="COALESCE((details->>'sent')::int, 0)"),
    "sqlite": _LOGGED.format(sent="COALESCE(json_extract(details, '$.sent'), 0)"),
}
_ASTRAY = """
    SELECT s.order_id, s.id
    FROM kitchen_slips s
    LEFT JOIN slip_lines l ON l.slip_id = s.id
    LEFT JOIN order_items i ON i.id = l.item_id
    WHERE l.id IS NULL OR i.order_id <> s.order_id
    GROUP BY s.order_id, s.id
"""
