"""Every order gets a name that no restored database gives out again, and it is final with it."""

import re
from uuid import uuid4

from django.db import migrations, models

from core_app.triggers import FrozenRows

COLUMNS = (
    "table_id", "total_price", "payment_method", "amount_received", "change", "status",
    "opened_by_id", "created_at", "paid_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
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


def name_the_open(apps, schema_editor) -> None:
    """Call an open order by the key that opened it, as one opened from now on: commands that wait
    on the device which tapped that key may name it so."""
    is_open = apps.get_model("orders_app", "Order").objects.filter(status="open")
    keys = apps.get_model("core_app", "IdempotencyKey").objects.filter(status=201)
    of_open = keys.filter(result_id__in=list(is_open.values_list("pk", flat=True)))
    newest_first = of_open.order_by("-pk").values_list("result_id", "key")
    for order, key in dict(newest_first).items():  # the first key of an order opened it
        if UUID_TEXT.fullmatch(key):
            is_open.filter(pk=order).update(uid=key)


def name_all(apps, schema_editor) -> None:
    """In one statement: a shop has hundreds of thousands."""
    random = RANDOM[schema_editor.connection.vendor]
    schema_editor.execute(f"UPDATE orders SET uid = {random} WHERE uid IS NULL", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("orders_app", "0005_payment_sender_and_device"),
        ("core_app", "0007_stored_request"),
    ]

    operations = [
        rule(COLUMNS).as_removal(),
        # Without a default: a column with one makes SQLite write the table anew.
        migrations.AddField(
            model_name="order",
            name="uid",
            field=models.UUIDField(editable=False, null=True, verbose_name="รหัส"),
        ),
        migrations.RunPython(name_the_open, migrations.RunPython.noop),
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
