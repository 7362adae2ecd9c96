"""Figures by which a restored copy is recognised: how many rows there were and how much money.

Every figure counts rows that are never deleted, by columns that never change, up to a moment: an
order's total still grows, a line's price and quantity do not, voided or not. Such a figure never
changes afterwards, so a copy restored to any later second must show exactly the same.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Count, F, Sum
from django.utils import timezone

from core_app.models import AuditEvent, IdempotencyKey
from core_app.money import baht
from operations_app.backups.other_database import opened
from orders_app.models import Order, OrderItem, Payment

# A row carries the time at which it was made and is seen when its transaction commits. No
# transaction of the shop stays open that long (docs/decisions/0004), so older rows are all there.
SETTLED = timedelta(seconds=60)

UNTIL = "until"
# Their names are stored with backups.
WORDS = {
    "orders": "ออเดอร์",
    "lines": "รายการอาหาร",
    "lines_baht": "ยอดรายการอาหาร (บาท)",
    "payments": "การชำระเงิน",
    "payments_baht": "ยอดชำระเงิน (บาท)",
    "keys": "คีย์คำสั่ง",
    "diary": "บันทึกการทำงาน",
}


def count(*, until: datetime, using: str = "default") -> dict[str, Any]:
    """Return the figures of a database up to `until`, which is noted among them."""

    def rows(model):
        return model.objects.using(using).filter(created_at__lt=until)

    lines = rows(OrderItem).aggregate(count=Count("id"), money=Sum(F("price") * F("qty")))
    payments = rows(Payment).aggregate(count=Count("id"), money=Sum("amount"))
    return {
        UNTIL: until.isoformat(),
        "orders": rows(Order).count(),
        "lines": lines["count"],
        "lines_baht": str(baht(lines["money"] or 0)),
        "payments": payments["count"],
        "payments_baht": str(baht(payments["money"] or 0)),
        "keys": rows(IdempotencyKey).count(),
        "diary": rows(AuditEvent).count(),
    }


def differences(recorded: dict[str, Any], *, using: str) -> list[str]:
    """Count again in another database; return a Thai sentence for each figure that differs."""
    counted = count(until=datetime.fromisoformat(recorded[UNTIL]), using=using)
    return [
        f"{WORDS.get(name, name)}: ตอนสำรองมี {value} แต่ในชุดที่กู้คืนมี {counted.get(name)}"
        for name, value in recorded.items()
        if counted.get(name) != value
    ]


def sentence_of(config: dict[str, Any]) -> str:
    """Return what a database holds as a person reads it, also when it cannot be read at all."""
    try:
        with opened(config) as alias:
            counted = count(until=timezone.now(), using=alias)
    except DatabaseError as error:
        return f"อ่านข้อมูลไม่ได้: {error}"
    return ", ".join(f"{word} {counted[name]}" for name, word in WORDS.items())
