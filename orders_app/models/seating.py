"""Where parties sit."""

from django.db import models
from django.db.models import Q

from orders_app.models.order import Order
from tables_app.models import Table


class Seating(models.Model):
    """Where a party sits, from when until when. Moving ends one and begins another.

    A table may have several parties, each with its number; one place is one party's.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="seatings")
    table = models.ForeignKey(
        Table, on_delete=models.PROTECT, related_name="seatings", db_index=False
    )
    party = models.PositiveSmallIntegerField("กลุ่ม", default=1)
    since = models.DateTimeField("ตั้งแต่")
    until = models.DateTimeField("ถึง", null=True)

    class Meta:
        db_table = "order_tables"
        verbose_name = "ที่นั่ง"
        verbose_name_plural = "ที่นั่ง"
        constraints = [
            models.UniqueConstraint(
                fields=["table", "party"],
                condition=Q(until__isnull=True),
                name="uniq_order_tables_one_party",
            ),
        ]

    def __str__(self):
        return f"{self.table} · {self.party}"
