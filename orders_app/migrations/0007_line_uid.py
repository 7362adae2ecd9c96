"""Every line gets a name, minted by whoever adds it, which is as final as the line.

Lines of orders that ended before have none: they are final, and a shop has a million of them.
"""

from uuid import uuid4

from django.db import migrations, models

from core_app.triggers import FrozenRows

COLUMNS = ("order_id", "menu_id", "name", "qty", "price", "created_at", "menu_price")


def rule(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="order_items",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="an order line never changes, it can only be voided",
    )


def name_lines_of_open_orders(apps, schema_editor) -> None:
    lines = apps.get_model("orders_app", "OrderItem").objects
    found = list(lines.filter(order__status="open").only("pk"))
    for line in found:
        line.uid = uuid4()
    lines.bulk_update(found, ["uid"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0006_order_uid")]

    operations = [
        rule(COLUMNS).as_removal(),
        # Without a default: a column with one makes SQLite write the table anew.
        migrations.AddField(
            model_name="orderitem",
            name="uid",
            field=models.UUIDField(editable=False, null=True, verbose_name="รหัส"),
        ),
        migrations.RunPython(name_lines_of_open_orders, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="orderitem",
                    name="uid",
                    field=models.UUIDField(
                        default=uuid4, editable=False, null=True, verbose_name="รหัส"
                    ),
                )
            ]
        ),
        migrations.AddConstraint(
            model_name="orderitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("uid__isnull", False)),
                fields=("uid",),
                name="uniq_order_items_uid",
            ),
        ),
        rule((*COLUMNS, "uid")).as_operation(),
    ]
