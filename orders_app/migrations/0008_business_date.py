"""Orders and payments are stamped with the business day they are booked on, final as they are.

What stands is stamped by the cut-off of now; another one moves it no more.
"""

import datetime

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce, TruncDate

from core_app.business_day import today
from core_app.triggers import FrozenRows

OF_ORDERS = (
    "table_id", "total_price", "payment_method", "amount_received", "change", "status",
    "opened_by_id", "created_at", "paid_at", "cancelled_at", "cancel_reason", "uid",
)  # fmt: skip
OF_PAYMENTS = (
    "order_id", "method", "amount", "amount_received", "change", "taken_by_id", "created_at",
    "sender_id", "client_id",
)  # fmt: skip


def orders(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="orders",
        columns=columns,
        condition="OLD.status <> 'open'",
        message="a paid or cancelled order is final",
    )


def payments(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="payments",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="a payment is final",
    )


def day_of(moment: models.F | Coalesce) -> TruncDate:
    """The business day of a moment in a column, as core_app/business_day.py has it."""
    starts_at = settings.DAY_STARTS_AT
    night = datetime.timedelta(hours=starts_at.hour, minutes=starts_at.minute)
    return TruncDate(models.ExpressionWrapper(moment - night, models.DateTimeField()))


def stamp(apps, schema_editor) -> None:
    """In one statement each: a shop has hundreds of thousands."""
    order, payment = (apps.get_model("orders_app", name) for name in ("Order", "Payment"))
    opened, ended = models.F("created_at"), Coalesce("paid_at", "cancelled_at")
    order.objects.update(business_date=day_of(opened), ended_on=day_of(ended))
    payment.objects.update(business_date=day_of(opened))


def date_field(label: str, **options) -> models.DateField:
    return models.DateField(blank=True, null=True, verbose_name=label, **options)


def moment_field(**options) -> models.DateTimeField:
    return models.DateTimeField(null=True, verbose_name="แตะเมื่อ", **options)


def stamped_from_now_on(model: str) -> migrations.SeparateDatabaseAndState:
    """What Python fills in; in the database a default makes SQLite write the table anew."""
    field = date_field("วันขาย", default=today)
    altered = migrations.AlterField(model_name=model, name="business_date", field=field)
    return migrations.SeparateDatabaseAndState(state_operations=[altered])


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0007_line_uid")]

    operations = [
        orders(OF_ORDERS).as_removal(),
        payments(OF_PAYMENTS).as_removal(),
        migrations.AddField("order", "tapped_at", moment_field(blank=True)),
        migrations.AddField("order", "business_date", date_field("วันขาย")),
        migrations.AddField("order", "ended_on", date_field("วันขายที่จบ")),
        migrations.AddField("payment", "tapped_at", moment_field()),
        migrations.AddField("payment", "business_date", date_field("วันขาย")),
        migrations.RunPython(stamp, migrations.RunPython.noop),
        stamped_from_now_on("order"),
        stamped_from_now_on("payment"),
        *[
            migrations.AddIndex(model, models.Index(fields=[column], name=name))
            for model, column, name in (
                ("order", "business_date", "idx_orders_business_date"),
                ("order", "ended_on", "idx_orders_ended_on"),
                ("payment", "business_date", "idx_payments_business_date"),
            )
        ],
        orders((*OF_ORDERS, "tapped_at", "business_date", "ended_on")).as_operation(),
        payments((*OF_PAYMENTS, "tapped_at", "business_date")).as_operation(),
    ]
