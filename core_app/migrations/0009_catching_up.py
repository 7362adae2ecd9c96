"""When this database was taken back, and how far it has caught up since (devices_app.catching_up)."""

from django.db import migrations, models
from django.utils import timezone

GAP = 1_000_000  # what every restore leaves between the last number and the next
LAST_NUMBER = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = 'audit_events'",
    "postgresql": "SELECT last_value FROM pg_sequences"
    " WHERE schemaname = 'public' AND sequencename = 'audit_events_id_seq'",
}


def just_restored(apps, schema_editor) -> None:
    """A copy of the release before, restored and not sold in yet, begins to catch up now."""
    event = apps.get_model("core_app", "AuditEvent").objects.order_by("-pk").first()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LAST_NUMBER[schema_editor.connection.vendor])
        last = (cursor.fetchone() or [0])[0] or 0
    if event is None or last - event.pk < GAP:
        return
    epochs = apps.get_model("core_app", "DatabaseEpoch").objects.filter(taken_back=True)
    epochs.update(began_at=timezone.now(), goes_back_to=event.created_at, sent_again=0)


class Migration(migrations.Migration):
    dependencies = [("core_app", "0008_database_epoch")]

    operations = [
        migrations.AddField("databaseepoch", "began_at", models.DateTimeField(null=True)),
        migrations.AddField("databaseepoch", "goes_back_to", models.DateTimeField(null=True)),
        migrations.AddField("databaseepoch", "sent_again", models.BigIntegerField(null=True)),
        migrations.AddField("databaseepoch", "caught_up_at", models.DateTimeField(null=True)),
        migrations.RunPython(just_restored, migrations.RunPython.noop),
    ]
