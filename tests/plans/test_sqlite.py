"""SQLite looks up what stands on a floor by indexes, however many orders there ever were."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders_app.printing import jobs
from tests.orders_app.kitchens import make_printer
from tests.pages.visitor import Visitor
from tests.program import Program

FLOOR = "/pos/floor/"


def test_an_unchanged_floor_finds_each_party_and_order_by_an_index(cast):
    Program(cast.cashier).open_with_lunch(cast)
    till = Visitor(cast.cashier)
    tag = till.see(FLOOR).response["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert till.see(FLOOR, **{"if-none-match": tag}).status == 304
    floor = asked[-1]["sql"]  # who asks comes first
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {floor}")
        steps = [step for *_, step in cursor.fetchall()]
    read = [step.split(" USING ")[0] for step in steps]
    assert {"SEARCH sitting", "SEARCH orders"} <= set(read), steps


def test_what_is_not_over_of_all_papers_is_found_by_an_index(cast):
    with CaptureQueriesContext(connection) as asked:
        jobs.printers_with_work()
        jobs.trouble(timezone.now())
        list(jobs.to_print(make_printer()))
    looks = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        for look in looks:
            cursor.execute(f"EXPLAIN QUERY PLAN {look}")
            first = cursor.fetchall()[0][-1]
            assert first.endswith("USING INDEX idx_print_jobs_not_over"), look
    assert len(looks) == 3
