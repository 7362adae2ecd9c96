"""A manager's PIN, and their word for one command: it only grows, and is used up once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core_app.triggers import FrozenRows, Guard

FROZEN = FrozenRows(
    table="approvals",
    columns=("key", "subject", "subject_id", "amount", "asked_by_id", "approved_by_id", "created_at"),
    condition="OLD.id IS NOT NULL",
    message="a word that was given is final",
)
USED_ONCE = Guard(
    name="used_approvals",
    table="approvals",
    event="UPDATE OF consumed_at",
    condition="OLD.consumed_at IS NOT NULL",
    message="a word is used up once",
)


class Migration(migrations.Migration):

    dependencies = [("staff_app", "0002_user_is_demo_and_vetted_password")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="pin",
            field=models.CharField(editable=False, max_length=128, null=True, verbose_name="PIN"),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, verbose_name="คีย์")),
                ("subject", models.CharField(choices=[("void", "ยกเลิกรายการ"), ("cancel", "ยกเลิกออเดอร์")], max_length=20, verbose_name="เรื่อง")),
                ("subject_id", models.BigIntegerField(verbose_name="หมายเลข")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="จำนวนเงิน")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="อนุมัติเมื่อ")),
                ("consumed_at", models.DateTimeField(null=True, verbose_name="ใช้เมื่อ")),
                ("approved_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="อนุมัติโดย")),
                ("asked_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="ขอโดย")),
            ],
            options={
                "verbose_name": "การอนุมัติ",
                "verbose_name_plural": "การอนุมัติ",
                "db_table": "approvals",
                "indexes": [models.Index(fields=["key"], name="idx_approvals_key")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("consumed_at__isnull", False)), fields=("key",), name="uniq_approvals_one_used"),
                    models.CheckConstraint(condition=models.Q(("subject__in", ["void", "cancel"])), name="chk_approvals_subject_known"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="chk_approvals_amount_not_negative"),
                ],
            },
        ),
        FROZEN.as_operation(),
        USED_ONCE.as_operation(),
    ]
