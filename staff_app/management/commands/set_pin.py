"""`manage.py set_pin`: a manager's forgotten PIN, where no other manager can set it."""

import sys
from getpass import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from core_app.database import told_to_technician
from core_app.technician import typed_by
from staff_app.hiring import change_pin
from staff_app.models import User
from staff_app.pins import digits


class Command(BaseCommand):
    """The PIN is never an argument, which others could list, and is not shown while it is typed."""

    help = "ตั้ง PIN ของผู้จัดการ สำหรับอนุมัติที่เครื่องขาย / Set a manager's PIN."

    def add_arguments(self, parser):
        parser.add_argument("username", help="ชื่อผู้ใช้ของผู้จัดการ")
        parser.add_argument(
            "--remove", action="store_true", help="เลิกใช้ PIN ของบัญชีนี้ ไม่มีใครมี PIN = ไม่ต้องอนุมัติ"
        )

    def handle(self, *args, **options) -> None:
        """Set it, or say in one sentence why not."""
        name = options["username"]
        try:
            user = User.objects.filter(username=User.normalize_username(name)).first()
            if user is None or not user.is_manager:
                raise CommandError(f"ไม่มีบัญชีผู้จัดการที่ใช้งานได้ชื่อ {name} ยังไม่ได้ตั้ง PIN")
            change_pin(user, None if options["remove"] else _pin(), by=typed_by())
        except ValidationError as wrong:
            raise CommandError(f"ยังไม่ได้ตั้ง PIN: {' '.join(wrong.messages)}") from wrong
        except DatabaseError as error:
            raise CommandError(told_to_technician(error) or str(error)) from error
        done = "เลิกใช้" if options["remove"] else "ตั้ง"
        self.stdout.write(f"{done} PIN ของ {user.username} แล้ว")


def _pin() -> str:
    """Return what is typed twice, else the first line of the input."""
    if not sys.stdin.isatty():
        return digits(sys.stdin.readline())
    pin = digits(getpass("PIN: "))
    if pin != digits(getpass("อีกครั้ง / Again: ")):
        raise CommandError("PIN สองครั้งไม่ตรงกัน ยังไม่ได้ตั้ง")
    return pin
