"""`manage.py list_backups`: what there is, how old, how large, and which moments it leads to."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations_app.backups import Backup, BackupTrouble, shop
from operations_app.management.backup_words import (
    EXIT_CODES,
    FAILED,
    as_json,
    shown_age,
    shown_kind,
    shown_moment,
    shown_size,
    write_json,
)


class Command(BaseCommand):
    """Reads only."""

    help = f"แสดงชุดสำรองทั้งหมด และช่วงเวลาที่กู้คืนได้ ({EXIT_CODES})"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="หนึ่งบรรทัดต่อหนึ่งชุดเป็น JSON")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="อ่านทุกชุดทั้งหมดเพื่อหาความเสียหาย (รหัสออก 1 เมื่อพบ) อาจใช้เวลานาน",
        )

    def handle(self, *args, **options):
        try:
            found = shop.backups()
            damage = shop.damage() if options["verify"] else []
        except BackupTrouble as trouble:
            raise CommandError(str(trouble), returncode=FAILED) from trouble
        now = timezone.now()
        for backup in found:
            if options["json"]:
                write_json(self.stdout, as_json(backup, now=now))
            else:
                self.stdout.write(line(backup, now))
        if not found and not options["json"]:
            self.stdout.write("ยังไม่มีชุดสำรอง สั่งสำรองชุดแรกด้วย manage.py backup")
        for sentence in damage:
            self.stderr.write(f"เสียหาย: {sentence}")
        if damage:
            sys.exit(FAILED)


def line(backup: Backup, now) -> str:
    """Return what a person reads of one backup."""
    span = shown_moment(backup.restorable_from)
    if backup.restorable_until > backup.restorable_from:
        span = f"ทุกวินาทีตั้งแต่ {span} ถึง {shown_moment(backup.restorable_until)}"
    return (
        f"{backup.label}  {shown_kind(backup)}  {shown_age(now - backup.ended_at)}ก่อน  "
        f"{shown_size(backup.size)}  กู้คืนได้: {span}"
    )
