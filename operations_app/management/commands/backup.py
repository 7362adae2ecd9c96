"""`manage.py backup`: take a backup now, beside open tills."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations_app.backups import FULL, INCREMENTAL, BackupTrouble, shop
from operations_app.management.backup_words import (
    EXIT_CODES,
    FAILED,
    as_json,
    progress_bar,
    shown_kind,
    shown_moment,
    shown_size,
    write_json,
)


class Command(BaseCommand):
    """Safe at any time; a failed backup leaves the earlier ones as they are."""

    help = f"สำรองข้อมูลเดี๋ยวนี้ ขายต่อได้ระหว่างสำรอง เก็บไว้ 30 วัน ({EXIT_CODES})"

    def add_arguments(self, parser):
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument(
            "--full", dest="kind", action="store_const", const=FULL, help="สำรองทั้งหมด (ค่าปกติ)"
        )
        kind.add_argument(
            "--incremental",
            dest="kind",
            action="store_const",
            const=INCREMENTAL,
            help="เฉพาะส่วนที่เปลี่ยน; บน SQLite ทุกชุดเป็นชุดสมบูรณ์อยู่แล้ว",
        )
        parser.add_argument("--json", action="store_true", help="ผลเป็น JSON หนึ่งบรรทัด")

    def handle(self, *args, **options):
        try:
            with progress_bar("สำรองข้อมูล", quiet=options["json"]) as tell:
                backup = shop.take_backup(options["kind"] or FULL, tell)
        except BackupTrouble as trouble:
            raise CommandError(str(trouble), returncode=FAILED) from trouble
        if options["json"]:
            write_json(self.stdout, as_json(backup, now=timezone.now()))
            return
        self.stdout.write(
            f"สำรองแล้ว: {backup.label} ชนิด{shown_kind(backup)} ขนาด {shown_size(backup.size)} "
            f"กู้คืนได้ถึง {shown_moment(backup.restorable_until)}"
        )
