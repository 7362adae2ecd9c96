"""`manage.py prune_counters`: drop the counters of rate limits whose time is over."""

from django.core.management.base import BaseCommand

from core_app.rate_cache import BATCH, drop_ended


class Command(BaseCommand):
    """Safe beside open tills: a batch is a transaction of its own."""

    help = "ลบตัวนับการลองรหัสผ่านที่หมดเวลาแล้ว"

    def handle(self, *args, **options):
        dropped = BATCH
        total = 0
        while dropped == BATCH:
            dropped = drop_ended()
            total += dropped
        self.stdout.write(f"ลบตัวนับที่หมดเวลาแล้ว {total} รายการ")
