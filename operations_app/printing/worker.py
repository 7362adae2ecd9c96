"""Bringing print jobs to their printers: one thread and one connection a printer at a time."""

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import DatabaseError, InterfaceError, connection

from operations_app.printing.bringing import bring
from operations_app.printing.causes import Cause
from operations_app.printing.drawing import NoShaping
from operations_app.printing.line import LIMITS, Limits, NothingSent
from orders_app.models import Printer, PrintJob
from orders_app.printing import jobs

log = logging.getLogger(__name__)

LOOKS_EVERY = 0.5  # seconds
TRIES_AGAIN_AFTER = 3.0  # seconds, where nothing could be sent
MOST_AT_ONCE = 16  # printers


class Worker:
    """Prints what waits, until `stop` is set."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._busy: dict[int, Future] = {}
        self._not_before: dict[int, float] = {}
        self._begun: set[int] = set()  # the printers that nothing is left over at
        self._beats_at = 0.0

    def run(self) -> None:
        """Look for work every half second; a database that is away is waited for."""
        with ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="printer") as pool:
            while not self.stop.wait(LOOKS_EVERY):
                for number in self._due():
                    self._busy[number] = pool.submit(self._print, number)

    def _due(self) -> Iterator[int]:
        try:
            self._beat()
            found = jobs.printers_with_work()
        except (DatabaseError, InterfaceError) as error:
            log.warning("Print jobs not looked at: error=%s", error)
            return
        finally:
            connection.close()
        now = time.monotonic()
        for number in found:
            at_work = self._busy.get(number)
            if (at_work is None or at_work.done()) and now >= self._not_before.get(number, 0):
                yield number

    def _beat(self) -> None:
        if time.monotonic() >= self._beats_at:
            jobs.beat()
            self._beats_at = time.monotonic() + jobs.BEATS_EVERY.total_seconds()

    def _print(self, number: int) -> None:
        try:
            printer = Printer.objects.select_related("backup").get(pk=number)
            if number not in self._begun:
                jobs.end_what_was_stopped(printer)
                self._begun.add(number)
            took_all = print_waiting(printer, self.stop)
        except (DatabaseError, InterfaceError) as error:
            log.warning("Not printed: printer=%s, error=%s", number, error)
            self._begun.discard(number)  # what it was sending is told as stopped
            took_all = False
        except Exception:
            log.exception("Not printed: printer=%s", number)
            took_all = False
        finally:
            connection.close()
        self._not_before[number] = 0 if took_all else time.monotonic() + TRIES_AGAIN_AFTER


def print_waiting(
    printer: Printer,
    stop: threading.Event,
    limits: Limits = LIMITS,
) -> bool:
    """Print what waits for a printer, oldest first, until it takes no more; tell whether it took
    all. What cannot be drawn waits, and keeps nothing else from paper."""
    took_all = True
    for job in jobs.to_print(printer):
        if stop.is_set():
            return True
        try:
            bring(job, printer, stop, limits)
        except jobs.Taken:
            continue
        except NothingSent as trouble:
            _fail(job, trouble.cause, f"printer={printer}")
            return False
        except NoShaping as trouble:
            _fail(job, Cause.NO_SHAPING, str(trouble))
            return False
        except (DatabaseError, InterfaceError):
            raise
        except Exception as trouble:  # whatever is wrong with one paper, the next is another
            _fail(job, Cause.NO_PAPER_OF_OURS, repr(trouble))
            took_all = False
    return took_all


def _fail(job: PrintJob, cause: str, told: str) -> None:
    """Keep why nothing was sent, and log it once."""
    if jobs.fail(job, cause):
        log.warning("Not printed: job=%s, cause=%s, %s", job.pk, cause, told)
