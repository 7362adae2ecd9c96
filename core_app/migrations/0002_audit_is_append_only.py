"""The diary is append-only: the database refuses to change a row."""

from django.db import migrations

from core_app.triggers import FrozenRows

DIARY = FrozenRows(
    table="audit_events",
    columns=("action", "subject", "subject_id", "staff_id", "details", "request_id", "created_at"),
    condition="OLD.id IS NOT NULL",
    message="audit_events is append-only",
)


class Migration(migrations.Migration):
    dependencies = [("core_app", "0001_initial")]

    operations = [DIARY.as_operation()]
