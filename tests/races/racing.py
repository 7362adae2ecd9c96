"""Real threads that start together, and windows held open long enough to be hit."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connections

from orders_app.ledger import differences

START_SECONDS = 10  # for all threads to stand at the line
WINDOW_SECONDS = 0.05  # between looking and writing, where another thread may slip in


def race(*runners: Callable[[], Any]) -> list[Any]:
    """Run each of `runners` in a thread of its own, all from one line; return what they returned.

    Whatever a runner raises is raised here.
    """
    line = threading.Barrier(len(runners))

    def run(runner: Callable[[], Any]) -> Any:
        try:
            line.wait(timeout=START_SECONDS)
            return runner()
        finally:
            connections.close_all()  # a thread's connection is its own, and nobody else closes it

    with ThreadPoolExecutor(max_workers=len(runners)) as pool:
        return [future.result() for future in [pool.submit(run, runner) for runner in runners]]


def followed_by(function: Callable, pause: Callable[[], object]) -> Callable:
    """Return `function` with a pause after it: the window in which a race is lost."""

    def paused(*args, **kwargs):
        result = function(*args, **kwargs)
        pause()
        return result

    return paused


def slowly(function: Callable) -> Callable:
    """Return `function` with a short pause after it."""
    return followed_by(function, short_pause)


def short_pause() -> None:
    """Hold a window open for whoever happens to come."""
    time.sleep(WINDOW_SECONDS)


def meeting(threads: int) -> Callable[[], object]:
    """Return a pause that ends when so many threads are in it: no luck is needed to lose.

    Only for unguarded code: a guard would let the second in when the first has left.
    """
    return partial(threading.Barrier(threads).wait, timeout=START_SECONDS)


def statuses(answers: Iterable) -> list[int]:
    """Return the HTTP statuses of `answers`, sorted."""
    return sorted(answer.status_code for answer in answers)


def found_kinds() -> set[str]:
    """Return the kinds of difference the ledger finds now."""
    return {difference.kind for difference in differences()}


def assert_books_are_right() -> None:
    """The end of every race: the ledger, added up from the tables, finds nothing."""
    assert [difference.message for difference in differences()] == []
