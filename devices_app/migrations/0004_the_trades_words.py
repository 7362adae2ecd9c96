"""A till is a device and an act a command: words of the code. Tables and columns stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


def _of_a_device(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_column="till_id",
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="tills_app.device",
        verbose_name="เครื่อง",
    )


class Migration(migrations.Migration):
    dependencies = [("tills_app", "0003_lost_acts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("SetAside", "uniq_till_set_aside"),
                migrations.RemoveConstraint("LostAct", "uniq_till_lost_acts"),
                migrations.RenameModel("Till", "Device"),
                migrations.RenameModel("LostAct", "LostCommand"),
                migrations.RenameField("SetAside", "till", "device"),
                migrations.RenameField("SetAside", "act", "command"),
                migrations.RenameField("LostCommand", "till", "device"),
                migrations.AlterField("SetAside", "device", _of_a_device("set_aside")),
                migrations.AlterField("LostCommand", "device", _of_a_device("lost")),
                migrations.AlterField(
                    "SetAside",
                    "command",
                    models.JSONField(db_column="act", default=dict, verbose_name="คำสั่ง"),
                ),
                *[
                    migrations.AddConstraint(
                        model, models.UniqueConstraint(fields=["device", "sequence"], name=name)
                    )
                    for model, name in (
                        ("SetAside", "uniq_till_set_aside"),
                        ("LostCommand", "uniq_till_lost_acts"),
                    )
                ],
            ]
        )
    ]
