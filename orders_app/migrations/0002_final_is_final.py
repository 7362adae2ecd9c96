"""A paid or cancelled order, its lines and its payment never change again."""

from django.db import migrations

from core_app.triggers import FrozenChildren, FrozenRows

RULES = (
    FrozenRows(
        table="orders",
        columns=(
            "table_id", "total_price", "payment_method", "amount_received", "change", "status",
            "opened_by_id", "created_at", "paid_at", "cancelled_at", "cancel_reason",
        ),
        condition="OLD.status <> 'open'",
        message="a paid or cancelled order is final",
    ),
    FrozenRows(
        table="order_items",
        columns=("order_id", "menu_id", "name", "qty", "price", "created_at"),
        condition="OLD.id IS NOT NULL",
        message="an order line never changes, it can only be voided",
    ),
    FrozenChildren(
        table="order_items",
        columns=("voided_at", "void_reason"),
        parent_is_final="(SELECT status FROM orders WHERE id = NEW.order_id) <> 'open'",
        message="the lines of a paid or cancelled order are final",
    ),
    FrozenRows(
        table="payments",
        columns=(
            "order_id", "method", "amount", "amount_received", "change", "taken_by_id",
            "created_at",
        ),
        condition="OLD.id IS NOT NULL",
        message="a payment is final",
    ),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0001_initial")]

    operations = [rule.as_operation() for rule in RULES]
