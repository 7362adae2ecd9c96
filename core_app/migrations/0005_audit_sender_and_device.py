"""The diary says who sent an act and from which device, and is append-only in that too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core_app.triggers import FrozenRows

COLUMNS = (
    "action", "subject", "subject_id", "staff_id", "details", "request_id", "created_at",
)  # fmt: skip


def rule(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="audit_events",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="audit_events is append-only",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core_app", "0004_backup_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        rule(COLUMNS).as_removal(),
        migrations.AddField(
            model_name="auditevent",
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
            model_name="auditevent",
            name="client_id",
            field=models.UUIDField(null=True, verbose_name="รหัสเครื่อง"),
        ),
        rule((*COLUMNS, "sender_id", "client_id")).as_operation(),
    ]
