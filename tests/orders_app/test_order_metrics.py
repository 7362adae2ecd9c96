"""How orders, backups and drills stand, read from the tables when the monitor asks."""

import math
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from operations_app.models import BackupRun
from orders_app.models import Order
from tests.cast import TableFactory
from tests.scrape import Scrape, scrape

MOST_STATEMENTS = 4 if connection.vendor == "sqlite" else 5  # PostgreSQL tells of its archiving


@pytest.fixture(autouse=True)
def real_shop(settings) -> None:
    settings.DEMO = False


def open_orders(cast, *minutes_ago: int) -> None:
    for minutes in minutes_ago:
        order = Order.objects.create(table=TableFactory(), opened_by=cast.cashier)
        moment = timezone.now() - timedelta(minutes=minutes)
        Order.objects.filter(pk=order.pk).update(created_at=moment)


def run(kind: str, *, hours_ago: float, succeeded: bool = True) -> None:
    ended = timezone.now() - timedelta(hours=hours_ago)
    BackupRun.objects.create(kind=kind, succeeded=succeeded, started_at=ended, ended_at=ended)


def test_an_empty_shop(cast, settings):
    page = scrape(settings)
    assert page.total("pos_database_up") == 1
    assert page.total("pos_orders_open") == 0
    assert page.total("pos_orders_oldest_open_age_seconds") == 0
    assert page.total("pos_orders_stuck") == 0


def test_open_orders_the_oldest_and_the_stuck(cast, settings):
    open_orders(cast, 5, 119, 121, 600)
    page = scrape(settings)
    assert page.total("pos_orders_open") == 4
    assert page.total("pos_orders_stuck") == 2
    assert page.total("pos_orders_oldest_open_age_seconds") == pytest.approx(36_000, abs=60)


def test_ended_orders_do_not_count(cast, program, managing_program, settings):
    program.command(f"/orders/{program.open_with_lunch(cast)}/pay", payment_method="qr")
    managing_program.command(f"/orders/{program.open(cast)}/cancel", reason="ทดสอบ")
    assert scrape(settings).total("pos_orders_open") == 0


def test_a_shop_without_backups_has_infinitely_old_ones(db, settings):
    page = scrape(settings)
    assert page.total("pos_last_backup_age_seconds") == math.inf
    assert page.total("pos_last_restore_drill_age_seconds") == math.inf
    assert in_trouble(page) == {"backup", "restore_drill"}


def test_only_good_runs_count_and_the_newest_of_them(db, settings):
    run("full", hours_ago=30)
    run("incremental", hours_ago=6)
    run("full", hours_ago=1, succeeded=False)
    run("drill", hours_ago=240)
    page = scrape(settings)
    assert page.total("pos_last_backup_age_seconds") == pytest.approx(6 * 3600, abs=60)
    assert page.total("pos_last_restore_drill_age_seconds") == pytest.approx(864_000, abs=60)
    assert in_trouble(page) == {"backup"}


@pytest.mark.parametrize(
    ("kind", "hours_ago", "red"),
    [
        ("full", 25.9, set()),
        ("full", 26.1, {"backup"}),
        ("drill", 35 * 24 - 1, set()),
        ("drill", 35 * 24 + 1, {"restore_drill"}),
    ],
)
def test_the_monitor_is_told_the_limit_that_the_status_page_has(db, settings, kind, hours_ago, red):
    run("incremental", hours_ago=30 if kind == "full" else 1)
    run("drill", hours_ago=900 if kind == "drill" else 1)
    run(kind, hours_ago=hours_ago)
    assert in_trouble(scrape(settings)) == red


def in_trouble(page: Scrape) -> set[str]:
    """Return which alarms of backups go off; the PostgreSQL of a test run never archives."""
    figures = {f"pos_{name}_in_trouble": name for name in ("backup", "restore_drill")}
    return {name for figure, name in figures.items() if page.total(figure)}


def test_a_scrape_asks_little_whatever_the_number_of_orders(cast, settings):
    open_orders(cast, *range(30))
    with CaptureQueriesContext(connection) as asked:
        scrape(settings)
    assert len(asked) <= MOST_STATEMENTS


def test_one_source_that_fails_leaves_the_others_out_of_trouble(cast, settings):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE backup_runs RENAME TO backup_runs_away")
    page = scrape(settings)
    assert "pos_last_backup_age_seconds" not in page.names
    assert page.total("pos_database_up") == 1
