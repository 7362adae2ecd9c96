"""The alarm goes off when changes do not reach the store, and only then."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from operations_app.backups import pgbackrest
from operations_app.backups.archiving import Archiving, trouble

NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=5)
FIRST, SECOND, FAR = (f"0000000100000000000000{number}" for number in ("0A", "0B", "1F"))


@pytest.mark.parametrize(
    ("archiving", "words"),
    [
        (Archiving(True, FIRST, NOW, None, SECOND), ""),
        (Archiving(True, FIRST, NOW, EARLIER, SECOND), ""),
        (Archiving(True, f"{FIRST}.00000028.backup", NOW, None, SECOND), ""),
        (Archiving(True, "00000002.history", NOW, None, FAR), ""),
        (Archiving(True, FIRST, EARLIER, NOW, SECOND), "ไม่สำเร็จ"),
        (Archiving(True, None, None, NOW, SECOND), "ไม่สำเร็จ"),
        (Archiving(True, FIRST, NOW, None, FAR), "ค้างอยู่ 21 ไฟล์"),
        (Archiving(False, None, None, None, SECOND), "ไม่ได้เก็บ WAL"),
    ],
)
def test_the_sentence_says_what_is_wrong(archiving, words):
    found = trouble(archiving)
    assert (words in found, bool(found)) == (True, bool(words))


def test_a_store_that_takes_nothing_raises_the_alarm_until_it_takes_again(shop):
    store = pgbackrest.Store(shop.postgres.folder / "etc", "pos")
    pgbackrest.push_everything(store)
    assert seen(shop) == (0, [])
    config = shop.postgres.folder / "etc" / "pgbackrest.conf"
    aside = config.rename(config.with_suffix(".aside"))
    try:
        with psycopg.connect(shop.postgres.url, autocommit=True) as connection:
            connection.execute("SELECT pg_current_xact_id()")
            connection.execute("SELECT pg_switch_wal()")
            wait_for_a_failure(connection)
        figure, (line,) = seen(shop)
        assert figure == 1
        assert "[ERROR] Archiving needs attention: trouble=ส่ง WAL เข้าที่เก็บไม่สำเร็จ" in line
    finally:
        aside.rename(config)
    pgbackrest.push_everything(store)
    assert seen(shop) == (0, [])


LOOK = """
from django.conf import settings
from operations_app import alarms
settings.DEMO = False  # the shop of these tests is one, and would have nothing to lose
alarms.tell_log()
print({each.name: each.value for each in alarms.readings()}["pos_archiving_in_trouble"])
"""


def seen(shop) -> tuple[int, list[str]]:
    """Return what the monitor is told of archiving, and the log's lines about it."""
    done = shop.command("shell", "--no-imports", "-c", LOOK)
    return int(done.stdout), [line for line in done.stderr.splitlines() if "Archiving" in line]


def wait_for_a_failure(connection: psycopg.Connection) -> None:
    deadline = time.monotonic() + 90
    question = "SELECT last_failed_time > last_archived_time FROM pg_stat_archiver"
    while connection.execute(question).fetchone() != (True,):
        assert time.monotonic() < deadline, "archiving went on without a configuration"
        time.sleep(0.2)
