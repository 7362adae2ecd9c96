"""What the kitchen was told, and what it said of it: slips, their lines, and marks on those.

A slip is a command as one station hears of it, written in the command's transaction and never
changed (docs/decisions/0034).
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from core_app.idempotency import KEY_LENGTH
from menu_app.models import Station
from orders_app.models.columns import staff_column
from orders_app.models.order import Order, OrderItem

LARGEST_NUMBER = 999  # what a cook can shout
LATE_ARRIVAL = timedelta(minutes=10)  # between a tap and its arrival: ask before it is made


class Slip(models.Model):
    """What one command has for one station: dishes to make, or to make no more."""

    class Kind(models.TextChoices):
        ADD = "add", "สั่ง"
        VOID = "void", "ยกเลิกรายการ"
        CANCEL = "cancel", "ยกเลิกออเดอร์"

    key = models.CharField("คีย์", max_length=KEY_LENGTH)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="slips", db_index=False, verbose_name="ครัว"
    )
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="slips", verbose_name="ออเดอร์"
    )
    kind = models.CharField("แบบ", max_length=20, choices=Kind)
    reason = models.CharField("เหตุผล", max_length=200, blank=True, default="")
    sent_by = staff_column("โดย")
    # Its command was done before the shop's data was taken back: the kitchen may have made it.
    is_again = models.BooleanField("ทำซ้ำหลังกู้ข้อมูล", default=False)
    tapped_at = models.DateTimeField("แตะเมื่อ")
    created_at = models.DateTimeField("ส่งเมื่อ")

    class Meta:
        db_table = "kitchen_slips"
        verbose_name = "ใบสั่งครัว"
        verbose_name_plural = "ใบสั่งครัว"
        indexes = [
            models.Index(fields=["station", "created_at"], name="idx_kitchen_slips_of_station")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "station", "kind"], name="uniq_kitchen_slips_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="add", reason="") | Q(~Q(reason=""), kind__in=["void", "cancel"]),
                name="chk_kitchen_slips_taken_back_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(tapped_at__lte=models.F("created_at")),
                name="chk_kitchen_slips_tapped_before_sent",
            ),
        ]

    def __str__(self):
        return f"ใบ {self.number}"

    @property
    def number(self) -> int:
        """What the slip is called in the kitchen: short, given by no counter that orders would
        wait for, and only the 999th slip after it is called the same."""
        return number_of(self.pk)

    @property
    def came_late_by(self) -> int:
        """The minutes between tap and arrival, where those are too many to cook without asking."""
        waited = self.created_at - self.tapped_at
        return int(waited.total_seconds() // 60) if waited >= LATE_ARRIVAL else 0


def number_of(slip_id: int) -> int:
    """Return what a slip is called in the kitchen: 1 to 999."""
    return (slip_id - 1) % LARGEST_NUMBER + 1


class SlipLine(models.Model):
    """How many of an order's line are to be made, or no more."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(OrderItem, on_delete=models.PROTECT, related_name="slip_lines")
    qty = models.PositiveIntegerField("จำนวน")

    class Meta:
        db_table = "slip_lines"
        ordering = ["id"]
        verbose_name = "รายการในใบสั่งครัว"
        verbose_name_plural = "รายการในใบสั่งครัว"
        constraints = [
            models.UniqueConstraint(fields=["slip", "item"], name="uniq_slip_lines_item"),
            models.CheckConstraint(condition=Q(qty__gte=1), name="chk_slip_lines_qty_positive"),
        ]

    def __str__(self):
        return f"{self.qty} × {self.item_id}"


class KitchenMark(models.Model):
    """What a cook said of a line of a slip. The newest one counts; none is ever changed."""

    class Kind(models.TextChoices):
        DONE = "done", "เสร็จ"
        UNDONE = "undone", "ยังไม่เสร็จ"
        RECALLED = "recalled", "เอากลับ"
        ACCEPTED = "accepted", "ทำ"  # although it came late
        SKIPPED = "skipped", "ไม่ต้องทำ"
        SERVED = "served", "เสิร์ฟแล้ว"
        ACKNOWLEDGED = "acknowledged", "รับทราบ"

    line = models.ForeignKey(SlipLine, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField("แบบ", max_length=20, choices=Kind)
    key = models.CharField("คีย์", max_length=KEY_LENGTH)
    marked_by = staff_column("โดย")
    created_at = models.DateTimeField("เมื่อ")

    class Meta:
        db_table = "kitchen_marks"
        verbose_name = "เครื่องหมายของครัว"
        verbose_name_plural = "เครื่องหมายของครัว"
        constraints = [
            models.UniqueConstraint(fields=["key", "line", "kind"], name="uniq_kitchen_marks_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "done",
                        "undone",
                        "recalled",
                        "accepted",
                        "skipped",
                        "served",
                        "acknowledged",
                    ]
                ),
                name="chk_kitchen_marks_kind_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.line_id}"
