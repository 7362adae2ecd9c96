"""The table backup_runs stays as it is; from now on operations_app is who knows it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core_app", "0005_audit_sender_and_device")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("BackupRun")])
    ]
