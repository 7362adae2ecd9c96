"""Writes are counted over all processes, in hundredths of their limit; nothing hangs on it."""

import random
from functools import lru_cache

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core_app.errors import TooManyRequests
from core_app.hits import Rate
from core_app.models import RateCounter
from http_app import limits

WRITE = RequestFactory().post("/orders")


@pytest.fixture(autouse=True)
def three_processes(clock, settings) -> None:
    """Each of them lets its part of reads pass, and tells the others of its writes."""
    settings.ALONE, settings.WORKERS = False, 3
    settings.LIMIT_USER_WRITES = Rate(1000, 60)


@pytest.fixture
def worker(monkeypatch):
    """Make processes: each serves a person's writes by counters of its own."""
    built = limits._counter.__wrapped__

    def make():
        counters = lru_cache(built)

        def serve(times: int, who: int = 7) -> int:
            monkeypatch.setattr(limits, "_counter", counters)
            return sum(map(passes, [who] * times))

        return serve

    return make


def passes(who: int) -> bool:
    try:
        limits.ensure_user_may(WRITE, who)
    except TooManyRequests:
        return False
    return True


def test_one_process_stops_at_the_limit_exactly(db, worker):
    assert worker()(1500) == 1000


def test_several_stop_together(db, worker):
    workers = [worker() for _ in range(3)]
    assert sum(serve(5) for _ in range(200) for serve in workers) in range(1000, 1000 + 2 * 9 + 1)


def test_the_others_let_less_than_a_hundredth_pass_each_when_one_has_used_it_up(db, worker):
    first, *others = [worker() for _ in range(3)]
    assert first(1000) == 1000
    assert [serve(500) for serve in others] == [9, 9]


def test_whatever_the_turns_it_is_the_limit_and_a_hundredth_for_each_process(db, worker):
    workers, chance = [worker() for _ in range(4)], random.Random(7)
    passed = sum(chance.choice(workers)(chance.randint(1, 25)) for _ in range(400))
    assert 1000 <= passed <= 1000 + 3 * 9


def test_the_next_window_is_a_new_one_for_all(db, worker, clock):
    workers = [worker() for _ in range(2)]
    for serve in workers:
        serve(1500)
    clock.now += 60
    assert [serve(500) for serve in workers] == [500, 500]


def test_a_small_limit_is_exact(db, worker, settings):
    settings.LIMIT_USER_WRITES = Rate(7, 60)
    workers = [worker() for _ in range(3)]
    assert sum(serve(1) for _ in range(5) for serve in workers) == 7


def test_usual_selling_sends_no_statement_and_a_loop_two_for_a_hundredth(db, worker, settings):
    settings.LIMIT_USER_WRITES = Rate(3000, 60)
    serve = worker()
    with CaptureQueriesContext(connection) as sent:
        serve(29)  # a write every two seconds
    assert len(sent) == 0
    serve(1)
    with CaptureQueriesContext(connection) as sent:
        serve(300)
    assert len(sent) == 20


def test_people_and_limits_are_counted_apart(db, worker):
    first, second = worker(), worker()
    assert first(1000, who=7) == 1000
    assert second(1000, who=8) == 1000
    assert RateCounter.objects.count() == 2


def test_a_single_process_asks_nobody(db, worker, settings):
    settings.ALONE, settings.WORKERS = True, 1
    with CaptureQueriesContext(connection) as sent:
        assert worker()(1500) == 1000
    assert len(sent) == 0


@pytest.fixture
def no_counters(transactional_db):
    """The counters' table is away, in the database that all else is in."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rate_counters RENAME TO rate_counters_away")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rate_counters_away RENAME TO rate_counters")


def told(caplog) -> list[str]:
    return [text for text in caplog.messages if text.startswith("Limits are kept by each")]


def test_without_counters_selling_goes_on_and_a_line_a_minute_says_so(
    no_counters, cast, program, settings, clock, caplog
):
    settings.LIMIT_USER_WRITES = Rate(100, 60)  # each write is a hundredth
    for _ in range(4):
        order_id = program.open_with_lunch(cast)
        paid = program.command(
            f"/orders/{order_id}/pay", payment_method="cash", amount_received=200
        )
        assert paid.status_code == 200
    assert len(told(caplog)) == 1
    clock.now += 60
    program.open_with_lunch(cast)
    assert len(told(caplog)) == 2


def test_without_counters_each_process_stops_a_loop_by_itself(no_counters, worker):
    assert [worker()(1500), worker()(1500)] == [1000, 1000]


def test_when_the_counters_are_back_they_count_again(db, worker, clock, monkeypatch):
    monkeypatch.setattr(limits._Told, "rests_until", clock.now + 60)
    assert [worker()(1500), worker()(1500)] == [1000, 1000]
    clock.now += 60
    assert [worker()(1500), worker()(1500)] == [1000, 9]
