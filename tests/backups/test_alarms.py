"""The log says when backups or drills are not as they should be: at the start, and every hour."""

import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from core_app import metrics
from operations_app import alarms
from operations_app.models import BackupRun


@pytest.fixture(autouse=True)
def real_shop(settings) -> None:
    settings.DEMO = False


def ran(kind: str, *, hours_ago: float, succeeded: bool = True) -> BackupRun:
    ended = timezone.now() - timedelta(hours=hours_ago)
    return BackupRun.objects.create(
        kind=kind, succeeded=succeeded, started_at=ended, ended_at=ended
    )


def told(caplog) -> list[str]:
    """Return what the log is told; the PostgreSQL of a test run never archives, and says so."""
    caplog.clear()
    alarms.tell_log()
    assert all(record.levelno == logging.ERROR for record in caplog.records)
    lines = [record.getMessage() for record in caplog.records]
    return [line for line in lines if not line.startswith("Archiving")]


def test_a_shop_without_any(db, caplog):
    assert told(caplog) == [
        "Backup needs attention: trouble=never, last_good=never",
        "Restore drill needs attention: trouble=never, last_good=never",
    ]


def test_a_shop_that_is_well_hears_nothing(db, caplog):
    ran("incremental", hours_ago=5)
    ran("drill", hours_ago=24)
    assert told(caplog) == []


def test_a_backup_too_old_and_a_drill_that_failed(db, caplog):
    old = ran("full", hours_ago=27)
    drill = ran("drill", hours_ago=24)
    ran("drill", hours_ago=1, succeeded=False)
    backup_end, drill_end = (run.ended_at.isoformat(timespec="seconds") for run in (old, drill))
    assert told(caplog) == [
        f"Backup needs attention: trouble=too_old, last_good={backup_end}",
        f"Restore drill needs attention: trouble=failed, last_good={drill_end}",
    ]


def test_a_demo_has_nothing_to_lose(db, caplog, settings):
    settings.DEMO = True
    assert told(caplog) == []


class TestReminder:
    """Only the first worker reminds, once an hour, and makes nobody wait."""

    @pytest.fixture
    def looked(self) -> list[str]:
        return []

    def remind(self, looked: list[str], *times: float, monkeypatch) -> None:
        def look() -> None:
            looked.append(threading.current_thread().name)

        reminder = replace(alarms.remind, work=look)
        for moment in times:
            monkeypatch.setattr(time, "monotonic", lambda moment=moment: moment)
            reminder(sender=None)
        for thread in threading.enumerate():
            if thread.name.startswith("backup-reminder"):
                thread.join()

    def test_first_with_the_first_request_then_every_hour(self, looked, monkeypatch):
        monkeypatch.setattr(metrics, "WORKER", "0")
        self.remind(looked, 5, 6, 3604, 3606, 7000, monkeypatch=monkeypatch)
        assert len(looked) == 2
        assert threading.current_thread().name not in looked

    @pytest.mark.parametrize("worker", ["1", "2", ""])
    def test_no_other_process_does(self, looked, monkeypatch, worker):
        monkeypatch.setattr(metrics, "WORKER", worker)
        self.remind(looked, 5, 9999, monkeypatch=monkeypatch)
        assert looked == []


def test_a_database_that_is_not_migrated_stops_nobody(db, caplog, monkeypatch):
    def missing():
        raise alarms.DatabaseError("no such table: backup_runs")

    monkeypatch.setattr(alarms, "tell_log", missing)
    monkeypatch.setattr(alarms.connection, "close", lambda: None)
    alarms._look()
    assert "Backups not looked at: error=no such table" in caplog.text
