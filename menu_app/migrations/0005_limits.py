"""What is sold out: until a moment, or after so many more portions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('menu_app', '0004_stations'),
    ]

    operations = [
        migrations.CreateModel(
            name='MenuLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portions', models.PositiveIntegerField(null=True, verbose_name='เหลือ')),
                ('off_until', models.DateTimeField(null=True, verbose_name='หมดถึง')),
                ('menu', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='limit', to='menu_app.menuitem', verbose_name='เมนู')),
            ],
            options={
                'verbose_name': 'ของหมด',
                'verbose_name_plural': 'ของหมด',
                'db_table': 'menu_limits',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('off_until__isnull', True), ('portions__isnull', False)), models.Q(('off_until__isnull', False), ('portions__isnull', True)), _connector='OR'), name='chk_menu_limits_one_of_two')],
            },
        ),
    ]
