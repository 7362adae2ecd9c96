"""How far a device has come with sending its history again after a restore."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tills_app", "0004_the_trades_words")]

    operations = [
        migrations.AddField(
            "device",
            "history_in",
            models.UUIDField(null=True, verbose_name="ส่งประวัติซ้ำในรอบข้อมูล"),
        ),
        migrations.AddField(
            "device",
            "history_left",
            models.PositiveIntegerField(null=True, verbose_name="ประวัติที่ยังค้าง"),
        ),
        migrations.AddField(
            "device",
            "history_tried_at",
            models.BigIntegerField(null=True, verbose_name="ลองครบเมื่อร้านรับซ้ำแล้ว"),
        ),
    ]
