"""Whether PostgreSQL's changes reach the store, or fall behind."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from operations_app.backups.pgbackrest import number_of

SEGMENTS_ALLOWED = 3  # one is being written, one sent; at 60 s each, more means minutes behind
_SEGMENT_NAME = 24  # characters; a history file's name is shorter
_QUESTION = """
    SELECT current_setting('archive_mode') <> 'off', last_archived_wal, last_archived_time,
           last_failed_time, pg_walfile_name(pg_current_wal_lsn())
    FROM pg_stat_archiver
"""


@dataclass(frozen=True)
class Archiving:
    """What PostgreSQL tells of its archiving; any login of the shop may ask."""

    on: bool
    last_wal: str | None
    last_success: datetime | None
    last_failure: datetime | None
    current_wal: str

    @property
    def segments_behind(self) -> int:
        """How many segments were begun since the last that arrived."""
        if not self.last_wal or len(self.last_wal) < _SEGMENT_NAME:
            return 0
        return number_of(self.current_wal) - number_of(self.last_wal[:_SEGMENT_NAME])

    @property
    def is_failing(self) -> bool:
        """Whether the newest attempt failed."""
        if self.last_failure is None:
            return False
        return self.last_success is None or self.last_failure > self.last_success


def current() -> Archiving:
    """Ask PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        return Archiving(*cursor.fetchone())


def trouble(archiving: Archiving) -> str:
    """Return '' when every change reaches the store in time, else a Thai sentence."""
    if not archiving.on:
        return "PostgreSQL ไม่ได้เก็บ WAL: ข้อมูลหลังชุดสำรองล่าสุดจะกู้คืนไม่ได้ สั่ง make backup-setup"
    if archiving.is_failing:
        return "ส่ง WAL เข้าที่เก็บไม่สำเร็จ: ดิสก์ของฐานข้อมูลจะค่อย ๆ เต็ม ตรวจที่เก็บและ log ของ PostgreSQL"
    if archiving.segments_behind > SEGMENTS_ALLOWED:
        return f"ส่ง WAL เข้าที่เก็บไม่ทัน ค้างอยู่ {archiving.segments_behind} ไฟล์ ตรวจดิสก์ของที่เก็บ"
    return ""
