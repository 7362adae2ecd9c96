"""The trade's figures for backups: how many orders, lines and payments, and how much money.

Only rows that are never deleted and columns that never change: an order's total still grows, a
line's price and quantity do not, voided or not.
"""

from datetime import datetime

from django.db.models import Count, F, Sum

from core_app.models import AuditEvent, IdempotencyKey
from core_app.money import baht
from orders_app.models import Order, OrderItem, Payment

WORDS = {
    "orders": "ออเดอร์",
    "lines": "รายการอาหาร",
    "lines_baht": "ยอดรายการอาหาร (บาท)",
    "payments": "การชำระเงิน",
    "payments_baht": "ยอดชำระเงิน (บาท)",
    "keys": "คีย์คำสั่ง",
    "diary": "บันทึกการทำงาน",
}


def trade_figures(until: datetime, using: str) -> dict[str, int | str]:
    """Return the figures of database `using` for everything made before `until`."""

    def rows(model):
        return model.objects.using(using).filter(created_at__lt=until)

    lines = rows(OrderItem).aggregate(count=Count("id"), money=Sum(F("price") * F("qty")))
    payments = rows(Payment).aggregate(count=Count("id"), money=Sum("amount"))
    return {
        "orders": rows(Order).count(),
        "lines": lines["count"],
        "lines_baht": str(baht(lines["money"] or 0)),
        "payments": payments["count"],
        "payments_baht": str(baht(payments["money"] or 0)),
        "keys": rows(IdempotencyKey).count(),
        "diary": rows(AuditEvent).count(),
    }
