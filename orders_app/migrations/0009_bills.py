"""Three facts that were one: where a party sits, who owes what, and how many of a line were voided.

What stands is carried over: each order gets a seating and a bill, its payment hangs on that, and
each voided line gets its void. docs/decisions/0031.
"""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError
from django.db.models import F, Q
from django.db.models.deletion import PROTECT

from core_app.triggers import Consequence, FrozenChildren, FrozenRows, Guard, TriggersKept

OF_ORDERS = (
    "table_id", "total_price", "payment_method", "amount_received", "change", "status",
    "opened_by_id", "created_at", "paid_at", "cancelled_at", "cancel_reason", "uid", "tapped_at",
    "business_date", "ended_on",
)  # fmt: skip
OF_PAYMENTS = (
    "method", "amount", "amount_received", "change", "taken_by_id", "created_at", "sender_id",
    "client_id", "tapped_at", "business_date",
)  # fmt: skip
OF_BILLS = (
    "order_id", "number", "status", "terms_id", "goods", "total", "paid", "created_at", "closed_at",
)  # fmt: skip
ENDED = "(SELECT status FROM orders WHERE id = NEW.order_id) <> 'open'"
ITS_ORDER = "orders WHERE id = NEW.order_id"
OF_VOIDS = ("voided_at", "void_reason")


def always(table: str, columns: tuple[str, ...], message: str) -> FrozenRows:
    return FrozenRows(table=table, columns=columns, condition="OLD.id IS NOT NULL", message=message)


def orders(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="orders",
        columns=columns,
        condition="OLD.status <> 'open'",
        message="a paid or cancelled order is final",
    )


def payments(columns: tuple[str, ...]) -> FrozenRows:
    return always("payments", columns, "a payment is final")


def late_lines(columns: tuple[str, ...], lock: str = "") -> FrozenChildren:
    return FrozenChildren(
        lock=lock,
        table="order_items",
        columns=columns,
        parent_is_final=ENDED,
        message="the lines of a paid or cancelled order are final",
    )


# --- what nothing changes any more ---------------------------------------------------------------
FINAL = (
    orders((*OF_ORDERS, "kind")),
    payments((*OF_PAYMENTS, "bill_id")),
    late_lines((*OF_VOIDS, "voided_qty"), ITS_ORDER),
    always(
        "terms", ("vat_percent", "service_percent", "created_at"), "terms of bills never change"
    ),
    always("item_voids", ("item_id", "qty", "reason", "created_at"), "a void is final"),
    FrozenRows(
        table="bills",
        columns=OF_BILLS,
        condition="OLD.status <> 'open'",
        message="a settled or void bill is final",
    ),
    FrozenRows(
        table="order_tables",
        columns=("order_id", "table_id", "party", "since", "until"),
        condition="OLD.until IS NOT NULL",
        message="where a party sat is final",
    ),
)

# --- what may not be -----------------------------------------------------------------------------
SETTLED_GOODS = (
    "SELECT COALESCE(SUM(goods), 0) FROM bills WHERE order_id = NEW.id AND status = 'settled'"
)
SETTLED_TOTAL = SETTLED_GOODS.replace("goods", "total")
LIVE_LINES = (
    "SELECT COALESCE(SUM(price * (qty - voided_qty)), 0) FROM order_items WHERE order_id = NEW.id"
)
UNCOVERED = (
    "NEW.status = 'paid' AND ("
    "NOT EXISTS (SELECT 1 FROM bills WHERE order_id = NEW.id AND status = 'settled')"
    " OR EXISTS (SELECT 1 FROM bills WHERE order_id = NEW.id AND status = 'open')"
    f" OR ROUND(({SETTLED_GOODS}), 2) <> ROUND(({LIVE_LINES}), 2)"
    f" OR ROUND(({SETTLED_TOTAL}), 2) <> ROUND(NEW.total_price, 2))"
)
TAKEN = (
    "FROM payments p JOIN bills b ON b.id = p.bill_id WHERE b.order_id = NEW.id"
)
UNLIKE_PAYMENTS = (
    "NEW.status = 'paid' AND ("
    f"ROUND(COALESCE(NEW.amount_received, -1), 2) <> ROUND((SELECT COALESCE(SUM(p.amount_received), -2) {TAKEN}), 2)"
    f" OR ROUND(COALESCE(NEW.change, -1), 2) <> ROUND((SELECT COALESCE(SUM(p.change), -2) {TAKEN}), 2)"
    " OR COALESCE(NEW.payment_method, '') <> (SELECT CASE WHEN MIN(p.method) = MAX(p.method)"
    f" THEN MIN(p.method) ELSE 'mixed' END {TAKEN}))"
)
STILL_OWED = (
    "NEW.status = 'cancelled'"
    " AND EXISTS (SELECT 1 FROM bills WHERE order_id = NEW.id AND status <> 'void')"
)
STILL_SITS = (
    "NEW.status <> 'open'"
    " AND EXISTS (SELECT 1 FROM order_tables WHERE order_id = NEW.id AND until IS NULL)"
)
UNPAID = (
    "(NEW.status = 'settled' AND (NOT EXISTS (SELECT 1 FROM payments WHERE bill_id = NEW.id)"
    " OR ROUND(NEW.total, 2) <> ROUND((SELECT COALESCE(SUM(amount), 0)"
    " FROM payments WHERE bill_id = NEW.id), 2)))"
    " OR (NEW.status = 'void' AND EXISTS (SELECT 1 FROM payments WHERE bill_id = NEW.id))"
)
UNCOVERED_SAYS = "a paid order has a line no settled bill covers"
UNPAID_SAYS = "a bill says of its payments what they do not"
GUARDS = (
    Guard("uncovered_orders_insert", "orders", "INSERT", UNCOVERED, UNCOVERED_SAYS),
    Guard("uncovered_orders", "orders", "UPDATE OF status", UNCOVERED, UNCOVERED_SAYS),
    Guard("unpaid_bills_insert", "bills", "INSERT", UNPAID, UNPAID_SAYS),
    Guard("unpaid_bills", "bills", "UPDATE OF status", UNPAID, UNPAID_SAYS),
    Guard(
        name="unlike_orders",
        table="orders",
        event="UPDATE OF status",
        condition=UNLIKE_PAYMENTS,
        message="a paid order says other than its payments",
    ),
    Guard(
        name="owing_orders",
        table="orders",
        event="UPDATE OF status",
        condition=STILL_OWED,
        message="a cancelled order has a bill that is not void",
    ),
    Guard(
        name="sitting_orders",
        table="orders",
        event="UPDATE OF status",
        condition=STILL_SITS,
        message="an order that ended still sits at a table",
    ),
    Guard(
        name="late_bills",
        table="bills",
        event="INSERT",
        condition=ENDED,
        message="an order that ended gets no bill",
        lock=ITS_ORDER,
    ),
    Guard(
        name="late_order_tables",
        table="order_tables",
        event="INSERT",
        condition=ENDED,
        message="an order that ended sits down nowhere",
        lock=ITS_ORDER,
    ),
    # Refuses nothing: it locks the table before the seating's index is touched, as whoever opens
    # a table does, so that the two wait for each other in one order.
    Guard(
        name="locking_order_tables",
        table="order_tables",
        event="UPDATE OF until",
        condition="FALSE",
        message="",
        lock="tables WHERE id = NEW.table_id",
    ),
    Guard(
        name="late_payments",
        table="payments",
        event="INSERT",
        condition="(SELECT status FROM bills WHERE id = NEW.bill_id) <> 'open'",
        message="a settled or void bill takes no payment",
        lock="bills WHERE id = NEW.bill_id",
    ),
    Guard(
        name="late_item_voids",
        table="item_voids",
        event="INSERT",
        condition="(SELECT o.status FROM orders o JOIN order_items i ON i.order_id = o.id"
        " WHERE i.id = NEW.item_id) <> 'open'",
        message="the lines of a paid or cancelled order are final",
        lock="orders WHERE id = (SELECT order_id FROM order_items WHERE id = NEW.item_id)",
    ),
    Guard(
        name="moved_order_tables",
        table="order_tables",
        event="UPDATE OF order_id, table_id, party, since",
        condition="TRUE",
        message="a party moves by ending its seating and beginning another",
    ),
)

# --- what follows by itself ----------------------------------------------------------------------
WHOLE = "voided_qty + NEW.qty = qty"
FREE_OR_NOT = (
    "CASE WHEN EXISTS (SELECT 1 FROM order_tables WHERE table_id = NEW.table_id AND until IS NULL)"
    " THEN 'occupied' ELSE 'available' END"
)
CONSEQUENCES = (
    Consequence(
        name="sum_of_item_voids",
        table="item_voids",
        event="INSERT",
        condition="NEW.qty > 0",
        statement="UPDATE order_items SET voided_qty = voided_qty + NEW.qty,"
        f" voided_at = CASE WHEN {WHOLE} THEN NEW.created_at END,"
        f" void_reason = CASE WHEN {WHOLE} THEN NEW.reason ELSE '' END WHERE id = NEW.item_id",
    ),
    Consequence(
        name="bill_of_new_order",
        table="orders",
        event="INSERT",
        condition="NEW.status = 'open'",
        statement="INSERT INTO bills (order_id, number, status, terms_id, goods, total, paid,"
        " created_at) SELECT NEW.id, 1, 'open', MAX(id), 0, 0, 0, NEW.created_at FROM terms",
    ),
    Consequence(
        name="paid_by_payments",
        table="payments",
        event="INSERT",
        condition="NEW.amount >= 0",
        statement="UPDATE bills SET paid = ROUND(paid + NEW.amount, 2),"
        " status = CASE WHEN ROUND(paid + NEW.amount, 2) = total THEN 'settled' ELSE status END,"
        " closed_at = CASE WHEN ROUND(paid + NEW.amount, 2) = total THEN NEW.created_at END"
        " WHERE id = NEW.bill_id",
    ),
    Consequence(
        name="state_by_seating_begun",
        table="order_tables",
        event="INSERT",
        condition="NEW.until IS NULL",
        statement="UPDATE tables SET status = 'occupied', updated_at = NEW.since"
        " WHERE id = NEW.table_id",
    ),
    Consequence(
        name="state_by_seating_ended",
        table="order_tables",
        event="UPDATE OF until",
        condition="NEW.until IS NOT NULL",
        statement=f"UPDATE tables SET status = {FREE_OR_NOT}, updated_at = NEW.until"
        " WHERE id = NEW.table_id",
    ),
)

# --- what stands is carried over -----------------------------------------------------------------
CARRIED = (
    "INSERT INTO bills (order_id, number, status, terms_id, goods, total, paid, created_at,"
    " closed_at) SELECT o.id, 1, CASE o.status WHEN 'paid' THEN 'settled'"
    " WHEN 'cancelled' THEN 'void' ELSE 'open' END, t.id,"
    " CASE o.status WHEN 'paid' THEN o.total_price ELSE 0 END,"
    " CASE o.status WHEN 'paid' THEN o.total_price ELSE 0 END,"
    " CASE o.status WHEN 'paid' THEN o.total_price ELSE 0 END,"
    " o.created_at, COALESCE(o.paid_at, o.cancelled_at) FROM orders o CROSS JOIN terms t"
    " ORDER BY o.id",
    "UPDATE payments SET bill_id = (SELECT id FROM bills WHERE bills.order_id = payments.order_id)",
    "INSERT INTO order_tables (order_id, table_id, party, since, until)"
    " SELECT id, table_id, 1, created_at, COALESCE(paid_at, cancelled_at) FROM orders ORDER BY id",
    "INSERT INTO item_voids (item_id, qty, reason, created_at)"
    " SELECT id, qty, void_reason, voided_at FROM order_items WHERE voided_at IS NOT NULL"
    " ORDER BY voided_at, id",
    "UPDATE order_items SET voided_qty = qty WHERE voided_at IS NOT NULL",
)


def first_terms(apps, schema_editor) -> None:
    """No VAT, no service: what every bill was reckoned with so far."""
    apps.get_model("orders_app", "Terms").objects.create()


PAID_BEFORE = "UPDATE payments SET order_id = (SELECT order_id FROM bills WHERE id = bill_id)"
IN_PART = "SELECT COUNT(*) FROM order_items WHERE voided_qty > 0 AND voided_at IS NULL"


def carry_over(apps, schema_editor) -> None:
    for statement in CARRIED:
        schema_editor.execute(statement, params=None)


def carry_back(apps, schema_editor) -> None:
    """Hang payments on their orders again. A line voided in part would be whole again, and paid."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(IN_PART)
        (in_part,) = cursor.fetchone()
    if in_part:
        raise IrreversibleError(
            f"{in_part} lines are voided in part, which the release before cannot say. Nothing of "
            "them was changed: see docs/operations.md, “Update and roll back”."
        )
    schema_editor.execute(PAID_BEFORE, params=None)


def foreign(to: str, name: str | None = None, **options) -> models.ForeignKey:
    return models.ForeignKey(to=to, on_delete=PROTECT, related_name=name, **options)


def money(label: str) -> models.DecimalField:
    return models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name=label)


def percent(label: str) -> models.DecimalField:
    return models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name=label)


def table(name: str, db_table: str, label: str, *fields, **options) -> migrations.CreateModel:
    number = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    named = {"db_table": db_table, "verbose_name": label, "verbose_name_plural": label}
    return migrations.CreateModel(name, [("id", number), *fields], options | named)


TABLES = (
    table(
        "Terms",
        "terms",
        "เงื่อนไขของบิล",
        ("vat_percent", percent("ภาษีมูลค่าเพิ่ม (%)")),
        ("service_percent", percent("ค่าบริการ (%)")),
        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="เริ่มใช้")),
    ),
    table(
        "Bill",
        "bills",
        "บิล",
        ("order", foreign("orders_app.order", "bills", db_index=False)),
        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="เลขบิลของออเดอร์")),
        (
            "status",
            models.CharField(
                choices=[("open", "ยังไม่จ่าย"), ("settled", "จ่ายแล้ว"), ("void", "ยกเลิก")],
                default="open",
                max_length=20,
                verbose_name="สถานะ",
            ),
        ),
        ("terms", foreign("orders_app.terms", "+", db_index=False)),
        ("goods", money("ค่าอาหาร")),
        ("total", money("ยอดรวม")),
        ("paid", money("จ่ายแล้ว")),
        ("created_at", models.DateTimeField(verbose_name="เปิดเมื่อ")),
        ("closed_at", models.DateTimeField(null=True, verbose_name="ปิดเมื่อ")),
    ),
    table(
        "Seating",
        "order_tables",
        "ที่นั่ง",
        ("order", foreign("orders_app.order", "seatings")),
        ("table", foreign("tables_app.table", "seatings", db_index=False)),
        ("party", models.PositiveSmallIntegerField(default=1, verbose_name="กลุ่ม")),
        ("since", models.DateTimeField(verbose_name="ตั้งแต่")),
        ("until", models.DateTimeField(null=True, verbose_name="ถึง")),
    ),
    table(
        "ItemVoid",
        "item_voids",
        "การยกเลิกรายการ",
        ("item", foreign("orders_app.orderitem", "voids")),
        ("qty", models.PositiveIntegerField(verbose_name="จำนวน")),
        ("reason", models.CharField(max_length=200, verbose_name="เหตุผล")),
        ("created_at", models.DateTimeField(verbose_name="ยกเลิกเมื่อ")),
        ordering=["id"],
    ),
)
SUMMARY = ("paid_at", "payment_method", "amount_received", "change")
PAID_HAS_ITS_SUMMARY = Q(status="paid", **{f"{name}__isnull": False for name in SUMMARY}) | Q(
    ~Q(status="paid"), **{f"{name}__isnull": True for name in SUMMARY}
)
CONSTRAINTS = (
    ("itemvoid", models.CheckConstraint(condition=Q(qty__gte=1), name="chk_item_voids_qty_positive")),
    ("itemvoid", models.CheckConstraint(condition=~Q(reason=""), name="chk_item_voids_has_reason")),
    (
        "seating",
        models.UniqueConstraint(
            fields=("table", "party"),
            condition=Q(until__isnull=True),
            name="uniq_order_tables_one_party",
        ),
    ),
    ("bill", models.UniqueConstraint(fields=("order", "number"), name="uniq_bills_number")),
    (
        "bill",
        models.UniqueConstraint(
            fields=("order",), condition=Q(status="open"), name="uniq_bills_one_open_per_order"
        ),
    ),
    (
        "bill",
        models.CheckConstraint(
            condition=Q(status__in=["open", "settled", "void"]), name="chk_bills_status_known"
        ),
    ),
    (
        "bill",
        models.CheckConstraint(
            condition=Q(goods__gte=0, paid__gte=0, paid__lte=F("total")),
            name="chk_bills_paid_within_total",
        ),
    ),
    (
        "bill",
        models.CheckConstraint(
            condition=Q(status="settled", paid=F("total"), closed_at__isnull=False)
            | Q(status="void", paid=0, closed_at__isnull=False)
            | Q(status="open", closed_at__isnull=True),
            name="chk_bills_end_is_complete",
        ),
    ),
)
WIDENED = (
    # Nullable, so that it can be filled again should this migration be undone.
    migrations.AlterField(
        "payment",
        "order",
        models.OneToOneField(
            "orders_app.order", PROTECT, related_name="payment", null=True, verbose_name="ออเดอร์"
        ),
    ),
    migrations.AddField(
        "payment", "bill", foreign("orders_app.bill", "payments", null=True, verbose_name="บิล")
    ),
    migrations.AddField(
        "order",
        "kind",
        models.CharField(
            choices=[("dine_in", "นั่งที่ร้าน")], default="dine_in", max_length=20, verbose_name="แบบ"
        ),
    ),
    migrations.AlterField(
        "order",
        "table",
        foreign("tables_app.table", "orders", db_index=False, null=True, verbose_name="โต๊ะ"),
    ),
    # Laid before there is a row: what follows finds bills by their order.
    *[migrations.AddConstraint(model, constraint) for model, constraint in CONSTRAINTS],
    migrations.RemoveConstraint("order", "uniq_orders_one_open_per_table"),
    migrations.RemoveConstraint("order", "chk_orders_paid_is_complete"),
    migrations.AddField(
        "orderitem",
        "voided_qty",
        models.PositiveIntegerField(default=0, verbose_name="จำนวนที่ยกเลิก"),
    ),
)
NARROWED = (
    migrations.RemoveField("payment", "order"),
    migrations.AlterField(
        "payment", "bill", foreign("orders_app.bill", "payments", verbose_name="บิล")
    ),
    migrations.AddIndex(
        "order",
        models.Index(fields=["table"], condition=Q(status="open"), name="idx_orders_open_on_table"),
    ),
    migrations.AddConstraint(
        "order",
        models.CheckConstraint(
            condition=Q(kind="dine_in", table__isnull=False), name="chk_orders_kind_has_its_place"
        ),
    ),
    migrations.AddConstraint(
        "order",
        models.CheckConstraint(
            condition=PAID_HAS_ITS_SUMMARY, name="chk_orders_paid_has_its_summary"
        ),
    ),
    migrations.AddConstraint(
        "orderitem",
        models.CheckConstraint(
            condition=Q(voided_qty__lt=F("qty"), voided_at__isnull=True)
            | Q(voided_qty=F("qty"), voided_at__isnull=False),
            name="chk_order_items_voids_within_qty",
        ),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0008_business_date"), ("tables_app", "0001_initial")]

    operations = [
        orders(OF_ORDERS).as_removal(),
        payments(("order_id", *OF_PAYMENTS)).as_removal(),
        late_lines(OF_VOIDS).as_removal(),
        *TABLES,
        migrations.RunPython(first_terms, migrations.RunPython.noop),
        TriggersKept(list(WIDENED)),
        migrations.RunPython(carry_over, carry_back),
        TriggersKept(list(NARROWED)),
        *[rule.as_operation() for rule in (*FINAL, *GUARDS, *CONSEQUENCES)],
    ]
