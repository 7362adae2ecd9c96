"""Orders, their lines and payments.

What the database itself refuses is listed in docs/api.md, "What cannot happen": a second open
order on a table, a paid order without its payment, cash below the total, a line of zero dishes,
and (migration 0002) any change to an order or payment once it is final.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from core_app.business_day import today
from core_app.money import ZERO
from menu_app.models import MenuItem
from tables_app.models import Table

LARGEST_QTY = 999


def _money(label: str, **options) -> models.DecimalField:
    return models.DecimalField(label, max_digits=10, decimal_places=2, **options)


def _staff(label: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=label,
        **options,
    )


def _business_date(label: str, **options) -> models.DateField:
    """A day of the trade, stamped once. NULL, which no row with one has, costs no new table on
    SQLite."""
    return models.DateField(label, null=True, blank=True, **options)


class PaymentMethod(models.TextChoices):
    """How guests pay."""

    CASH = "cash", "เงินสด"
    QR = "qr", "คิวอาร์"
    CARD = "card", "บัตร"


class Order(models.Model):
    """One visit of guests to a table: open until it is paid or cancelled, then final.

    `payment_method`, `amount_received`, `change` and `paid_at` summarise its Payment. `version`
    grows with every change. By its `uid` a device knows it before the server has answered, and no
    restored database gives that name to other guests, as it might give the number.
    """

    class Status(models.TextChoices):
        OPEN = "open", "เปิดอยู่"
        PAID = "paid", "จ่ายแล้ว"
        CANCELLED = "cancelled", "ยกเลิก"

    table = models.ForeignKey(
        Table, on_delete=models.PROTECT, related_name="orders", db_index=False, verbose_name="โต๊ะ"
    )
    total_price = _money("ยอดรวม", default=0)
    payment_method = models.CharField(  # noqa: DJ001 (NULL until paid, as the owner drew it)
        "วิธีจ่าย", max_length=20, choices=PaymentMethod, null=True, blank=True
    )
    amount_received = _money("รับเงิน", null=True, blank=True)
    change = _money("เงินทอน", null=True, blank=True)
    status = models.CharField("สถานะ", max_length=20, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField("รุ่นข้อมูล", default=1)
    # Minted by whoever opens it. NULL, which no order has, costs no new table on SQLite.
    uid = models.UUIDField("รหัส", default=uuid4, editable=False, null=True)
    # When the device says that it was tapped; NULL with orders of before it was kept.
    tapped_at = models.DateTimeField("แตะเมื่อ", null=True, blank=True)
    business_date = _business_date("วันขาย", default=today)
    ended_on = _business_date("วันขายที่จบ")
    opened_by = _staff("เปิดโดย")
    created_at = models.DateTimeField("เปิดเมื่อ", auto_now_add=True)
    updated_at = models.DateTimeField("แก้ไขเมื่อ", auto_now=True)
    paid_at = models.DateTimeField("จ่ายเมื่อ", null=True, blank=True)
    cancelled_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)
    cancel_reason = models.CharField("เหตุผลที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        db_table = "orders"
        verbose_name = "ออเดอร์"
        verbose_name_plural = "ออเดอร์"
        indexes = [
            models.Index(fields=["table"], name="idx_orders_table_id"),
            models.Index(fields=["status"], name="idx_orders_status"),
            models.Index(fields=["created_at"], name="idx_orders_created_at"),
            models.Index(fields=["business_date"], name="idx_orders_business_date"),
            models.Index(fields=["ended_on"], name="idx_orders_ended_on"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["table"], condition=Q(status="open"), name="uniq_orders_one_open_per_table"
            ),
            models.UniqueConstraint(
                fields=["uid"], condition=Q(uid__isnull=False), name="uniq_orders_uid"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "paid", "cancelled"]),
                name="chk_orders_status_known",
            ),
            models.CheckConstraint(
                condition=Q(total_price__gte=0), name="chk_orders_total_not_negative"
            ),
            # NULL in a comparison is neither true nor false, and a CHECK lets it pass: so each
            # column is asked for first.
            models.CheckConstraint(
                condition=Q(
                    status="paid",
                    paid_at__isnull=False,
                    payment_method__isnull=False,
                    amount_received__isnull=False,
                    change__isnull=False,
                    payment_method__in=PaymentMethod.values,
                    amount_received__gte=F("total_price"),
                    change=Round(F("amount_received") - F("total_price"), precision=2),
                )
                | Q(
                    ~Q(status="paid"),
                    paid_at__isnull=True,
                    payment_method__isnull=True,
                    amount_received__isnull=True,
                    change__isnull=True,
                ),
                name="chk_orders_paid_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(~Q(cancel_reason=""), status="cancelled", cancelled_at__isnull=False)
                | Q(~Q(status="cancelled"), cancel_reason="", cancelled_at__isnull=True),
                name="chk_orders_cancelled_is_complete",
            ),
        ]

    def __str__(self):
        return f"ออเดอร์ {self.pk}"

    @property
    def opened_at(self) -> datetime:
        """When it was opened as guests know it, also where it arrived later."""
        return self.tapped_at or self.created_at

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def live_lines(self) -> list["OrderItem"]:
        """The lines that are not voided."""
        return live(self.items.all())


class OrderItem(models.Model):
    """One line of an order. Name and price are the menu's at that moment and never change."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items", db_index=False)
    menu = models.ForeignKey(
        MenuItem,
        on_delete=models.PROTECT,
        related_name="order_items",
        db_index=False,
        verbose_name="เมนู",
    )
    name = models.CharField("ชื่อ", max_length=255)
    qty = models.PositiveIntegerField("จำนวน")
    price = _money("ราคา")
    # Only when it differs: the price on the menu when a line tapped during an outage arrived.
    menu_price = _money("ราคาเมนูตอนรับเข้า", null=True, blank=True)
    # Minted by whoever adds it. NULL only with lines of orders that ended before lines had names.
    uid = models.UUIDField("รหัส", default=uuid4, editable=False, null=True)
    created_at = models.DateTimeField("สั่งเมื่อ", auto_now_add=True)
    voided_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)
    void_reason = models.CharField("เหตุผลที่ยกเลิก", max_length=200, blank=True, default="")

    class Meta:
        db_table = "order_items"
        ordering = ["id"]
        verbose_name = "รายการอาหาร"
        verbose_name_plural = "รายการอาหาร"
        indexes = [
            models.Index(fields=["order"], name="idx_order_items_order_id"),
            models.Index(fields=["menu"], name="idx_order_items_menu_id"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(qty__gte=1, qty__lte=LARGEST_QTY), name="chk_order_items_qty_range"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0), name="chk_order_items_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | Q(~Q(void_reason=""), voided_at__isnull=False),
                name="chk_order_items_void_has_reason",
            ),
            models.UniqueConstraint(
                fields=["uid"], condition=Q(uid__isnull=False), name="uniq_order_items_uid"
            ),
        ]

    def __str__(self):
        return f"{self.name} × {self.qty}"

    @property
    def amount(self):
        """Price times quantity, in baht; a voided line still shows what it was."""
        return self.price * self.qty


def live(items: Iterable[OrderItem]) -> list[OrderItem]:
    """Return those lines that are not voided."""
    return [item for item in items if item.voided_at is None]


def due_of(items: Iterable[OrderItem]) -> Decimal:
    """Return what the lines of an order come to, in baht; voided ones cost nothing."""
    return sum((item.amount for item in live(items)), ZERO)


class Payment(models.Model):
    """Money taken for an order: its own row, written once, never changed."""

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, related_name="payment", verbose_name="ออเดอร์"
    )
    method = models.CharField("วิธีจ่าย", max_length=20, choices=PaymentMethod)
    amount = _money("ยอดที่จ่าย")
    amount_received = _money("รับเงิน")
    change = _money("เงินทอน")
    taken_by = _staff("รับโดย")
    # Who sent it, when that was somebody other than `taken_by`, and the device it was tapped on.
    sender = _staff("ส่งโดย", null=True)
    client_id = models.UUIDField("รหัสเครื่อง", null=True)
    tapped_at = models.DateTimeField("แตะเมื่อ", null=True)
    business_date = _business_date("วันขาย", default=today)
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
        ]

    def __str__(self):
        return f"{self.get_method_display()} {self.amount}"
