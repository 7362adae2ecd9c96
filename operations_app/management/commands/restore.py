"""`manage.py restore`: a backup, up to a moment, into a folder or a database."""

import sys
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from operations_app.backups import (
    Backup,
    BackupTrouble,
    Restored,
    RestoreRefused,
    restoring_file,
    shop,
)
from operations_app.backups import restoring_database as databases
from operations_app.management.backup_words import (
    EXIT_CODES,
    FAILED,
    REFUSED,
    clean_up_when_told_to_end,
    parse_moment,
    progress_bar,
    shown_moment,
    write_json,
)

FOLDER_WANTED = "ชุดสำรองของ SQLite กู้คืนได้ลงโฟลเดอร์เท่านั้น ระบุ --into เป็นโฟลเดอร์"
DATABASE_WANTED = (
    "ชุดสำรองของ PostgreSQL กู้คืนได้ลงฐานข้อมูลเท่านั้น ระบุ --into เป็น postgres://… ของฐานข้อมูลว่าง"
)
AFTER_A_FILE = "เปิดร้านจากชุดนี้: VAR_DIR={folder} make run"
AFTER_A_DATABASE = (
    "ถ้านี่คือฐานข้อมูลของร้าน เปิดเซิร์ฟเวอร์ของร้านได้เลย "
    "ถ้าเป็น PostgreSQL เครื่องใหม่ ให้สั่ง make backup-setup ARGS=--restart ก่อน"
)


class Command(BaseCommand):
    """Never over live data: an occupied place needs --replace and a typed name."""

    help = f"กู้คืนชุดสำรองลงโฟลเดอร์ (SQLite) หรือฐานข้อมูล (PostgreSQL) ({EXIT_CODES})"

    def add_arguments(self, parser):
        parser.add_argument(
            "--into", required=True, metavar="DIR|DATABASE_URL", help="ที่ว่างสำหรับข้อมูลที่กู้คืน"
        )
        parser.add_argument(
            "--at", help='ย้อนไปถึงเวลานี้ เช่น "2026-11-22 18:30" (เวลาของร้าน); ไม่ใส่ = ใหม่ที่สุดที่มี'
        )
        parser.add_argument("--label", default="", help="ชุดที่ต้องการ (ดูจาก list_backups)")
        parser.add_argument(
            "--replace", action="store_true", help="ยอมแทนที่ข้อมูลที่มีอยู่ ต้องพิมพ์ชื่อยืนยันด้วย"
        )
        parser.add_argument(
            "--wal",
            type=Path,
            metavar="DIR",
            help="โฟลเดอร์ของ pg_receivewal บนดิสก์ที่สอง: เล่นการเปลี่ยนแปลงที่ยังไม่ถึงที่เก็บด้วย (PostgreSQL)",
        )
        parser.add_argument("--scratch", help="โฟลเดอร์ที่มีเนื้อที่ว่างพอสำหรับพักข้อมูล (PostgreSQL)")
        parser.add_argument("--json", action="store_true", help="ผลเป็น JSON หนึ่งบรรทัด")

    def handle(self, *args, **options):
        clean_up_when_told_to_end()
        at = parse_moment(options["at"]) if options["at"] else None
        if at is not None and at > timezone.now():
            raise CommandError("--at เป็นเวลาในอนาคต", returncode=2)
        try:
            backup = shop.choose(shop.backups(), at=at, label=options["label"])
            restored = self.restore(backup, at, options)
        except RestoreRefused as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        except (BackupTrouble, DatabaseError) as trouble:
            raise CommandError(str(trouble), returncode=FAILED) from trouble
        self.tell(restored, backup, options)

    def restore(self, backup: Backup, at: datetime | None, options: dict) -> Restored:
        """Raises BackupTrouble, RestoreRefused."""
        self.say(f"จะกู้คืนชุด {backup.label} {what_is_left_out(backup, at)}")
        is_url = options["into"].startswith(("postgres://", "postgresql://"))
        if is_url == shop.is_embedded():
            raise RestoreRefused(FOLDER_WANTED if is_url else DATABASE_WANTED)
        if not is_url:
            folder = Path(options["into"]).absolute()
            self.agree(restoring_file, folder, folder.name, replace=options["replace"])
            with progress_bar("กู้คืน", quiet=options["json"]) as tell:
                return restoring_file.restore_file(backup, folder, tell=tell)
        target = databases.target_of(options["into"])
        self.agree(databases, target, target.name, replace=options["replace"])
        wal, scratch = options["wal"], options["scratch"]
        with progress_bar("กู้คืน", quiet=options["json"]) as tell:
            return databases.restore_database(
                backup, target, at=at, wal_folder=wal, scratch=scratch, tell=tell
            )

    def agree(self, place_module, place, name: str, *, replace: bool) -> None:
        """Let an empty place pass; an occupied one needs --replace, no server, and a typed name.

        Raises RestoreRefused.
        """
        if not place_module.is_occupied(place):
            return
        place_module.refuse_live(place)
        there = place_module.what_is_there(place)
        if not replace:
            raise RestoreRefused(f"ที่ปลายทางมีข้อมูลอยู่แล้ว ({there}) เลือกที่ว่าง หรือใส่ --replace")
        self.say(f"ปลายทางมีข้อมูลอยู่: {there}\nข้อมูลนี้จะถูกเก็บไว้ข้าง ๆ ในชื่อใหม่ และไม่ถูกใช้อีก")
        self.say(f'พิมพ์ "{name}" เพื่อยืนยัน:')
        if sys.stdin.readline().strip() != name:
            raise RestoreRefused("ไม่ได้ยืนยัน จึงไม่ได้ทำอะไร")

    def say(self, text: str) -> None:
        """Speak to the person; standard output is for the result."""
        self.stderr.write(text, self.style.NOTICE)

    def tell(self, restored: Restored, backup: Backup, options: dict) -> None:
        """Write the result."""
        if options["json"]:
            last_change = restored.last_change.isoformat()
            told = {"place": restored.place, "label": backup.label, "last_change": last_change}
            write_json(self.stdout, told | {"set_aside": restored.set_aside or None})
            return
        self.stdout.write(
            f"กู้คืนแล้วที่ {restored.place} รายการสุดท้ายในชุดคือเวลา {shown_moment(restored.last_change)}"
        )
        if restored.set_aside:
            self.stdout.write(f"ข้อมูลเดิมเก็บไว้ที่ {restored.set_aside}")
        words = AFTER_A_FILE if shop.is_embedded() else AFTER_A_DATABASE
        self.stdout.write(words.format(folder=options["into"]))


def what_is_left_out(backup: Backup, at: datetime | None) -> str:
    """Say what the restored data will not have."""
    if backup.restorable_until == backup.restorable_from:
        until = backup.restorable_until
    else:
        until = min(at or backup.restorable_until, backup.restorable_until)
    return f"ทุกอย่างที่เกิดหลัง {shown_moment(until)} จะไม่อยู่ในชุดที่กู้คืน"
