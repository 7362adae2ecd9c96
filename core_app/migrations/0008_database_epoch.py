from uuid import uuid4

from django.db import migrations, models


GAP = 1_000_000  # what every restore has left between the last number and the next
LAST_NUMBER = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = 'audit_events'",
    "postgresql": "SELECT last_value FROM pg_sequences"
    " WHERE schemaname = 'public' AND sequencename = 'audit_events_id_seq'",
}


def begin(apps, schema_editor) -> None:
    """Name the time of this database, which a restore from before this migration has taken back:
    devices that have sold in it since must hear of that."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LAST_NUMBER[schema_editor.connection.vendor])
        last = (cursor.fetchone() or [0])[0] or 0
        cursor.execute("SELECT MAX(id) FROM audit_events")
        newest = cursor.fetchone()[0] or 0
    taken_back = last - newest >= GAP
    apps.get_model("core_app", "DatabaseEpoch").objects.create(taken_back=taken_back)


class Migration(migrations.Migration):
    dependencies = [("core_app", "0007_stored_request")]

    operations = [
        migrations.CreateModel(
            name="DatabaseEpoch",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("uid", models.UUIDField(default=uuid4)),
                ("taken_back", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "database_epoch",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="chk_database_epoch_one"
                    )
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
