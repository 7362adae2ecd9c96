"""What goes to paper: printers, the stations that have one, and what each was given to print.

A job holds finished content (core_app/paper.py): nothing is looked up when it is printed. Its
content never changes, and its state goes one way only (docs/decisions/0041).
"""

from django.db import models
from django.db.models import Q

from core_app.idempotency import KEY_LENGTH
from menu_app.models import Station
from orders_app.models.columns import staff_column
from orders_app.models.order import Order
from orders_app.models.slip import Slip


class Printer(models.Model):
    """A receipt printer on the shop's network, or at the server's own USB."""

    class Width(models.IntegerChoices):
        """Of the paper, in dots at 203 a inch."""

        WIDE = 576, "80 มม."
        NARROW = 384, "58 มม."

    class Per(models.TextChoices):
        SLIP = "slip", "ใบละหนึ่งคำสั่ง"
        DISH = "dish", "ใบละหนึ่งจาน"

    name = models.CharField(
        "ชื่อ",
        max_length=50,
        unique=True,
        help_text="เช่น เครื่องพิมพ์ครัวร้อน",
        error_messages={"unique": "มีเครื่องพิมพ์ชื่อนี้แล้ว"},
    )
    address = models.CharField(
        "ที่อยู่", max_length=50, help_text="เช่น 192.168.1.50 หรือ /dev/usb/lp0 (สาย USB ที่เครื่องเซิร์ฟเวอร์)"
    )
    per = models.CharField("ตัดใบ", max_length=10, choices=Per, default=Per.SLIP)
    dots = models.PositiveSmallIntegerField("กระดาษกว้าง", choices=Width, default=Width.WIDE)
    backup = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="เครื่องสำรอง",
        help_text="พิมพ์แทนเมื่อเครื่องนี้ไม่รับงานเกิน 30 วินาที ใบจะบอกว่าสำรองจากเครื่องไหน",
    )
    # What it was found to answer; NULL: not asked yet. One that says nothing may be starting up, so
    # it is asked again, and since when it was silent is kept.
    acknowledges = models.BooleanField("ตอบว่าพิมพ์แล้ว", null=True, editable=False)
    tells_state = models.BooleanField("บอกสถานะ", null=True, editable=False)
    silent_since = models.DateTimeField("เงียบตั้งแต่", null=True, editable=False)
    prints_receipts = models.BooleanField(
        "พิมพ์ใบเสร็จ", default=False, help_text="ใบเสร็จและใบแจ้งรายการออกที่เครื่องนี้ แทนการพิมพ์จากเบราว์เซอร์"
    )
    active = models.BooleanField("ใช้งาน", default=True, help_text="ปิดเมื่อเลิกใช้ แล้วจะไม่มีงานใหม่")

    class Meta:
        db_table = "printers"
        ordering = ["name"]
        verbose_name = "เครื่องพิมพ์"
        verbose_name_plural = "เครื่องพิมพ์"
        constraints = [
            models.CheckConstraint(
                condition=Q(per__in=["slip", "dish"]), name="chk_printers_per_known"
            ),
            models.CheckConstraint(
                condition=Q(dots__in=[576, 384]), name="chk_printers_dots_known"
            ),
            models.CheckConstraint(
                condition=~Q(backup=models.F("id")),
                name="chk_printers_backup_is_another",
                violation_error_message="เครื่องสำรองต้องเป็นอีกเครื่อง",
            ),
            models.UniqueConstraint(
                fields=["prints_receipts"],
                condition=Q(prints_receipts=True),
                name="uniq_printers_one_for_receipts",
                violation_error_message="มีเครื่องที่พิมพ์ใบเสร็จอยู่แล้ว ปิดที่เครื่องนั้นก่อน",
            ),
        ]

    def __str__(self):
        return self.name


class StationPrinter(models.Model):
    """The printer that has a station's slips."""

    station = models.OneToOneField(
        Station,
        on_delete=models.CASCADE,
        related_name="printing",
        verbose_name="ครัว",
        error_messages={"unique": "ครัวนี้มีเครื่องพิมพ์แล้ว"},
    )
    printer = models.ForeignKey(
        Printer, on_delete=models.CASCADE, related_name="stations", verbose_name="เครื่องพิมพ์"
    )

    class Meta:
        db_table = "station_printers"
        verbose_name = "ครัวที่พิมพ์ใบสั่ง"
        verbose_name_plural = "ครัวที่พิมพ์ใบสั่ง"

    def __str__(self):
        return f"{self.station} · {self.printer}"


class PrintJob(models.Model):
    """Something to print, and what is known of whether it was.

    `is_over` when nobody need look at it any more: it is on paper, need not be, or somebody has
    said what became of it.
    """

    class Kind(models.TextChoices):
        ADD = "add", "ใบสั่งครัว"
        BACK = "back", "ใบยกเลิก"
        RECEIPT = "receipt", "ใบเสร็จ"
        SAMPLE = "sample", "ใบทดสอบ"

    class State(models.TextChoices):
        WAITING = "waiting", "รอพิมพ์"
        FAILED = "failed", "ยังไม่พิมพ์"  # nothing was sent: tried again by itself
        SENDING = "sending", "กำลังพิมพ์"
        PRINTED = "printed", "พิมพ์แล้ว"
        SENT = "sent", "ส่งพิมพ์แล้ว"  # to a printer that cannot say more
        UNKNOWN = "unknown", "อาจพิมพ์แล้ว"  # never sent again by itself
        DROPPED = "dropped", "ไม่ต้องพิมพ์แล้ว"

    key = models.CharField("คีย์", max_length=KEY_LENGTH)
    kind = models.CharField("แบบ", max_length=10, choices=Kind)
    printer = models.ForeignKey(
        Printer,
        on_delete=models.PROTECT,
        related_name="jobs",
        db_index=False,  # of its many jobs those that are not over are asked for
        verbose_name="เครื่องพิมพ์",
    )
    slip = models.ForeignKey(
        Slip, on_delete=models.PROTECT, null=True, related_name="jobs", verbose_name="ใบสั่งครัว"
    )
    # Of a receipt.
    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="ออเดอร์",
    )
    # A second print is a job of its own, once for each: pressed five times it is one.
    again_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="again", verbose_name="ซ้ำของ"
    )
    title = models.CharField("งาน", max_length=200)
    content = models.TextField("เนื้อหา")
    state = models.CharField("สถานะ", max_length=20, choices=State, default=State.WAITING)
    cause = models.CharField("เหตุ", max_length=30, blank=True, default="")
    is_over = models.BooleanField("จบแล้ว", default=False)
    # Where it went, if not to its own printer.
    sent_to = models.ForeignKey(
        Printer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="พิมพ์ที่",
    )
    created_at = models.DateTimeField("สั่งเมื่อ")
    changed_at = models.DateTimeField("สถานะเมื่อ")
    # By whoever said of it that it need not, or need no more, be printed.
    settled_by = staff_column("ผู้รับทราบ", null=True)
    settled_at = models.DateTimeField("รับทราบเมื่อ", null=True)

    class Meta:
        db_table = "print_jobs"
        verbose_name = "งานพิมพ์"
        verbose_name_plural = "งานพิมพ์"
        indexes = [
            # Few of many; a condition without a value, which SQLite knows again in a query.
            models.Index(fields=["id"], name="idx_print_jobs_not_over", condition=Q(is_over=False))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["slip"], condition=Q(again_of=None), name="uniq_print_jobs_slip_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "waiting", "failed", "sending", "printed", "sent", "unknown", "dropped",
                    ]
                ),
                name="chk_print_jobs_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "failed", "sending"], is_over=False)
                | Q(state__in=["printed", "sent", "dropped"], is_over=True)
                | Q(state="unknown"),
                name="chk_print_jobs_over_when_it_is",
            ),
            models.CheckConstraint(
                condition=Q(kind="receipt", order__isnull=False, slip=None)
                | Q(kind__in=["add", "back"], order=None, slip__isnull=False)
                | Q(kind="sample", order=None, slip=None),
                name="chk_print_jobs_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="chk_print_jobs_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped", settled_at=None),
                name="chk_print_jobs_dropped_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title


class PrintWorker(models.Model):
    """One row: when the process that prints was last at work."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    beat_at = models.DateTimeField("ทำงานเมื่อ")

    class Meta:
        db_table = "print_worker"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="chk_print_worker_one")]

    def __str__(self):
        return f"{self.beat_at}"
