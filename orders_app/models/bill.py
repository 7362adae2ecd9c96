"""Bills, their terms, and the payments that hang on them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from core_app.business_day import today
from orders_app.models.columns import (
    PaymentMethod,
    business_date_column,
    money_column,
    staff_column,
)
from orders_app.models.order import Order


class Terms(models.Model):
    """What bills are reckoned with besides their lines, in percent. One row each time they change;
    a bill keeps those it was opened with."""

    vat_percent = models.DecimalField("ภาษีมูลค่าเพิ่ม (%)", max_digits=5, decimal_places=2, default=0)
    service_percent = models.DecimalField("ค่าบริการ (%)", max_digits=5, decimal_places=2, default=0)
    created_at = models.DateTimeField("เริ่มใช้", auto_now_add=True)

    class Meta:
        db_table = "terms"
        verbose_name = "เงื่อนไขของบิล"
        verbose_name_plural = "เงื่อนไขของบิล"

    def __str__(self):
        return f"VAT {self.vat_percent} % · {self.service_percent} %"


class Bill(models.Model):
    """Who owes what for an order: open until its payments cover it, or its order is cancelled.

    What an open bill comes to is reckoned when somebody asks (orders_app/billing/bill.py); its
    figures are written when money is taken, and final with the last of it.
    """

    class Status(models.TextChoices):
        OPEN = "open", "ยังไม่จ่าย"
        SETTLED = "settled", "จ่ายแล้ว"
        VOID = "void", "ยกเลิก"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="bills", db_index=False)
    number = models.PositiveSmallIntegerField("เลขบิลของออเดอร์", default=1)
    status = models.CharField("สถานะ", max_length=20, choices=Status, default=Status.OPEN)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+", db_index=False)
    goods = money_column("ค่าอาหาร", default=0)
    total = money_column("ยอดรวม", default=0)
    paid = money_column("จ่ายแล้ว", default=0)
    created_at = models.DateTimeField("เปิดเมื่อ")
    closed_at = models.DateTimeField("ปิดเมื่อ", null=True)

    class Meta:
        db_table = "bills"
        verbose_name = "บิล"
        verbose_name_plural = "บิล"
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="uniq_bills_number"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="open"), name="uniq_bills_one_open_per_order"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "settled", "void"]), name="chk_bills_status_known"
            ),
            models.CheckConstraint(
                condition=Q(goods__gte=0, paid__gte=0, paid__lte=F("total")),
                name="chk_bills_paid_within_total",
            ),
            models.CheckConstraint(
                condition=Q(status="settled", paid=F("total"), closed_at__isnull=False)
                | Q(status="void", paid=0, closed_at__isnull=False)
                | Q(status="open", closed_at__isnull=True),
                name="chk_bills_end_is_complete",
            ),
        ]

    def __str__(self):
        return f"บิล {self.order_id}/{self.number}"


class Payment(models.Model):
    """Money taken for a bill: its own row, written once, never changed.

    `proof` says what a transfer was believed by; nothing of what is no transfer, nor of transfers
    before it was asked.
    """

    class Proof(models.TextChoices):
        SEEN = "seen", "เห็นเงินเข้าแล้ว"  # by `taken_by`, in the shop's bank app
        SLIP = "slip", "มีสลิป"  # the guest's, whose reference stands beside it

    bill = models.ForeignKey(
        Bill, on_delete=models.PROTECT, related_name="payments", verbose_name="บิล"
    )
    method = models.CharField("วิธีจ่าย", max_length=20, choices=PaymentMethod)
    amount = money_column("ยอดที่จ่าย")
    amount_received = money_column("รับเงิน")
    change = money_column("เงินทอน")
    proof = models.CharField("หลักฐานการโอน", max_length=20, choices=Proof, blank=True, default="")
    slip_reference = models.CharField(  # noqa: DJ001 (NULL without one: doubles are of those told)
        "เลขอ้างอิงสลิป", max_length=50, null=True
    )
    taken_by = staff_column("รับโดย")
    # Who sent it, when that was somebody other than `taken_by`, and the device it was tapped on.
    sender = staff_column("ส่งโดย", null=True)
    client_id = models.UUIDField("รหัสเครื่อง", null=True)
    tapped_at = models.DateTimeField("แตะเมื่อ", null=True)
    business_date = business_date_column("วันขาย", default=today)
    created_at = models.DateTimeField("จ่ายเมื่อ")

    class Meta:
        db_table = "payments"
        verbose_name = "การชำระเงิน"
        verbose_name_plural = "การชำระเงิน"
        indexes = [models.Index(fields=["business_date"], name="idx_payments_business_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=PaymentMethod.values), name="chk_payments_method_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount__gte=0,
                    amount_received__gte=F("amount"),
                    change=Round(F("amount_received") - F("amount"), precision=2),
                ),
                name="chk_payments_received_covers_amount",
            ),
            models.CheckConstraint(
                condition=Q(method="cash") | Q(change=0), name="chk_payments_change_is_cash"
            ),
            models.CheckConstraint(
                condition=Q(proof="", slip_reference__isnull=True)
                | Q(proof="seen", method="qr", slip_reference__isnull=True)
                | Q(
                    proof="slip",
                    method="qr",
                    slip_reference__isnull=False,
                    slip_reference__gt="",
                ),
                name="chk_payments_proof_is_of_a_transfer",
            ),
            models.UniqueConstraint(
                fields=["slip_reference"],
                condition=Q(slip_reference__isnull=False),
                name="uniq_payments_slip_reference",
            ),
        ]

    def __str__(self):
        return f"{self.get_method_display()} {self.amount}"
