"""An order that came again after a restore, when others sat at its table, has none."""

from django.db import migrations, models
from django.db.models import Q

from core_app.triggers import TriggersKept

PLACE = "chk_orders_kind_has_its_place"


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0009_bills")]

    operations = [
        TriggersKept(
            [
                migrations.AlterField(
                    "order",
                    "kind",
                    models.CharField(
                        choices=[("dine_in", "นั่งที่ร้าน"), ("no_table", "ไม่มีโต๊ะ")],
                        default="dine_in",
                        max_length=20,
                        verbose_name="แบบ",
                    ),
                ),
                migrations.RemoveConstraint("order", PLACE),
                migrations.AddConstraint(
                    "order",
                    models.CheckConstraint(
                        condition=Q(kind="dine_in", table__isnull=False)
                        | Q(kind="no_table", table__isnull=True),
                        name=PLACE,
                    ),
                ),
            ]
        ),
    ]
