"""The table stands already: core_app made it, and has let go of it (its migration 0006)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core_app", "0006_backup_runs_move_up")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='BackupRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('full', 'สำรองเต็ม'), ('incremental', 'สำรองส่วนที่เปลี่ยน'), ('drill', 'ซ้อมกู้คืน')], max_length=12, verbose_name='ชนิด')),
                        ('succeeded', models.BooleanField(verbose_name='สำเร็จ')),
                        ('started_at', models.DateTimeField(verbose_name='เริ่ม')),
                        ('ended_at', models.DateTimeField(verbose_name='เสร็จ')),
                        ('size', models.BigIntegerField(null=True, verbose_name='ขนาด (ไบต์)')),
                        ('details', models.JSONField(default=dict, verbose_name='รายละเอียด')),
                    ],
                    options={
                        'verbose_name': 'การสำรองข้อมูล',
                        'verbose_name_plural': 'การสำรองข้อมูล',
                        'db_table': 'backup_runs',
                        'indexes': [models.Index(fields=['kind', 'ended_at'], name='idx_backup_runs_kind_ended')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['full', 'incremental', 'drill'])), name='backup_runs_kind_known'), models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='backup_runs_ends_after_start')],
                    },
                ),
            ]
        )
    ]
