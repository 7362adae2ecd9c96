"""What is remembered of a backup or drill: once, when it ended, whatever the clock did."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from operations_app.backup_runs import BACKUPS, last, last_good, record

pytestmark = pytest.mark.django_db


def test_the_newest_run_and_the_newest_good_one_are_found():
    start = timezone.now()
    good = record(kind="full", succeeded=True, started_at=start, size=7, details={"label": "a"})
    bad = record(kind="incremental", succeeded=False, started_at=start, details={"error": "full"})
    assert (last(BACKUPS), last_good(BACKUPS)) == (bad, good)
    assert (good.size, bad.size) == (7, None)
    assert good.started_at <= good.ended_at <= timezone.now()


def test_a_clock_that_was_set_back_meanwhile_costs_no_memory():
    tomorrow = timezone.now() + timedelta(days=1)
    run = record(kind="drill", succeeded=True, started_at=tomorrow, details={})
    assert run.ended_at == run.started_at


def test_a_memory_that_is_away_makes_no_good_backup_a_bad_one_and_the_log_tells(caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE backup_runs RENAME TO backup_runs_away")
    assert record(kind="full", succeeded=True, started_at=timezone.now(), details={}) is None
    assert "Run not remembered: kind=full, error=" in caplog.text
