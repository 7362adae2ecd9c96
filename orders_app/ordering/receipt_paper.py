"""An order's paper as finished rows, for a receipt printer: what the browser's receipt says too
(templates/receipts/receipt.html)."""

from collections.abc import Iterator

from django.conf import settings

from core_app.money import as_text
from core_app.paper import BODY, LARGE, Row
from core_app.thai_dates import thai_date, thai_datetime, thai_day
from orders_app.billing.bill import bill_of
from orders_app.models import Order

_RULE = Row("", is_rule=True)


def receipt_rows(order: Order, number: int) -> list[Row]:
    """Return the rows of an order's `number`-th receipt, or, 0, of its bill before payment.

    The order has its lines and payment; amounts are in baht.
    """
    owed = bill_of(order.live_lines).total if order.is_open else order.total_price
    rows = [
        Row(settings.RESTAURANT_NAME, size=LARGE, is_bold=True, is_centered=True),
        Row(_kind_of(order), is_centered=True),
        *([Row(f"สำเนา ครั้งที่ {number - 1}", is_inverted=True)] if number > 1 else []),
        Row(f"{order.place} · ออเดอร์ {order.pk}"),
        *map(Row, _when(order)),
        _RULE,
        *_lines(order),
        _RULE,
        Row("รวม", right=f"฿{as_text(owed)}", size=LARGE, is_bold=True),
    ]
    if order.paid_at:
        received = f"รับ ({order.get_payment_method_display()})"
        rows.append(Row(received, right=f"฿{as_text(order.amount_received)}"))
        rows.append(Row("ทอน", right=f"฿{as_text(order.change)}"))
        rows.append(Row("ขอบคุณที่อุดหนุน", is_centered=True))
    if settings.DEMO:
        rows.append(Row("ตัวอย่าง ไม่ใช่การขายจริง", size=BODY, is_centered=True))
    return rows


def _kind_of(order: Order) -> str:
    if order.paid_at:
        return "ใบเสร็จรับเงิน"
    if order.is_open:
        return "ใบแจ้งรายการ (ยังไม่ชำระ)"
    return f"ออเดอร์นี้ยกเลิกแล้ว: {order.cancel_reason}"


def _when(order: Order) -> Iterator[str]:
    moment = order.paid_at or order.created_at
    yield f"{thai_datetime(moment)} น."
    if order.paid_at and order.ended_on and thai_date(moment) != thai_day(order.ended_on):
        yield f"วันขาย {thai_day(order.ended_on)}"


def _lines(order: Order) -> Iterator[Row]:
    for item in order.live_lines:
        voided = f" (ยกเลิก {item.voided_qty})" if item.voided_qty else ""
        yield Row(f"{item.left}\u00a0×\u00a0{item.name}{voided}", right=f"฿{as_text(item.amount)}")
