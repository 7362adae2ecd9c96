"""Real threads that start together, and windows between a look and what is written after it.

A race with its guard off arranges who goes when (`Window`, `meeting`); luck proves nothing.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import OperationalError, connection, connections

from core_app.database import BUSY_SECONDS
from reports_app.ledger import differences

START_SECONDS = 14  # for the others to come; PostgreSQL ends a transaction idle for 15
WINDOW_SECONDS = 0.05  # between looking and writing, where another thread may slip in
ENDLESS_PATIENCE = {
    "postgresql": ("SET lock_timeout = 0", "RESET lock_timeout"),
    "sqlite": ("PRAGMA busy_timeout = 30000", f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}"),
}
GUARDED_SECONDS = 0.5  # for the second to run into the guard that must hold it back


def race(*runners: Callable[[], Any]) -> list[Any]:
    """Run each of `runners` in a thread of its own, all from one line; return what they returned.

    Whatever a runner raises is raised here. Each comes to the line with its connection: a busy
    machine may take longer for twenty of them than a guest may wait for one.
    """
    line = threading.Barrier(len(runners))

    def run(runner: Callable[[], Any]) -> Any:
        try:
            connect_patiently()
            line.wait(timeout=START_SECONDS)
            return runner()
        finally:
            connections.close_all()  # a thread's connection is its own, and nobody else closes it

    with ThreadPoolExecutor(max_workers=len(runners)) as pool:
        return [future.result() for future in [pool.submit(run, runner) for runner in runners]]


def connect_patiently() -> None:
    """Connect this thread to the database, however often that has to be tried."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > deadline:
                raise


def patiently(command: Callable[[], Any]) -> Any:
    """Do a command that waits for its locks as long as it takes; a busy machine is no refusal."""
    endless, usual = ENDLESS_PATIENCE[connection.vendor]
    _tell_the_database(endless)
    try:
        return command()
    finally:
        _tell_the_database(usual)  # the connection goes back to a pool, or a new one stands here


def _tell_the_database(setting: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(setting)


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


class Window:
    """Lets a second runner in exactly when the first has looked and not yet written.

    With the guard off the first goes on when the second has done its whole command, and fails when
    it never does. `guarded`: the guard holds the second back until the first is done, so the first
    goes on after a moment.
    """

    def __init__(self, *, guarded: bool = False):
        self.guarded = guarded
        self._looked, self._acted = threading.Event(), threading.Event()

    def after(self, look: Callable) -> Callable:
        """Return `look`, with the window behind its first call."""

        def looking(*args, **kwargs):
            result = look(*args, **kwargs)
            if not self._looked.is_set():
                self._looked.set()
                self._let_the_second_act()
            return result

        return looking

    def _let_the_second_act(self) -> None:
        if not self._acted.wait(GUARDED_SECONDS if self.guarded else START_SECONDS):
            assert self.guarded, "the second never came"

    def then(self, command: Callable[[], Any]) -> Callable[[], Any]:
        """Return a runner that commands once the first has looked."""

        def second():
            assert self._looked.wait(START_SECONDS), "the first never looked"
            try:
                return command()
            finally:
                self._acted.set()

        return second


def meeting(threads: int) -> Callable[[], object]:
    """Return a pause that ends when so many threads are in it: all have looked before one writes.

    It orders nothing after that: only where the damage is the same whoever writes first. Only for
    unguarded code: a guard would let the second in when the first has left.
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
