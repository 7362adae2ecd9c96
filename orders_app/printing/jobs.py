"""The way of a print job: claimed before its first byte, ended after its last.

    waiting → failed → … → sending → printed | sent | unknown

`failed` means that nothing was sent: it is tried again by itself. `unknown` means that it may be on
paper: it never is. Each step is one conditional UPDATE, so that of two workers one has the job.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from orders_app.models import Printer, PrintJob, PrintWorker

STATE = PrintJob.State
TO_PRINT = (STATE.WAITING, STATE.FAILED)
STOPPED = "stopped"  # the worker was, between its first byte and the printer's answer
TOLD_AFTER = timedelta(seconds=15)  # then all tills hear of it
BEATS_EVERY = timedelta(seconds=10)
AWAY_AFTER = timedelta(seconds=30)  # without a beat: nobody prints


class Taken(Exception):
    """Somebody else prints the job, or it need not be printed any more."""


def printers_with_work() -> list[int]:
    """Return the numbers of the printers that something waits for, or is being sent to."""
    found = PrintJob.objects.filter(is_over=False).values_list("printer_id", "state")
    return sorted({printer for printer, state in found if state != STATE.UNKNOWN})


def to_print(printer: Printer) -> Iterable[PrintJob]:
    """Return what waits for a printer, in the order in which it was given."""
    waiting = PrintJob.objects.filter(is_over=False, printer=printer, state__in=TO_PRINT)
    return waiting.order_by("pk")


def claim(job: PrintJob, *, elsewhere: Printer | None = None) -> None:
    """Say that the job's first byte goes out now, and where to, if not to its own printer. Raises
    Taken."""
    if not _move(job, TO_PRINT, STATE.SENDING, "", sent_to=elsewhere):
        raise Taken


def end(job: PrintJob, state: str, cause: str) -> bool:
    """Say what became of a claimed job: `printed`, `sent` or `unknown`, with its cause; tell
    whether nobody has said it before."""
    return _move(job, (STATE.SENDING,), state, cause, is_over=state != STATE.UNKNOWN)


def fail(job: PrintJob, cause: str) -> bool:
    """Say that nothing of the job could be sent, and why; tell whether that is news. Said once, it
    is not written again."""
    is_news = (job.state, job.cause) != (STATE.FAILED, cause)
    return is_news and _move(job, TO_PRINT, STATE.FAILED, cause)


def end_what_was_stopped(printer: Printer) -> int:
    """Say of what was being sent to a printer, when a worker was killed or the database went away,
    that it may be on paper; return how many.

    For the worker that begins with this printer, and knows that nobody else is at it.
    """
    stopped = PrintJob.objects.filter(is_over=False, printer=printer, state=STATE.SENDING)
    now = timezone.now()
    return stopped.update(state=STATE.UNKNOWN, cause=STOPPED, changed_at=now)


def beat() -> None:
    """Say that the worker is at work."""
    PrintWorker.objects.update_or_create(defaults={"beat_at": timezone.now()})


def is_worker_away(now: datetime) -> bool:
    """Tell whether nobody prints: no worker has said for a while that it is at work."""
    worker = PrintWorker.objects.first()
    return worker is None or abs(now - worker.beat_at) > AWAY_AFTER


@dataclass(frozen=True)
class Trouble:
    """What a person must hear of, what nobody can make yet first; and whether nobody prints."""

    jobs: list[PrintJob]
    is_worker_away: bool
    first: dict[int, int]  # of each printer, by number: its first job that waits


def trouble(now: datetime) -> Trouble:
    """Return what has waited too long, oldest first, then what may be on paper and nobody has
    looked at.

    Times are compared either way round: a clock that was wrong keeps nothing from being told.
    """
    found = list(_with_all().filter(is_over=False).order_by("pk"))
    overdue = [job for job in found if abs(now - job.created_at) >= TOLD_AFTER]
    is_away = bool(overdue) and is_worker_away(now)
    # What a worker is sending has an end, and is told then.
    unsent = (*TO_PRINT, STATE.SENDING) if is_away else TO_PRINT
    waiting = [job for job in overdue if job.state in unsent]
    doubtful = [job for job in found if job.state == STATE.UNKNOWN]
    first = {job.printer_id: job.pk for job in reversed(found) if job.state != STATE.UNKNOWN}
    return Trouble([*waiting, *doubtful], is_away, first)


def not_over() -> QuerySet[PrintJob]:
    """Return a query for how many jobs are not over, within another statement; no row for none."""
    waiting = PrintJob.objects.filter(is_over=False).order_by().values("is_over")
    return waiting.annotate(count=Count("pk")).values("count")


def latest(limit: int) -> Iterable[PrintJob]:
    """Return the newest jobs, each with its printer and the `again` that was made of it, if any."""
    return _with_all().order_by("-pk")[:limit]


def _with_all() -> QuerySet[PrintJob]:
    """Return jobs with all that is shown of them; without their content, which may be long."""
    found = PrintJob.objects.select_related("printer", "sent_to", "again")
    return found.defer("content", "again__content")


def _move(job: PrintJob, before: Iterable[str], state: str, cause: str, **more: Any) -> bool:
    changed = {"state": state, "cause": cause, "changed_at": timezone.now()} | more
    return PrintJob.objects.filter(pk=job.pk, state__in=before).update(**changed) == 1
