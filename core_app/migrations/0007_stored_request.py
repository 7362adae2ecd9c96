from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core_app", "0006_backup_runs_move_up")]

    operations = [
        migrations.AddField(
            model_name="idempotencykey", name="request", field=models.TextField(null=True)
        )
    ]
