"""What the kitchen is told, in the command's own words, and what cooks say of it: only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core_app.triggers import FrozenRows, Guard

OF_SLIPS = (
    "key", "station_id", "order_id", "kind", "reason", "sent_by_id", "is_again", "tapped_at",
    "created_at",
)  # fmt: skip


def always(table: str, columns: tuple[str, ...], message: str) -> FrozenRows:
    return FrozenRows(table=table, columns=columns, condition="OLD.id IS NOT NULL", message=message)


FINAL = (
    always("kitchen_slips", OF_SLIPS, "what the kitchen was told is final"),
    always("slip_lines", ("slip_id", "item_id", "qty"), "what the kitchen was told is final"),
    always(
        "kitchen_marks",
        ("line_id", "kind", "key", "marked_by_id", "created_at"),
        "what a cook said is final",
    ),
)
# Each row by its number and no join: a plan that PostgreSQL made of a join while the tables were
# nearly empty reads all of them until it counts them again.
KIND = "(SELECT kind FROM kitchen_slips WHERE id = NEW.slip_id)"
STATION = "(SELECT station_id FROM kitchen_slips WHERE id = NEW.slip_id)"
# What the slip's station was told of the line: lines of slips.
TOLD = (
    "FROM slip_lines l WHERE l.item_id = NEW.item_id"
    f" AND (SELECT station_id FROM kitchen_slips WHERE id = l.slip_id) = {STATION}"
)
# What stands of the line there: sent, less what was taken back.
LEFT_THERE = (
    "(SELECT COALESCE(SUM(CASE WHEN (SELECT kind FROM kitchen_slips WHERE id = l.slip_id) = 'add'"
    f" THEN l.qty ELSE -l.qty END), 0) {TOLD})"
)
OF_ANOTHER_ORDER = (
    "(SELECT order_id FROM order_items WHERE id = NEW.item_id)"
    " <> (SELECT order_id FROM kitchen_slips WHERE id = NEW.slip_id)"
)
GUARDS = (
    Guard(
        name="late_kitchen_slips",
        table="kitchen_slips",
        event="INSERT",
        condition="(SELECT status FROM orders WHERE id = NEW.order_id) <> 'open'",
        message="the kitchen hears nothing of an order that ended",
        lock="orders WHERE id = NEW.order_id",
    ),
    Guard(
        name="sent_slip_lines",
        table="slip_lines",
        event="INSERT",
        condition=f"{OF_ANOTHER_ORDER} OR ({KIND} = 'add' AND (EXISTS (SELECT 1 {TOLD})"
        " OR NEW.qty <> (SELECT qty FROM order_items WHERE id = NEW.item_id)))",
        message="a line is sent to a station whole, and once",
    ),
    Guard(
        name="taken_back_slip_lines",
        table="slip_lines",
        event="INSERT",
        condition=f"{KIND} <> 'add' AND NEW.qty > {LEFT_THERE}",
        message="more is taken back than the station was told",
    ),
    Guard(
        name="fitting_kitchen_marks",
        table="kitchen_marks",
        event="INSERT",
        condition="(NEW.kind = 'acknowledged') = ((SELECT kind FROM kitchen_slips WHERE id ="
        " (SELECT slip_id FROM slip_lines WHERE id = NEW.line_id)) = 'add')",
        message="what is to be made is done, what is taken back is acknowledged",
    ),
)


class Migration(migrations.Migration):

    dependencies = [
        ('menu_app', '0004_stations'),
        ('orders_app', '0011_indexes_of_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Slip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, verbose_name='คีย์')),
                ('kind', models.CharField(choices=[('add', 'สั่ง'), ('void', 'ยกเลิกรายการ'), ('cancel', 'ยกเลิกออเดอร์')], max_length=20, verbose_name='แบบ')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='เหตุผล')),
                ('is_again', models.BooleanField(default=False, verbose_name='ทำซ้ำหลังกู้ข้อมูล')),
                ('tapped_at', models.DateTimeField(verbose_name='แตะเมื่อ')),
                ('created_at', models.DateTimeField(verbose_name='ส่งเมื่อ')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slips', to='orders_app.order', verbose_name='ออเดอร์')),
                ('sent_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='โดย')),
                ('station', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='slips', to='menu_app.station', verbose_name='ครัว')),
            ],
            options={
                'verbose_name': 'ใบสั่งครัว',
                'verbose_name_plural': 'ใบสั่งครัว',
                'db_table': 'kitchen_slips',
            },
        ),
        migrations.CreateModel(
            name='SlipLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('qty', models.PositiveIntegerField(verbose_name='จำนวน')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slip_lines', to='orders_app.orderitem')),
                ('slip', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders_app.slip')),
            ],
            options={
                'verbose_name': 'รายการในใบสั่งครัว',
                'verbose_name_plural': 'รายการในใบสั่งครัว',
                'db_table': 'slip_lines',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='KitchenMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('done', 'เสร็จ'), ('undone', 'ยังไม่เสร็จ'), ('recalled', 'เอากลับ'), ('accepted', 'ทำ'), ('skipped', 'ไม่ต้องทำ'), ('served', 'เสิร์ฟแล้ว'), ('acknowledged', 'รับทราบ')], max_length=20, verbose_name='แบบ')),
                ('key', models.CharField(max_length=200, verbose_name='คีย์')),
                ('created_at', models.DateTimeField(verbose_name='เมื่อ')),
                ('marked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='โดย')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='orders_app.slipline')),
            ],
            options={
                'verbose_name': 'เครื่องหมายของครัว',
                'verbose_name_plural': 'เครื่องหมายของครัว',
                'db_table': 'kitchen_marks',
            },
        ),
        migrations.AddIndex(
            model_name='slip',
            index=models.Index(fields=['station', 'created_at'], name='idx_kitchen_slips_of_station'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.UniqueConstraint(fields=('key', 'station', 'kind'), name='uniq_kitchen_slips_once'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'add'), ('reason', '')), models.Q(models.Q(('reason', ''), _negated=True), ('kind__in', ['void', 'cancel'])), _connector='OR'), name='chk_kitchen_slips_taken_back_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.CheckConstraint(condition=models.Q(('tapped_at__lte', models.F('created_at'))), name='chk_kitchen_slips_tapped_before_sent'),
        ),
        migrations.AddConstraint(
            model_name='slipline',
            constraint=models.UniqueConstraint(fields=('slip', 'item'), name='uniq_slip_lines_item'),
        ),
        migrations.AddConstraint(
            model_name='slipline',
            constraint=models.CheckConstraint(condition=models.Q(('qty__gte', 1)), name='chk_slip_lines_qty_positive'),
        ),
        migrations.AddConstraint(
            model_name='kitchenmark',
            constraint=models.UniqueConstraint(fields=('key', 'line', 'kind'), name='uniq_kitchen_marks_once'),
        ),
        migrations.AddConstraint(
            model_name='kitchenmark',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['done', 'undone', 'recalled', 'accepted', 'skipped', 'served', 'acknowledged'])), name='chk_kitchen_marks_kind_known'),
        ),
        *[rule.as_operation() for rule in (*FINAL, *GUARDS)],
    ]
