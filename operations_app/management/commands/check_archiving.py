"""`manage.py check_archiving`: the alarm for PostgreSQL's changes that do not reach the store."""

import logging
import sys

from django.core.management.base import BaseCommand

from operations_app.backups import archiving, shop
from operations_app.management.backup_words import EXIT_CODES, FAILED

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Started every five minutes by a timer; reads only."""

    help = f"ตรวจว่าการเปลี่ยนแปลงของ PostgreSQL ถึงที่เก็บชุดสำรองทันเวลา ({EXIT_CODES})"

    def handle(self, *args, **options):
        if shop.is_embedded():
            self.stdout.write("ร้านนี้ใช้ SQLite: ไม่มี WAL ที่ต้องส่งเข้าที่เก็บ")
            return
        if found := archiving.trouble(archiving.current()):
            log.error("Archiving behind: error=%s", found)
            sys.exit(FAILED)
        self.stdout.write("การเปลี่ยนแปลงถึงที่เก็บทันเวลา")
