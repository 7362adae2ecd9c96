"""Counters in a real Redis: exact for all; stopped or frozen, the database counts instead."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core_app import hits, redis_cache
from core_app.hits import Rate
from core_app.models import RateCounter
from tests.cast import PASSWORD
from tests.engines.redis import RedisServer
from tests.expect import refused
from tests.program import Program
from tests.races.racing import race

THREADS, HITS = 8, 50


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> SimpleNamespace:
    """The clock by which Redis is left alone, which stands still until a test moves it."""
    held = SimpleNamespace(now=1_800_000_000.0)
    for module in (hits, redis_cache):
        monkeypatch.setattr(module, "clock", lambda: held.now)
    monkeypatch.setattr(redis_cache.RedisCounters, "away_until", 0.0)
    return held


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis(settings, server) -> RedisServer:
    """The shop counts there."""
    if server.process.poll() is not None:
        server.start()
    counters = {
        "BACKEND": "core_app.redis_cache.RedisCounters",
        "LOCATION": server.url,
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }
    settings.CACHES = {"default": counters}
    caches["default"].clear()
    return server


def away(caplog) -> int:
    return sum(text.startswith("Redis is away") for text in caplog.messages)


def wrong_password(times: int) -> list[int]:
    body = {"username": "cashier", "password": "wrong"}
    return [Program(None).post("/auth/login", body).status_code for _ in range(times)]


@pytest.mark.django_db(transaction=True)
def test_no_hit_is_lost_between_threads(redis):
    def hit_often() -> list[int]:
        return [1 if cache.add("k", 1, 60) else cache.incr("k") for _ in range(HITS)]

    seen = [count for counts in race(*[hit_often] * THREADS) for count in counts]
    assert sorted(seen) == list(range(1, THREADS * HITS + 1))


def test_wrong_passwords_are_counted_there_and_not_in_the_database(redis, cast):
    assert wrong_password(11) == [401] * 10 + [429]
    assert not RateCounter.objects.exists()
    assert Program(None).post("/auth/login", {"username": "manager", "password": PASSWORD})


def test_a_loop_of_writes_costs_the_database_nothing(redis, program, settings):
    settings.ALONE, settings.LIMIT_USER_WRITES = False, Rate(3, 3600)
    with CaptureQueriesContext(connection) as sent:
        statuses = [program.post("/orders", {}).status_code for _ in range(5)]
    assert statuses == [400, 400, 400, 429, 429]
    assert [query for query in sent.captured_queries if "rate_counters" in query["sql"]] == []


@pytest.mark.parametrize("trouble", ["stop", "freeze"])
def test_without_it_guessing_is_limited_selling_goes_on_and_a_line_says_so(
    redis, cast, program, settings, caplog, clock, trouble
):
    settings.ALONE, settings.LIMIT_USER_WRITES = False, Rate(5, 3600)
    getattr(redis, trouble)()
    try:
        program.open_with_lunch(cast)  # two writes
        assert wrong_password(11) == [401] * 10 + [429]
        statuses = [program.post("/orders", {}).status_code for _ in range(4)]
        assert statuses == [400, 400, 400, 429]
        assert away(caplog) == 1
        clock.now += 60
        wrong_password(1)
        assert away(caplog) == 2
    finally:
        redis.stop()


def test_it_counts_again_when_it_is_back(redis, cast, clock):
    redis.stop()
    assert wrong_password(1) == [401]
    assert RateCounter.objects.exists()
    redis.start()
    clock.now += 60
    RateCounter.objects.all().delete()
    assert wrong_password(1) == [401]
    assert not RateCounter.objects.exists()


def test_it_goes_away_between_looking_and_counting(redis, db):
    assert cache.add("k", 1, 60)
    redis.stop()
    assert [cache.incr("k"), cache.incr("k")] == [1, 2]


def test_a_right_password_passes_without_it(redis, cast):
    redis.stop()
    body = {"username": "cashier", "password": PASSWORD}
    assert Program(None).post("/auth/login", body).status_code == 200
    refused(Program(None).post("/auth/login", body | {"password": "x"}), 401, "INVALID_CREDENTIALS")
