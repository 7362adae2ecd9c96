"""`manage.py create_manager`: a new shop gets somebody who can let everybody else in."""

import sys
from getpass import getpass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError

from core_app.database import told_to_technician
from core_app.technician import typed_by
from staff_app.hiring import make_manager
from staff_app.models import User

_LONGEST = 1024  # characters of a password, as the log-in form takes them


class Command(BaseCommand):
    """Asks for what it is not told; a password is never an argument, which others could list."""

    help = "ตั้งบัญชีผู้จัดการ เพื่อให้ร้านมีคนที่เพิ่มพนักงานคนอื่นได้ / Make a manager's account."

    def add_arguments(self, parser):
        parser.add_argument("username", nargs="?", help="ชื่อที่ใช้เข้าสู่ระบบ ถ้าไม่ระบุจะถาม")
        parser.add_argument("--display-name", default="", help="ชื่อที่แสดงบนหน้าจอ")
        parser.add_argument(
            "--password-file",
            metavar="FILE",
            help="ไฟล์ที่มีรหัสผ่าน หรือ - เพื่ออ่านจากอินพุต ถ้าไม่ระบุจะถามสองครั้ง",
        )

    def handle(self, *args, **options) -> None:
        """Make the account, or say in one sentence why not."""
        try:
            username = (options["username"] or _asked("ชื่อผู้ใช้ / User name: ")).strip()
            if User.objects.filter(username=User.normalize_username(username)).exists():
                raise CommandError(f"มีบัญชี {username} อยู่แล้ว กรุณาใช้ชื่ออื่น")
            user = make_manager(
                username=username,
                display_name=options["display_name"].strip(),
                password=_password(options["password_file"]),
                by=typed_by(),
            )
        except ValidationError as wrong:
            raise CommandError(f"ยังไม่ได้ตั้งบัญชี: {' '.join(wrong.messages)}") from wrong
        except IntegrityError as taken:  # somebody was faster
            raise CommandError("มีบัญชีชื่อนี้อยู่แล้ว กรุณาใช้ชื่ออื่น") from taken
        except DatabaseError as error:
            raise CommandError(told_to_technician(error) or str(error)) from error
        self.stdout.write(f"ตั้งบัญชีผู้จัดการ {user.username} แล้ว เข้าสู่ระบบแล้วเพิ่มพนักงานได้ที่ /admin/")


def _asked(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        raise CommandError("ไม่มีใครตอบชื่อผู้ใช้ กรุณาระบุชื่อในคำสั่ง") from None


def _password(file: str | None) -> str:
    """Return the password: the first line of a file or of the input, else what is typed twice."""
    if file is None and sys.stdin.isatty():
        password = getpass("รหัสผ่าน / Password: ")
        if password != getpass("อีกครั้ง / Again: "):
            raise CommandError("รหัสผ่านสองครั้งไม่ตรงกัน ยังไม่ได้ตั้งบัญชี")
        return password
    try:
        text = sys.stdin.read() if file in (None, "-") else Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"อ่านรหัสผ่านจาก {file} ไม่ได้ ({error})") from error
    password = text.partition("\n")[0].removesuffix("\r")
    if not password or len(password) > _LONGEST:
        raise CommandError(f"รหัสผ่านต้องมี 1 ถึง {_LONGEST} ตัวอักษร ยังไม่ได้ตั้งบัญชี")
    return password
