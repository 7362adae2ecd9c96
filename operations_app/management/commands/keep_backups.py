"""`manage.py keep_backups`: keep to the backup schedule for as long as the shop is open.

`manage.py serve` starts it beside the embedded shop, and it ends with that (with_server.py).
"""

import contextlib
import os
import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from operations_app.backups import FULL, BackupTrouble, shop
from operations_app.backups.schedule import next_after
from operations_app.management.with_server import server_is_gone

_YOUNG = timedelta(minutes=10)
_POLITE = 10  # compressing must not take the processor away from tills
_NAP = 20  # seconds; a clock that was set, or a laptop that slept, is noticed within these


class Command(BaseCommand):
    """Ends with the server; after a backup that failed the next one is tried in its turn."""

    help = "สำรองข้อมูลตามเวลา (03:00 และทุก 6 ชั่วโมง) ตราบที่ร้านเปิดอยู่ คำสั่ง serve เรียกใช้เอง"

    def handle(self, *args, **options):
        os.nice(_POLITE)
        due, kind = timezone.now(), FULL
        if has_young_backup(due):
            due, kind = next_after(due)
        while not shop_closed_before(due):
            keep(kind)
            if kind == FULL:
                drill_if_due()
            due, kind = next_after(timezone.now())


def has_young_backup(now: datetime) -> bool:
    """Tell whether the newest backup was made just now: a server that restarts over and over
    must not fill the disk with copies. The copy that an update's start took is none.
    """
    found = [each for each in shop.backups() if not each.is_before_update]
    return bool(found) and now - found[-1].ended_at < _YOUNG


def shop_closed_before(due: datetime) -> bool:
    """Wait until `due`; return True as soon as the server is gone."""
    while (left := (due - timezone.now()).total_seconds()) > 0:
        if server_is_gone(min(left, _NAP)):
            return True
    return server_is_gone(0)


def keep(kind: str) -> None:
    """Take one backup; one that failed was remembered and logged, and must not end the keeping."""
    with contextlib.suppress(BackupTrouble):
        shop.take_backup(kind)
    connection.close()


def drill_if_due() -> None:
    """Once a week prove the newest backup, for a shop whose manual nobody reads.

    At night or before the doors open, when full backups are taken, and no longer than the shop is
    open: as a process, which can be ended then. The verdict is remembered and logged by the drill
    itself. In a session of its own: Ctrl+C in the shop's terminal is no verdict about a backup.
    """
    command = (sys.executable, str(settings.BASE_DIR / "manage.py"), "restore_drill", "--if-due")
    alone = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "start_new_session": True}
    with (
        contextlib.suppress(OSError),  # no room for another process must not end the keeping
        subprocess.Popen(command, cwd=settings.BASE_DIR, **alone) as drill,
    ):
        while drill.poll() is None:
            if server_is_gone(1):
                drill.terminate()
                return
