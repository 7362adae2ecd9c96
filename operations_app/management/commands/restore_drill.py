"""`manage.py restore_drill`: prove a backup by selling from it."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from operations_app import drill as drills
from operations_app.backups import BackupTrouble
from operations_app.drill import Drill
from operations_app.management.backup_words import (
    EXIT_CODES,
    FAILED,
    clean_up_when_told_to_end,
    progress_bar,
    shown_moment,
    write_json,
)

STEPS = {
    "restore": "กู้คืนลงที่ว่าง",
    "migrate": "ปรับโครงสร้างตาราง",
    "figures": "เทียบตัวเลขกับตอนสำรอง",
    "ledger": "ตรวจบัญชี (check_ledger)",
    "start": "เปิดร้านบนชุดที่กู้คืนและเข้าสู่ระบบ",
    "old_keys": "ส่งคีย์เก่าซ้ำ",
    "sale": "ขายหนึ่งออเดอร์",
}


class Command(BaseCommand):
    """Safe beside open tills: everything but the verdict happens in a scratch place."""

    help = f"ซ้อมกู้คืน: กู้คืนชุดสำรองลงที่ว่าง ตรวจบัญชี แล้วลองขายจริง ({EXIT_CODES})"

    def add_arguments(self, parser):
        parser.add_argument("--random", action="store_true", help="สุ่มชุดสำรองจากทั้งหมด แทนชุดใหม่ที่สุด")
        parser.add_argument(
            "--if-due", action="store_true", help="ซ้อมเมื่อไม่มีการซ้อมที่ผ่านมาเกินหนึ่งสัปดาห์แล้วเท่านั้น"
        )
        parser.add_argument("--scratch", help="โฟลเดอร์ที่มีเนื้อที่ว่างพอสำหรับชุดที่กู้คืน")
        parser.add_argument("--json", action="store_true", help="ผลเป็น JSON หนึ่งบรรทัด")

    def handle(self, *args, **options):
        clean_up_when_told_to_end()
        if options["if_due"] and not drills.is_due():
            return
        try:
            drill = drills.prepare(newest=not options["random"])
        except (BackupTrouble, DatabaseError) as trouble:
            drills.could_not_begin(str(trouble))
            raise CommandError(str(trouble), returncode=FAILED) from trouble
        with progress_bar("กู้คืน", quiet=options["json"]) as tell:
            drills.run(drill, scratch=options["scratch"], tell=tell)
        if options["json"]:
            write_json(self.stdout, as_json(drill))
        else:
            self.tell(drill)
        if drill.trouble:
            sys.exit(FAILED)

    def tell(self, drill: Drill) -> None:
        """Write what a person reads."""
        write = self.stdout.write
        write(f"ชุด {drill.backup.label} กู้คืนถึง {shown_moment(drill.at)}")
        for name, seconds in drill.seconds.items():
            write(f"  {STEPS[name]}: {seconds} วินาที")
        if "old_keys" in drill.facts:
            told = drill.facts.get("old_keys_rebuilt", 0)
            write(f"  คีย์เก่า {drill.facts['old_keys']} คีย์ ไม่มีรายการซ้ำ (ส่งคำสั่งเดิมครบ {told} คีย์)")
        write(f"ถ้าเครื่องพังตอนเริ่มซ้อม ข้อมูลที่จะหายคือ {drill.recovery_point} วินาทีสุดท้าย")
        write(f"ไม่ผ่าน: {drill.trouble}" if drill.trouble else "ผ่าน: ชุดสำรองนี้ใช้ขายต่อได้จริง")


def as_json(drill: Drill) -> dict:
    """Return a drill for a program."""
    return {
        "passed": not drill.trouble,
        "label": drill.backup.label,
        "at": drill.at.isoformat(),
        "recovery_point_seconds": drill.recovery_point,
        "seconds": drill.seconds,
        **drill.facts,
        "error": drill.trouble or None,
    }
