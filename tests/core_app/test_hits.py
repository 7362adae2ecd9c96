"""Who came too often, by the memory of one process."""

import contextlib
import re
import threading
from types import SimpleNamespace

import pytest
from django_ratelimit.core import _get_window

from core_app import hits
from core_app.hits import HitCounter, Rate, rate, window_end

pytestmark = pytest.mark.no_database


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """The counters' clock, at the first moment of anna's window of a minute."""
    held = SimpleNamespace(now=float(window_end("anna", 60, 1_800_000_000) + 1))
    monkeypatch.setattr(hits, "clock", lambda: held.now)
    return held


def test_one_too_many_waits_for_the_end_of_the_window(clock):
    counter = HitCounter("writes", Rate(3, 60))
    assert [counter.seconds_to_wait("anna") for _ in range(4)] == [0, 0, 0, 60]
    clock.now += 59.5
    assert counter.seconds_to_wait("anna") == 1
    clock.now += 0.5
    assert counter.seconds_to_wait("anna") == 0


def test_what_was_refused_is_not_counted(clock):
    counter = HitCounter("writes", Rate(3, 60))
    for _ in range(50):
        counter.seconds_to_wait("anna")
    clock.now += 60
    assert [counter.seconds_to_wait("anna") for _ in range(4)] == [0, 0, 0, 60]


def test_others_do_not_wait(clock):
    counter = HitCounter("writes", Rate(1, 60))
    assert [counter.seconds_to_wait(key) for key in ("anna", "bo", "chai")] == [0, 0, 0]


def test_it_is_logged_once_a_window(clock, caplog):
    counter = HitCounter("writes", Rate(1, 60))
    for _ in range(5):
        counter.seconds_to_wait("anna")
    (line,) = caplog.messages
    assert line == "Too many requests: limit=writes, who=anna, allowed=1 in 60 s"


def test_a_crowd_of_strangers_takes_no_more_memory_and_frees_nobody(clock):
    counter = HitCounter("reads", Rate(2, 60))
    passed = 0
    for number in range(3 * hits._KEYS):
        counter.seconds_to_wait(f"stranger {number}")
        passed += counter.seconds_to_wait("anna") == 0
    assert len(counter._came) == hits._KEYS
    assert passed == 2


def test_two_threads_do_not_both_take_the_last_hit(clock):
    meeting, waits = threading.Barrier(2), []

    class Watched(Rate):
        @property
        def hits(self) -> int:  # read between looking and counting: both look before one counts
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(0.3)
            return 1

    counter = HitCounter("reads", Watched(1, 60))
    threads = [
        threading.Thread(target=lambda: waits.append(counter.seconds_to_wait("anna")))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0, 60]


@pytest.mark.parametrize("seconds", [1, 7, 60, 3600])
@pytest.mark.parametrize("key", ["1", "42", "192.168.1.7", "2001:db8::/64"])
def test_its_windows_are_those_of_django_ratelimit(key, seconds, monkeypatch):
    for second in range(1_800_000_000, 1_800_000_000 + 2 * seconds, max(1, seconds // 20)):
        held = SimpleNamespace(time=lambda second=second: second + 0.7)
        monkeypatch.setattr("django_ratelimit.core.time", held)
        assert window_end(key, seconds, second + 0.7) == _get_window(key, seconds)


@pytest.mark.parametrize(
    ("text", "found"),
    [("3000/m", (3000, 60)), ("500/10s", (500, 10)), (" 9/2h ", (9, 7200)), ("0", None)],
)
def test_a_rate_is_read(text, found):
    assert rate(text) == found


@pytest.mark.parametrize("text", ["", "10", "0/m", "-1/m", "10/0s", "10/day", "ten/m", "1.5/s"])
def test_nonsense_is_no_rate(text):
    with pytest.raises(ValueError, match=re.escape(text) or None):
        rate(text)
