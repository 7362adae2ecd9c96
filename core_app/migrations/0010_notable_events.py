"""The audit log knows what a manager must look at, and finds it without reading the rest."""

from django.db import migrations, models
from django.db.models import Q

from core_app.triggers import FrozenRows

COLUMNS = (
    "action", "subject", "subject_id", "staff_id", "details", "request_id", "created_at",
    "sender_id", "client_id",
)  # fmt: skip


def rule(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="audit_events",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="audit_events is append-only",
    )


class Migration(migrations.Migration):
    dependencies = [("core_app", "0009_catching_up")]

    operations = [
        rule(COLUMNS).as_removal(),
        migrations.AddField(
            model_name="auditevent",
            name="is_notable",
            field=models.BooleanField(null=True, verbose_name="ต้องดู"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["created_at"], condition=Q(is_notable=True), name="idx_audit_notable"
            ),
        ),
        rule((*COLUMNS, "is_notable")).as_operation(),
    ]
