"""Whether a drill is due: once a week, in a shop that has sold anything, never in a demo."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from operations_app import drill
from operations_app.models import BackupRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(cast, program, settings) -> None:
    """A real shop with one order."""
    settings.DEMO = False
    program.open_with_lunch(cast)


def drilled(*, days_ago: float, succeeded: bool = True) -> None:
    ended = timezone.now() - timedelta(days=days_ago)
    BackupRun.objects.create(kind="drill", succeeded=succeeded, started_at=ended, ended_at=ended)


def test_a_shop_that_never_drilled_is_due(sold):
    assert drill.is_due()


@pytest.mark.parametrize(("days", "due"), [(6.9, False), (7.1, True)])
def test_a_good_drill_is_enough_for_a_week(sold, days, due):
    drilled(days_ago=days)
    assert drill.is_due() == due


def test_a_failed_drill_is_no_drill(sold):
    drilled(days_ago=1, succeeded=False)
    assert drill.is_due()


def test_a_demo_and_a_shop_that_has_sold_nothing_are_never_due(cast, program, settings):
    settings.DEMO = False
    assert not drill.is_due()
    program.open_with_lunch(cast)
    settings.DEMO = True
    assert not drill.is_due()


def test_the_command_does_nothing_before_it_is_due(sold):
    drilled(days_ago=1)
    call_command("restore_drill", "--if-due")
    assert BackupRun.objects.count() == 1
