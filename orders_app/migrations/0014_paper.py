"""Printers, the stations that have one, and what each is given to print."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core_app.triggers import FrozenRows, Guard

FINAL = FrozenRows(
    table="print_jobs",
    columns=(
        "key", "kind", "printer_id", "slip_id", "order_id", "again_of_id", "title", "content",
        "created_at",
    ),
    condition="OLD.id IS NOT NULL",
    message="what is printed is final",
)
# Only what no byte was sent of is tried again; what may be on paper stays so.
ONE_WAY = Guard(
    name="one_way_print_jobs",
    table="print_jobs",
    event="UPDATE OF state",
    condition="NOT (NEW.state = OLD.state"
    " OR (OLD.state IN ('waiting', 'failed') AND NEW.state IN ('failed', 'sending', 'dropped'))"
    " OR (OLD.state = 'sending' AND NEW.state IN ('printed', 'sent', 'unknown')))",
    message="a print job goes one way",
)
NEW_WAITS = Guard(
    name="new_print_jobs",
    table="print_jobs",
    event="INSERT",
    condition="NEW.state <> 'waiting'",
    message="a print job begins by waiting",
)


class Migration(migrations.Migration):

    dependencies = [
        ('menu_app', '0005_limits'),
        ('orders_app', '0013_payment_proof'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Printer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(error_messages={'unique': 'มีเครื่องพิมพ์ชื่อนี้แล้ว'}, help_text='เช่น เครื่องพิมพ์ครัวร้อน', max_length=50, unique=True, verbose_name='ชื่อ')),
                ('address', models.CharField(help_text='เช่น 192.168.1.50 หรือ /dev/usb/lp0 (สาย USB ที่เครื่องเซิร์ฟเวอร์)', max_length=50, verbose_name='ที่อยู่')),
                ('per', models.CharField(choices=[('slip', 'ใบละหนึ่งคำสั่ง'), ('dish', 'ใบละหนึ่งจาน')], default='slip', max_length=10, verbose_name='ตัดใบ')),
                ('dots', models.PositiveSmallIntegerField(choices=[(576, '80 มม.'), (384, '58 มม.')], default=576, verbose_name='กระดาษกว้าง')),
                ('acknowledges', models.BooleanField(editable=False, null=True, verbose_name='ตอบว่าพิมพ์แล้ว')),
                ('tells_state', models.BooleanField(editable=False, null=True, verbose_name='บอกสถานะ')),
                ('silent_since', models.DateTimeField(editable=False, null=True, verbose_name='เงียบตั้งแต่')),
                ('prints_receipts', models.BooleanField(default=False, help_text='ใบเสร็จและใบแจ้งรายการออกที่เครื่องนี้ แทนการพิมพ์จากเบราว์เซอร์', verbose_name='พิมพ์ใบเสร็จ')),
                ('active', models.BooleanField(default=True, help_text='ปิดเมื่อเลิกใช้ แล้วจะไม่มีงานใหม่', verbose_name='ใช้งาน')),
                ('backup', models.ForeignKey(blank=True, help_text='พิมพ์แทนเมื่อเครื่องนี้ไม่รับงานเกิน 30 วินาที ใบจะบอกว่าสำรองจากเครื่องไหน', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orders_app.printer', verbose_name='เครื่องสำรอง')),
            ],
            options={
                'verbose_name': 'เครื่องพิมพ์',
                'verbose_name_plural': 'เครื่องพิมพ์',
                'db_table': 'printers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PrintJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, verbose_name='คีย์')),
                ('kind', models.CharField(choices=[('add', 'ใบสั่งครัว'), ('back', 'ใบยกเลิก'), ('receipt', 'ใบเสร็จ'), ('sample', 'ใบทดสอบ')], max_length=10, verbose_name='แบบ')),
                ('title', models.CharField(max_length=200, verbose_name='งาน')),
                ('content', models.TextField(verbose_name='เนื้อหา')),
                ('state', models.CharField(choices=[('waiting', 'รอพิมพ์'), ('failed', 'ยังไม่พิมพ์'), ('sending', 'กำลังพิมพ์'), ('printed', 'พิมพ์แล้ว'), ('sent', 'ส่งพิมพ์แล้ว'), ('unknown', 'อาจพิมพ์แล้ว'), ('dropped', 'ไม่ต้องพิมพ์แล้ว')], default='waiting', max_length=20, verbose_name='สถานะ')),
                ('cause', models.CharField(blank=True, default='', max_length=30, verbose_name='เหตุ')),
                ('is_over', models.BooleanField(default=False, verbose_name='จบแล้ว')),
                ('created_at', models.DateTimeField(verbose_name='สั่งเมื่อ')),
                ('changed_at', models.DateTimeField(verbose_name='สถานะเมื่อ')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='รับทราบเมื่อ')),
                ('again_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='again', to='orders_app.printjob', verbose_name='ซ้ำของ')),
                ('order', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders_app.order', verbose_name='ออเดอร์')),
                ('printer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='orders_app.printer', verbose_name='เครื่องพิมพ์')),
                ('sent_to', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders_app.printer', verbose_name='พิมพ์ที่')),
                ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้รับทราบ')),
                ('slip', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='orders_app.slip', verbose_name='ใบสั่งครัว')),
            ],
            options={
                'verbose_name': 'งานพิมพ์',
                'verbose_name_plural': 'งานพิมพ์',
                'db_table': 'print_jobs',
            },
        ),
        migrations.CreateModel(
            name='PrintWorker',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('beat_at', models.DateTimeField(verbose_name='ทำงานเมื่อ')),
            ],
            options={
                'db_table': 'print_worker',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='chk_print_worker_one')],
            },
        ),
        migrations.CreateModel(
            name='StationPrinter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('printer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stations', to='orders_app.printer', verbose_name='เครื่องพิมพ์')),
                ('station', models.OneToOneField(error_messages={'unique': 'ครัวนี้มีเครื่องพิมพ์แล้ว'}, on_delete=django.db.models.deletion.CASCADE, related_name='printing', to='menu_app.station', verbose_name='ครัว')),
            ],
            options={
                'verbose_name': 'ครัวที่พิมพ์ใบสั่ง',
                'verbose_name_plural': 'ครัวที่พิมพ์ใบสั่ง',
                'db_table': 'station_printers',
            },
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.CheckConstraint(condition=models.Q(('per__in', ['slip', 'dish'])), name='chk_printers_per_known'),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.CheckConstraint(condition=models.Q(('dots__in', [576, 384])), name='chk_printers_dots_known'),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.CheckConstraint(condition=models.Q(('backup', models.F('id')), _negated=True), name='chk_printers_backup_is_another', violation_error_message='เครื่องสำรองต้องเป็นอีกเครื่อง'),
        ),
        migrations.AddConstraint(
            model_name='printer',
            constraint=models.UniqueConstraint(condition=models.Q(('prints_receipts', True)), fields=('prints_receipts',), name='uniq_printers_one_for_receipts', violation_error_message='มีเครื่องที่พิมพ์ใบเสร็จอยู่แล้ว ปิดที่เครื่องนั้นก่อน'),
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(condition=models.Q(('is_over', False)), fields=['id'], name='idx_print_jobs_not_over'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.UniqueConstraint(condition=models.Q(('again_of', None)), fields=('slip',), name='uniq_print_jobs_slip_once'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'failed', 'sending', 'printed', 'sent', 'unknown', 'dropped'])), name='chk_print_jobs_state_known'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_over', False), ('state__in', ['waiting', 'failed', 'sending'])), models.Q(('is_over', True), ('state__in', ['printed', 'sent', 'dropped'])), ('state', 'unknown'), _connector='OR'), name='chk_print_jobs_over_when_it_is'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'receipt'), ('order__isnull', False), ('slip', None)), models.Q(('kind__in', ['add', 'back']), ('order', None), ('slip__isnull', False)), models.Q(('kind', 'sample'), ('order', None), ('slip', None)), _connector='OR'), name='chk_print_jobs_of_its_kind'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='chk_print_jobs_settled_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('settled_at', None), ('state', 'dropped'), _negated=True), name='chk_print_jobs_dropped_by_somebody'),
        ),
        *[rule.as_operation() for rule in (FINAL, ONE_WAY, NEW_WAITS)],
    ]
