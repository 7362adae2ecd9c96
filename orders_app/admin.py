"""Orders, for managers to read: what was ordered, paid, voided, and who did it."""

from datetime import date

from django.contrib import admin
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from core_app import audit_words
from core_app.admin import who_did
from core_app.admin_base import ReadOnlyAdmin
from core_app.models import AuditEvent
from core_app.money import as_text
from core_app.thai_dates import thai_datetime, thai_day
from orders_app.models import Bill, Order, OrderItem, Payment, PaymentMethod
from orders_app.ordering.queries import with_senders
from staff_app import authorship
from tables_app.models import Table

_FEW = 3  # tables
_DOUBTS = {
    authorship.UNKNOWN: "ร้านนี้ไม่ได้ออกคำยืนยันนี้ หรือ SECRET_KEY เปลี่ยน",
    authorship.OTHER_DEVICE: "คำยืนยันเป็นของเครื่องอื่น",
    authorship.OTHER_TIME: "แตะก่อนได้คำยืนยัน หรือนานกว่าสามวันหลังจากนั้น",
    authorship.ACCOUNT_CLOSED: "บัญชีถูกปิดก่อนแตะ",
    authorship.MAY_NOT_SELL: "บัญชีนี้ขายไม่ได้แล้ว",
}
audit_words.teach(
    "order",
    name="ออเดอร์",
    actions={
        "opened": "เปิดออเดอร์",
        "items_added": "เพิ่มรายการ",
        "item_voided": "ยกเลิกรายการ",
        "paid": "รับชำระเงิน",
        "cancelled": "ยกเลิกออเดอร์",
        "total_mended": "แก้ยอดรวมตามรายการจริง",
    },
    details={
        "table_id": "หมายเลขโต๊ะ",
        "again": "ทำซ้ำจากเครื่องขายหลังกู้ข้อมูล",
        "without_table": "มีลูกค้าอื่นนั่งอยู่ จึงเปิดโดยไม่มีโต๊ะ",
        "item_ids": "หมายเลขรายการ",
        "sent": "ส่งครัว (รายการ)",
        "item_id": "หมายเลขรายการ",
        "dish": "เมนู",
        "taken_off": "ยอดที่เอาออก",
        "waited": "รอในเครื่อง (นาที)",
        "reason": "เหตุผล",
        "qty": "จำนวนที่ยกเลิก",
        "method": "วิธีจ่าย",
        "total_price": "ยอดรวม",
        "price_differences": "ราคาต่างจากเมนู",
        "amount_received": "รับเงิน",
        "change": "เงินทอน",
        "confirmed": "ยืนยันจำนวนที่ผิดปกติ",
        "print": "พิมพ์ครั้งที่",
        "approved_by": "อนุมัติโดยพนักงานหมายเลข",
        "unapproved": "ไม่มีผู้จัดการอนุมัติ",
        "proof": "หลักฐานการโอน",
        "slip_reference": "เลขอ้างอิงสลิป",
        "by": "โดยบัญชีของเครื่อง",
        "author_doubt": "ยืนยันผู้แตะไม่ได้ จึงเป็นชื่อผู้ส่งและราคาเมนูตอนรับเข้า",
        "claimed_author": "ผู้แตะตามที่เครื่องบอก",
    },
    values=dict(PaymentMethod.choices) | dict(Payment.Proof.choices) | _DOUBTS,
)
audit_words.teach("receipt", name="ใบเสร็จ", actions={"printed": "พิมพ์ใบเสร็จ"}, details={}, values={})
audit_words.teach("demo", name="ร้านสาธิต", actions={"loaded": "โหลดข้อมูลสาธิต"}, details={}, values={})


def _day(day: date | None) -> str:
    return thai_day(day) if day else "-"


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to an order."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class LinesInline(ReadOnlyInline):
    """The lines, those of which nothing is left struck out, each with its voids.

    Where a guest was told another price than the menu's, the menu's stands beside it.
    """

    model = OrderItem
    fields = readonly_fields = ("dish", "qty", "price", "price_on_menu", "amount", "voided")

    @admin.display(description="รายการ")
    def dish(self, line: OrderItem) -> str:
        return format_html("<s>{}</s>" if line.voided_at else "{}", line.name)

    @admin.display(description="ราคาเมนูตอนรับเข้า")
    def price_on_menu(self, line: OrderItem) -> str:
        return "" if line.menu_price is None else f"ต่างจากเมนู {as_text(line.menu_price)}"

    @admin.display(description="รวม (บาท)")
    def amount(self, line: OrderItem) -> str:
        return as_text(line.amount)

    @admin.display(description="ยกเลิก")
    def voided(self, line: OrderItem) -> str:
        """Say of each void how many, when and why."""
        lines = ((v.qty, thai_datetime(v.created_at), v.reason) for v in line.voids.all())
        return format_html_join("", "<p>{} · {} · {}</p>", lines)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("voids")


class BillInline(ReadOnlyInline):
    """The bills, each with the payments that hang on it."""

    model = Bill
    fields = readonly_fields = ("number", "status", "settled_total", "taken")

    @admin.display(description="ยอดรวม")
    def settled_total(self, bill: Bill) -> str:
        """Say what was paid; before that the order's own total tells what is owed."""
        return as_text(bill.total) if bill.status == Bill.Status.SETTLED else "-"

    @admin.display(description="การชำระเงิน")
    def taken(self, bill: Bill) -> str:
        """Say what was taken, how, by whom, and on which business day."""
        lines = ((_payment_text(payment),) for payment in bill.payments.all())
        return format_html_join("", "<p>{}</p>", lines) or "-"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        payments = Payment.objects.select_related("taken_by", "sender").order_by("pk")
        return super().get_queryset(request).prefetch_related(Prefetch("payments", payments))


def _payment_text(payment: Payment) -> str:
    sent = audit_words.sender_text(payment.sender, payment.client_id)
    parts = (
        f"{payment.get_method_display()} {as_text(payment.amount)}",
        f"รับ {as_text(payment.amount_received)} ทอน {as_text(payment.change)}",
        payment.get_proof_display(),
        f"เลขอ้างอิง {payment.slip_reference}" if payment.slip_reference else "",
        f"รับโดย {payment.taken_by}",
        sent,
        f"{thai_datetime(payment.created_at)} น.",
        f"วันขาย {_day(payment.business_date)}",
    )
    return " · ".join(part for part in parts if part)


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """Every order, newest first. Selling, voiding and cancelling happen at the till."""

    list_display = (
        "number",
        "table",
        "status",
        "total_price",
        "payment_method",
        "opener",
        "opened",
        "paid",
    )
    list_filter = ("status", "payment_method", "created_at")
    list_select_related = ("table", "opened_by")
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("pk",)
    search_help_text = "ค้นหาด้วยหมายเลขออเดอร์หรือชื่อโต๊ะ"
    show_full_result_count = False
    inlines = (LinesInline, BillInline)
    fields = readonly_fields = (
        "number",
        "table",
        "status",
        "total_price",
        "payment_method",
        "amount_received",
        "change",
        "opener",
        "opened",
        "tapped",
        "day",
        "paid",
        "cancelled",
        "last_day",
        "cancel_reason",
        "trail",
    )

    @admin.display(description="หมายเลข", ordering="id")
    def number(self, order: Order) -> int:
        return order.pk

    @admin.display(description="เปิดโดย", ordering="opened_by")
    def opener(self, order: Order) -> str:
        sent = f" · ส่งโดย {order.sent_by}" if order.sent_by else ""
        device = f" จากเครื่อง {order.sent_from}" if order.sent_from else ""
        return f"{order.opened_by}{sent}{device}"

    @admin.display(description="เปิดเมื่อ", ordering="created_at")
    def opened(self, order: Order) -> str:
        return thai_datetime(order.created_at)

    @admin.display(description="แตะเมื่อ")
    def tapped(self, order: Order) -> str:
        return thai_datetime(order.tapped_at) if order.tapped_at else "-"

    @admin.display(description="วันขาย")
    def day(self, order: Order) -> str:
        return _day(order.business_date)

    @admin.display(description="วันขายที่จบ")
    def last_day(self, order: Order) -> str:
        return _day(order.ended_on)

    @admin.display(description="จ่ายเมื่อ", ordering="paid_at")
    def paid(self, order: Order) -> str:
        return thai_datetime(order.paid_at) if order.paid_at else "-"

    @admin.display(description="ยกเลิกเมื่อ")
    def cancelled(self, order: Order) -> str:
        return thai_datetime(order.cancelled_at) if order.cancelled_at else "-"

    @admin.display(description="บันทึกการทำงาน")
    def trail(self, order: Order) -> str:
        """Say what the audit log knows of this order, oldest first."""
        events = AuditEvent.objects.filter(subject="order", subject_id=order.pk)
        lines = (
            (
                thai_datetime(event.created_at),
                who_did(event),
                audit_words.action_word(event.action),
                audit_words.details_text("order", event.details),
            )
            for event in events.select_related("staff", "sender").order_by("pk")
        )
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{} · {} · {} · {}</li>", lines))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        orders = super().get_queryset(request).select_related("table", "opened_by")
        return with_senders(orders)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by the exact number, or by a part of the table's name."""
        term = search_term.strip()
        if not term:
            return queryset, False
        # The tables first: together, the table of every order would be looked up.
        found = Table.objects.filter(name__icontains=term).values_list("pk", flat=True)
        tables, number = list(found), term.removeprefix("#")
        its_number = Q(pk=int(number)) if number.isdecimal() else Q()
        if len(tables) > _FEW:  # then many an order is one: along all, newest first, no index
            of_tables = queryset.alias(sat_at=F("table_id") + 0)
            return of_tables.filter(Q(sat_at__in=tables) | its_number), False
        # Found by their numbers first: SQLite would ask for the sender of each before it sorts.
        orders = Order.objects.filter(Q(table__in=tables) | its_number).values("pk")
        return queryset.filter(pk__in=orders), False
