"""One question to the database that is answered in a short time, whatever state the database is in.

A pool's and a statement's own time limits do not help against a database that is frozen or behind
a cut cable: the socket simply stays silent. So the question is asked in a thread of its own, and
nobody waits for it longer than PATIENCE.
"""

import threading
import time
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from core_app.database import is_outdated, is_storage_fault

PATIENCE = 2.0  # seconds
# A command's first statement, of no row: it meets whatever would refuse a command.
_NOTHING = "INSERT INTO idempotency_keys (key) SELECT key FROM idempotency_keys WHERE 1 = 0"


@dataclass
class _Question:
    """A question on its way; `seconds` it took, None while it is open or when it failed."""

    began: float = field(default_factory=time.monotonic)
    ended: threading.Event = field(default_factory=threading.Event)
    seconds: float | None = None
    trouble: str = ""  # what else than silence is wrong: see standing

    @property
    def is_open(self) -> bool:
        """Tell whether an answer may still be waited for."""
        return not self.ended.is_set() and time.monotonic() - self.began < PATIENCE


class _Probe:
    """Sends one question at a time: a hundred callers make one connection, not a hundred."""

    def __init__(self):
        self.lock = threading.Lock()
        self.latest: _Question | None = None

    def ask(self) -> _Question:
        """Return the question on its way, else a new one."""
        with self.lock:
            if self.latest is None or not self.latest.is_open:
                self.latest = _Question()
                # Of the caller's settings, but not its connection: that one may be at work.
                asked = (self.latest, connection.copy())
                threading.Thread(target=_answer, args=asked, daemon=True).start()
            return self.latest


_probe = _Probe()


def answering_seconds() -> float | None:
    """Return how long the database took to answer, or None when it did not within PATIENCE."""
    return _asked().seconds


def standing() -> str:
    """Return 'connected', 'disconnected', or what a person must do something about.

    'storage_fault': its disk fails. 'outdated': its tables are not this program's.
    """
    question = _asked()
    if question.trouble:
        return question.trouble
    return "disconnected" if question.seconds is None else "connected"


def _asked() -> _Question:
    question = _probe.ask()
    question.ended.wait(max(0.0, question.began + PATIENCE - time.monotonic()))
    return question


def _answer(question: _Question, database) -> None:
    database.inc_thread_sharing()  # made by the caller, used and closed here alone
    try:
        with database.cursor() as cursor:
            question.trouble = _trouble_writing(cursor, database.vendor)
        question.seconds = time.monotonic() - question.began
    except (DatabaseError, InterfaceError) as error:
        question.trouble = _name(error)
    finally:
        database.close()
        question.ended.set()


def _trouble_writing(cursor, vendor: str) -> str:
    """Return why it takes no changes of ours. Raises its error when it does not even read."""
    if vendor == "sqlite":
        cursor.execute("SELECT count(*) FROM sqlite_master")
        cursor.execute("PRAGMA busy_timeout = 0")  # who holds the lock shows that it takes changes
    try:
        cursor.execute(_NOTHING)
    except OperationalError as error:
        if vendor == "sqlite":
            return _name(error)
        raise
    return ""


def _name(error: Exception) -> str:
    if is_outdated(error):
        return "outdated"
    return "storage_fault" if is_storage_fault(error) else ""
