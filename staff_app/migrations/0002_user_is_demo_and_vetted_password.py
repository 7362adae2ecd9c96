from django.db import migrations, models


class Migration(migrations.Migration):
    """Two nullable columns: SQLite adds them without remaking the table."""

    dependencies = [("staff_app", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_demo",
            field=models.BooleanField(
                editable=False, null=True, verbose_name="บัญชีสาธิต"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="vetted_password",
            field=models.CharField(
                editable=False, max_length=64, null=True, verbose_name="รหัสผ่านที่ตรวจแล้ว"
            ),
        ),
    ]
