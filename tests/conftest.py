"""Fixtures every test may use."""

import time
from types import SimpleNamespace

import pytest
from django_ratelimit import core as ratelimit

from core_app import hits
from http_app import limits
from tests.cast import Cast, make_cast
from tests.program import Program


@pytest.fixture(autouse=True)
def no_window_ends(monkeypatch) -> None:
    """Hold the throttle's clock: a name's five minutes end at a moment of their own, and wrong
    passwords take seconds to count."""
    now = time.time()
    monkeypatch.setattr(ratelimit, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture(autouse=True)
def nobody_came_before() -> None:
    """Count requests from this test on."""
    limits.forget()


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """The clock of all limits, which stands still until a test moves it."""
    held = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(hits, "clock", lambda: held.now)
    monkeypatch.setattr(ratelimit, "time", SimpleNamespace(time=lambda: held.now))
    return held


@pytest.fixture
def cast(db) -> Cast:
    """One cashier, one cook, one manager, two tables, three dishes."""
    return make_cast()


@pytest.fixture
def program(cast) -> Program:
    """A program selling as the cashier."""
    return Program(cast.cashier)


@pytest.fixture
def managing_program(cast) -> Program:
    """A program acting as the manager."""
    return Program(cast.manager)


@pytest.fixture
def cook_program(cast) -> Program:
    """A program acting as the cook, who may look but not sell."""
    return Program(cast.cook)
