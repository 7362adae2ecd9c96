"""A payment says who sent it and from which device, and is final in that too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core_app.triggers import FrozenRows

COLUMNS = (
    "order_id", "method", "amount", "amount_received", "change", "taken_by_id", "created_at",
)  # fmt: skip


def rule(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="payments",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="a payment is final",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orders_app", "0004_told_price_is_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        rule(COLUMNS).as_removal(),
        migrations.AddField(
            model_name="payment",
            name="sender",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ส่งโดย",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="client_id",
            field=models.UUIDField(null=True, verbose_name="รหัสเครื่อง"),
        ),
        rule((*COLUMNS, "sender_id", "client_id")).as_operation(),
    ]
