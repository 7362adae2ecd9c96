"""What is remembered of a backup or drill: once, when it ended, whatever the clock did."""

from datetime import timedelta

import pytest
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
