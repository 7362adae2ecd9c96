"""The limits of a shop that sets none: they let its busiest evening pass, and stop a loop."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from core_app import hits
from core_app.errors import TooManyRequests
from http_app import limits

pytestmark = pytest.mark.no_database

READ, WRITE = RequestFactory().get("/tables"), RequestFactory().post("/orders")
DEVICES, WORKERS = 100, 3
SHARE = 1.5 / WORKERS  # of all reads, at the worker that got most of the lines


@pytest.fixture(autouse=True)
def clock(monkeypatch, settings) -> SimpleNamespace:
    """The counters' clock; their only worker is one of three to reads, and all of them to writes,
    which are not shared out."""
    held = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(hits, "clock", lambda: held.now)
    settings.ALONE = True
    return held


def sent(clock, settings, request, each: float, people: int = 1) -> bool:
    """Send for three minutes so many requests a second of each of so many people, from one address;
    tell whether all of them were let pass."""
    settings.WORKERS = WORKERS if request is READ else 1
    try:
        for _ in range(180):
            for number in range(round(each * people)):
                limits.ensure_address_may(request)
                limits.ensure_user_may(request, number % people)
            clock.now += 1
    except TooManyRequests:
        return False
    return True


def test_a_hundred_devices_follow_the_floor_and_turn_pages(clock, settings):
    assert sent(clock, settings, READ, 2 * SHARE, DEVICES)
    assert sent(clock, settings, READ, 1.5 * SHARE * DEVICES)  # all of them on one account


def test_a_hundred_devices_tap_as_fast_as_hands_can(clock, settings):
    assert sent(clock, settings, WRITE, 5, DEVICES)


def test_ten_people_sell_as_fast_as_a_server_can(clock, settings):
    assert sent(clock, settings, WRITE, 40, 10)


def test_what_waited_for_an_evening_goes_out_at_once(clock, settings):
    assert [limits.ensure_user_may(WRITE, 1) for _ in range(3000)] == [None] * 3000


@pytest.mark.parametrize("request_", [WRITE, READ], ids=["write", "read"])
def test_a_loop_on_one_line_is_stopped(clock, settings, request_):
    assert not sent(clock, settings, request_, 110)


def test_a_flood_of_strangers_is_stopped(clock, settings):
    assert not sent(clock, settings, WRITE, 1, 1100)
