"""`make backup-setup`: pgBackRest beside the PostgreSQL of this machine."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from operations_app.backups import FULL, BackupTrouble, pgbackrest_setup, shop
from operations_app.management.backup_words import (
    EXIT_CODES,
    FAILED,
    REFUSED,
    progress_bar,
    shown_size,
)

TEMPLATE = "deploy/pgbackrest/pgbackrest.conf"


class Command(BaseCommand):
    """May be run again at any time: the key is made once, a store that stands is kept."""

    help = (
        "ตั้งค่าการสำรอง PostgreSQL ด้วย pgBackRest บนเครื่องที่ PostgreSQL ทำงานอยู่ (สั่งโดย root) "
        f"แล้วสำรองชุดแรก ({EXIT_CODES})"
    )

    def add_arguments(self, parser):
        parser.add_argument("--socket", type=Path, default=Path("/var/run/postgresql"))
        parser.add_argument(
            "--user", default="postgres", help="ผู้ดูแลของ PostgreSQL (ค่าปกติ postgres)"
        )
        parser.add_argument(
            "--repository", type=Path, default=Path("/var/lib/pgbackrest"),
            help="ที่เก็บชุดสำรอง ควรอยู่คนละดิสก์กับฐานข้อมูล",
        )  # fmt: skip
        parser.add_argument("--logs", type=Path, default=Path("/var/log/pgbackrest"))
        parser.add_argument("--spool", type=Path, default=Path("/var/spool/pgbackrest"))
        parser.add_argument("--locks", type=Path, default=Path("/tmp/pgbackrest"))
        parser.add_argument(
            "--restart", action="store_true",
            help="เริ่ม PostgreSQL ใหม่เมื่อจำเป็น (ครั้งแรกเท่านั้น หน้าขายจะรอไม่กี่วินาที)",
        )  # fmt: skip

        parser.add_argument(
            "--skip-first-backup", action="store_true", help="ตั้งค่าอย่างเดียว ยังไม่สำรอง"
        )

    def handle(self, *args, **options):
        if shop.is_embedded():
            raise CommandError(
                "ร้านนี้ใช้ SQLite: make run สำรองให้เองอยู่แล้ว ไม่ต้องตั้งค่า (ดู manage.py list_backups)",
                returncode=REFUSED,
            )
        try:
            self.set_up(options)
        except (BackupTrouble, OSError) as trouble:
            raise CommandError(str(trouble), returncode=FAILED) from trouble

    def set_up(self, options: dict) -> None:
        """Raises BackupTrouble, OSError."""
        store = shop.store()
        if pgbackrest_setup.install():
            self.stdout.write("ติดตั้ง pgbackrest แล้ว")
        port = int(connection.settings_dict["PORT"] or 5432)
        server = pgbackrest_setup.server_at(options["socket"], port, options["user"])
        names = ("repository", "logs", "spool", "locks")
        places = pgbackrest_setup.Places(store.config_path, *(options[name] for name in names))
        template = settings.BASE_DIR / TEMPLATE
        key = store.config_path / pgbackrest_setup.KEY_FILE
        if pgbackrest_setup.write_configuration(server, places, template, store.stanza):
            self.stdout.write(
                f"สร้างกุญแจเข้ารหัสที่ {key} แล้ว: คัดลอกไปเก็บนอกเครื่องนี้ทันที ถ้ากุญแจหาย ชุดสำรองทุกชุดจะอ่านไม่ได้"
            )
        if pgbackrest_setup.begin_archiving(server, store):
            if not options["restart"]:
                raise BackupTrouble(
                    "ต้องเริ่ม PostgreSQL ใหม่หนึ่งครั้ง สั่งอีกครั้งด้วย make backup-setup ARGS=--restart"
                )
            pgbackrest_setup.restart(server)
        pgbackrest_setup.create_store(store)
        if not options["skip_first_backup"]:
            with progress_bar("สำรองชุดแรก") as tell:
                backup = shop.take_backup(FULL, tell)
            self.stdout.write(f"สำรองชุดแรกแล้ว: {backup.label} {shown_size(backup.size)}")
        self.stdout.write(
            "พร้อมแล้ว ขั้นต่อไปคือตั้งเวลา (deploy/backup/) และซ้อมกู้คืนด้วย manage.py restore_drill"
        )
