"""The counters behind the rate limits: exact with any number of workers."""

import threading
import time

import pytest
from django.core.cache import cache
from django.db import connections

from core_app.models import RateCounter

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
    cache.add("k", 5, 0.05)
    time.sleep(0.06)
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
    together, seen, lock = threading.Barrier(THREADS), [], threading.Lock()

    def hit() -> None:
        together.wait(10)
        for _ in range(HITS):
            count = 1 if cache.add("k", 1, 60) else cache.incr("k")
            with lock:
                seen.append(count)
        connections.close_all()

    threads = [threading.Thread(target=hit) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert cache.get("k") == THREADS * HITS
    assert sorted(seen) == list(range(1, THREADS * HITS + 1))  # and no count was told twice
