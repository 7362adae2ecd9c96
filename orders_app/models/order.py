"""Orders, their lines, and what was voided of those."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from core_app.business_day import today
from menu_app.models import MenuItem
from orders_app.models.columns import (
    PaymentMethod,
    business_date_column,
    money_column,
    staff_column,
)
from tables_app.models import Table

LARGEST_QTY = 999


class Order(models.Model):
    """One visit of guests: open until it is paid or cancelled, then final.

    `table` summarises its seatings (where the party sits now, or sat last), `total_price` its
    bills, `payment_method`, `amount_received`, `change` and `paid_at` its payments. `version` grows
    with every change. By its `uid` a device knows it before the server has answered, and no
    restored database gives that name to other guests, as it might give the number.
    """

    class Status(models.TextChoices):
        OPEN = "open", "เปิดอยู่"
        PAID = "paid", "จ่ายแล้ว"
        CANCELLED = "cancelled", "ยกเลิก"

    class Kind(models.TextChoices):
        DINE_IN = "dine_in", "นั่งที่ร้าน"
        # Sent again after a restore, when others sat at its table already.
        NO_TABLE = "no_table", "ไม่มีโต๊ะ"

    kind = models.CharField("แบบ", max_length=20, choices=Kind, default=Kind.DINE_IN)
    table = models.ForeignKey(
        Table,
        on_delete=models.PROTECT,
        related_name="orders",
        db_index=False,
        null=True,
        verbose_name="โต๊ะ",
    )
    total_price = money_column("ยอดรวม", default=0)
    payment_method = models.CharField(  # noqa: DJ001 (NULL until paid, as the owner drew it)
        "วิธีจ่าย", max_length=20, choices=PaymentMethod, null=True, blank=True
    )
    amount_received = money_column("รับเงิน", null=True, blank=True)
    change = money_column("เงินทอน", null=True, blank=True)
    status = models.CharField("สถานะ", max_length=20, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField("รุ่นข้อมูล", default=1)
    # Minted by whoever opens it. NULL, which no order has, costs no new table on SQLite.
    uid = models.UUIDField("รหัส", default=uuid4, editable=False, null=True)
    # When the device says that it was tapped; NULL with orders of before it was kept.
    tapped_at = models.DateTimeField("แตะเมื่อ", null=True, blank=True)
    business_date = business_date_column("วันขาย", default=today)
    ended_on = business_date_column("วันขายที่จบ")
    opened_by = staff_column("เปิดโดย")
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
            models.Index(
                fields=["table"], condition=Q(status="open"), name="idx_orders_open_on_table"
            ),
            models.Index(fields=["created_at"], name="idx_orders_created_at"),
            models.Index(fields=["business_date"], name="idx_orders_business_date"),
            models.Index(fields=["ended_on"], name="idx_orders_ended_on"),
            models.Index(
                fields=["payment_method"],
                condition=Q(payment_method__isnull=False),
                name="idx_orders_payment_method",
            ),
        ]
        constraints = [
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
            models.CheckConstraint(
                condition=Q(kind="dine_in", table__isnull=False)
                | Q(kind="no_table", table__isnull=True),
                name="chk_orders_kind_has_its_place",
            ),
            # That the money is there is a trigger's: it stands in other tables.
            models.CheckConstraint(
                condition=Q(
                    status="paid",
                    paid_at__isnull=False,
                    payment_method__isnull=False,
                    amount_received__isnull=False,
                    change__isnull=False,
                )
                | Q(
                    ~Q(status="paid"),
                    paid_at__isnull=True,
                    payment_method__isnull=True,
                    amount_received__isnull=True,
                    change__isnull=True,
                ),
                name="chk_orders_paid_has_its_summary",
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
    def place(self) -> str:
        """The name of its table, or that it has none."""
        return self.table.name if self.table else self.get_kind_display()

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
    """One line of an order. Name, price and quantity are those of its moment and never change.

    `voided_qty` sums up its voids; `voided_at` and `void_reason` tell of the one that left nothing.
    """

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
    price = money_column("ราคา")
    # Only when it differs: the price on the menu when a line tapped during an outage arrived.
    menu_price = money_column("ราคาเมนูตอนรับเข้า", null=True, blank=True)
    # Minted by whoever adds it. NULL only with lines of orders that ended before lines had names.
    uid = models.UUIDField("รหัส", default=uuid4, editable=False, null=True)
    created_at = models.DateTimeField("สั่งเมื่อ", auto_now_add=True)
    voided_qty = models.PositiveIntegerField("จำนวนที่ยกเลิก", default=0)
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
            # A few lines in a year: all others cost it nothing.
            models.Index(
                fields=["id"],
                condition=Q(menu_price__isnull=False),
                name="idx_order_items_price_differs",
            ),
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
            models.CheckConstraint(
                condition=Q(voided_qty__lt=F("qty"), voided_at__isnull=True)
                | Q(voided_qty=F("qty"), voided_at__isnull=False),
                name="chk_order_items_voids_within_qty",
            ),
            models.UniqueConstraint(
                fields=["uid"], condition=Q(uid__isnull=False), name="uniq_order_items_uid"
            ),
        ]

    def __str__(self):
        return f"{self.name} × {self.qty}"

    @property
    def left(self) -> int:
        """How many of the dish are to be paid."""
        return self.qty - self.voided_qty

    @property
    def amount(self) -> Decimal:
        """Price times what is left, in baht; a line that is voided shows what it was."""
        return self.price * (self.left or self.qty)


def live(items: Iterable[OrderItem]) -> list[OrderItem]:
    """Return those lines of which something is left."""
    return [item for item in items if item.voided_at is None]


class ItemVoid(models.Model):
    """Some or all of a line taken off before payment: its own row, written once."""

    item = models.ForeignKey(OrderItem, on_delete=models.PROTECT, related_name="voids")
    qty = models.PositiveIntegerField("จำนวน")
    reason = models.CharField("เหตุผล", max_length=200)
    created_at = models.DateTimeField("ยกเลิกเมื่อ")

    class Meta:
        db_table = "item_voids"
        ordering = ["id"]
        verbose_name = "การยกเลิกรายการ"
        verbose_name_plural = "การยกเลิกรายการ"
        constraints = [
            models.CheckConstraint(condition=Q(qty__gte=1), name="chk_item_voids_qty_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="chk_item_voids_has_reason"),
        ]

    def __str__(self):
        return f"{self.qty} × {self.reason}"
