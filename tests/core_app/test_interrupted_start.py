"""A start that is ended while it makes the tables leaves none that later starts trip over."""

import os
import signal

import pytest

from operations_app.management.commands.serve import signals_wait

pytestmark = pytest.mark.no_database


def end(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_tables_are_whole_before_a_signal_ends_the_start(number):
    steps = []

    def make_tables():
        with signals_wait():
            os.kill(os.getpid(), number)
            steps.append("noted")

    before = signal.signal(number, end)
    try:
        with pytest.raises(KeyboardInterrupt):
            make_tables()
    finally:
        signal.signal(number, before)
    assert steps == ["noted"]
