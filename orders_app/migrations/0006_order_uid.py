"""Every order gets a name that no restored database gives out again, and it is final with it."""

from uuid import uuid4

from django.db import migrations, models

from core_app.triggers import FrozenRows

COLUMNS = (
    "table_id", "total_price", "payment_method", "amount_received", "change", "status",
    "opened_by_id", "created_at", "paid_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
# A version 4 UUID (RFC 9562, 5.4), as Django writes one into SQLite.
RANDOM = {
    "postgresql": "gen_random_uuid()",
    "sqlite": "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)"
    " || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(8)), 2))",
}


def rule(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="orders",
        columns=columns,
        condition="OLD.status <> 'open'",
        message="a paid or cancelled order is final",
    )


def name_all(apps, schema_editor) -> None:
    """In one statement: a shop has hundreds of thousands."""
    random = RANDOM[schema_editor.connection.vendor]
    schema_editor.execute(f"UPDATE orders SET uid = {random} WHERE uid IS NULL", params=None)


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0005_payment_sender_and_device")]

    operations = [
        rule(COLUMNS).as_removal(),
        # Without a default: a column with one makes SQLite write the table anew.
        migrations.AddField(
            model_name="order",
            name="uid",
            field=models.UUIDField(editable=False, null=True, verbose_name="รหัส"),
        ),
        migrations.RunPython(name_all, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="order",
                    name="uid",
                    field=models.UUIDField(
                        default=uuid4, editable=False, null=True, verbose_name="รหัส"
                    ),
                )
            ]
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("uid__isnull", False)), fields=("uid",), name="uniq_orders_uid"
            ),
        ),
        rule((*COLUMNS, "uid")).as_operation(),
    ]
