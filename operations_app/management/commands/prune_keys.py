"""`manage.py prune_keys`: forget the texts of old requests and answers, never the keys.

A tablet may come back after a month and send a key again; it is then answered from the row the
command made. Refusals made no row, so their answers stay.
"""

from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max, Min
from django.utils import timezone

from core_app.models import IdempotencyKey

BATCH = 1000  # keys: each batch is a transaction of its own, so tills never wait long


class Command(BaseCommand):
    """Safe beside open tills, and to be run again at any time."""

    help = "ล้างข้อความคำตอบเก่าของคำสั่งที่สำเร็จ (คีย์ยังอยู่ การส่งซ้ำจะตอบจากออเดอร์แทน)"

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=90, help="เก็บคำตอบไว้กี่วัน (ปกติ 90)")

    def handle(self, *args, **options):
        if options["days"] < 0:
            raise CommandError("--days ต้องไม่ติดลบ")
        pruned = prune(older_than=timezone.now() - timedelta(days=options["days"]))
        self.stdout.write(f"ล้างคำตอบเก่าแล้ว {pruned} รายการ")


def prune(*, older_than: datetime) -> int:
    """Empty requests and answers of successful commands before `older_than`; return how many.

    Keys are numbered as they come, so the walk ends at the first batch without an old one.
    """
    span = IdempotencyKey.objects.aggregate(first=Min("pk"), last=Max("pk"))
    pruned = 0
    for start in range(span["first"] or 0, (span["last"] or -1) + 1, BATCH):
        batch = IdempotencyKey.objects.filter(pk__gte=start, pk__lt=start + BATCH)
        old = batch.filter(created_at__lt=older_than)
        told = old.filter(result_id__isnull=False).exclude(answer="")
        pruned += told.update(answer="", request=None)
        if not old.exists() and batch.exists():
            break
    return pruned
