"""The counters behind the rate limits: exact with any number of workers."""

from functools import partial

import pytest
from django.core.cache import cache

from core_app.models import RateCounter
from tests.races.racing import patiently, race

THREADS, HITS = 8, 50


def test_a_counter_starts_once(db):
    assert cache.add("k", 1, 60)
    assert not cache.add("k", 1, 60)
    assert cache.get("k") == 1


def test_a_counter_is_added_to(db):
    cache.add("k", 1, 60)
    assert [cache.incr("k"), cache.incr("k", 5), cache.get("k")] == [2, 7, 7]


def test_there_is_nothing_to_add_to_before_the_start(db):
    with pytest.raises(ValueError, match="no counter"):
        cache.incr("k")
    assert cache.get("k") is None
    assert cache.get("k", 0) == 0


def test_a_counter_ends_and_starts_anew(db):
    cache.add("k", 5, -1)  # seconds: over by now
    assert cache.get("k") is None
    with pytest.raises(ValueError, match="no counter"):
        cache.incr("k")
    assert cache.add("k", 1, 60)
    assert cache.get("k") == 1


def test_a_counter_can_be_set_and_dropped(db):
    cache.set("k", 3, 60)
    cache.set("k", 9, 60)
    assert cache.get("k") == 9
    assert cache.delete("k")
    assert not cache.delete("k")


def test_counters_do_not_touch_each_other(db):
    cache.add("one", 1, 60)
    cache.add("two", 1, 60)
    cache.incr("one")
    assert (cache.get("one"), cache.get("two")) == (2, 1)
    assert RateCounter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_no_hit_is_lost_between_threads():
    def hit_often() -> list[int]:
        return [1 if cache.add("k", 1, 60) else cache.incr("k") for _ in range(HITS)]

    seen = [
        count for counts in race(*[partial(patiently, hit_often)] * THREADS) for count in counts
    ]
    assert cache.get("k") == THREADS * HITS
    assert sorted(seen) == list(range(1, THREADS * HITS + 1))  # and no count was told twice
