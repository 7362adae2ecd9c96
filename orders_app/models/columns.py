"""Columns and choices that several of the models have."""

from django.conf import settings
from django.db import models


def money_column(label: str, **options) -> models.DecimalField:
    """An amount in baht, to the satang."""
    return models.DecimalField(label, max_digits=10, decimal_places=2, **options)


def staff_column(label: str, **options) -> models.ForeignKey:
    """Whoever did it: an account that is never deleted, and needs no way back to what it did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=label,
        **options,
    )


def business_date_column(label: str, **options) -> models.DateField:
    """A day of the trade, stamped once. NULL, which no row with one has, costs no new table on
    SQLite."""
    return models.DateField(label, null=True, blank=True, **options)


class PaymentMethod(models.TextChoices):
    """How guests pay."""

    CASH = "cash", "เงินสด"
    QR = "qr", "คิวอาร์"
    CARD = "card", "บัตร"
