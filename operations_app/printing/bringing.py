"""One job to its printer, or to that one's backup; and what was found out of both."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from core_app.paper import Row, from_text
from operations_app.printing.causes import Cause
from operations_app.printing.drawing import draw
from operations_app.printing.escpos import papers_as_bytes, seconds_of
from operations_app.printing.line import Limits, NothingSent, Outcome, deliver, probe
from orders_app.models import Printer, PrintJob
from orders_app.printing import jobs

log = logging.getLogger(__name__)

SAYS_SO_OFTEN = 60  # once a second
ELSEWHERE_AFTER = timedelta(seconds=30)
LATE = timedelta(minutes=10)  # after it was given
DEAF_AFTER = timedelta(seconds=30)  # of silence: before, it may be starting up
ASKED_AGAIN_AFTER = timedelta(seconds=60)  # one that says nothing: it may say something now
_LATE_SLIP = {PrintJob.Kind.ADD: " ถามหน้าร้านก่อนทำ", PrintJob.Kind.BACK: ""}

Papers = Sequence[Sequence[Row]]


def bring(job: PrintJob, printer: Printer, stop: threading.Event, limits: Limits) -> None:
    """Print one job at its printer; where that took nothing for a while, at its backup, and say
    so there. Raises NothingSent, NoShaping, Taken, and ValueError for what is no paper."""
    papers = papers_of(job)
    try:
        outcome = _deliver(papers, printer, limits, partial(jobs.claim, job))
    except NothingSent:
        outcome = _at_backup(job, papers, printer, limits)
        if outcome is None:
            raise
    if _say(job, outcome, stop):
        log.info("Printed: job=%s, printer=%s, state=%s", job.pk, printer, outcome.state)


def _at_backup(job: PrintJob, papers: Papers, printer: Printer, limits: Limits) -> Outcome | None:
    """Return what became of a job at its printer's backup; None where that took nothing either, or
    is not to be asked yet: what its own printer said is what is told then."""
    backup = printer.backup
    if backup is None or not backup.active or timezone.now() - job.created_at < ELSEWHERE_AFTER:
        return None
    stamp = Row(f"สำรองจาก {printer}", size=2, is_inverted=True)
    papers = [[stamp, *rows] for rows in papers]
    try:
        return _deliver(papers, backup, limits, partial(jobs.claim, job, elsewhere=backup))
    except NothingSent:
        return None


def _deliver(
    papers: Papers, printer: Printer, limits: Limits, claim: Callable[[], None]
) -> Outcome:
    images = [draw(rows, printer.dots) for rows in papers]
    _learn(printer, limits)
    more = seconds_of(images)  # an acknowledgement comes when all of it is printed
    return deliver(
        printer.address,
        papers_as_bytes(images),
        acknowledges=printer.acknowledges,
        about_to_send=claim,
        limits=limits._replace(
            sending=limits.sending + more, acknowledgement=limits.acknowledgement + more
        ),
    )


def _learn(printer: Printer, limits: Limits) -> None:
    """Find out what a printer answers, where that is not known, or where it answered nothing.

    One that is starting up takes callers and says nothing: only after half a minute of silence is
    it sent to all the same. Raises NothingSent.
    """
    if printer.acknowledges or printer.tells_state:
        return
    now, is_deaf = timezone.now(), printer.tells_state is False
    silent_for = abs(now - (printer.silent_since or now))
    if is_deaf and silent_for < ASKED_AGAIN_AFTER:
        return
    answers = probe(printer.address, limits)
    if answers.tells_state:
        _keep(printer, tells_state=True, acknowledges=answers.acknowledges, silent_since=None)
    elif is_deaf or silent_for >= DEAF_AFTER:
        _keep(printer, tells_state=False, acknowledges=False, silent_since=now)
    else:
        _keep(printer, silent_since=printer.silent_since or now)
        raise NothingSent(Cause.SILENT)


def _keep(printer: Printer, **found: object) -> None:
    """Keep what was found of a printer, unless it stands elsewhere by now."""
    for name, value in found.items():
        setattr(printer, name, value)
    Printer.objects.filter(pk=printer.pk, address=printer.address).update(**found)


def _say(job: PrintJob, outcome: Outcome, stop: threading.Event) -> bool:
    """Say what became of a job, also where the database comes back only now; tell whether nobody
    has said otherwise meanwhile."""
    for _ in range(SAYS_SO_OFTEN - 1):
        try:
            return jobs.end(job, outcome.state, outcome.cause)
        except (DatabaseError, InterfaceError):
            connection.close()
            if stop.wait(1):
                break
    return jobs.end(job, outcome.state, outcome.cause)


def papers_of(job: PrintJob) -> list[Sequence[Row]]:
    """Return a job's papers as they are printed now: a slip that waited says for how long."""
    waited = timezone.now() - job.created_at
    late = []
    if waited >= LATE and job.kind in _LATE_SLIP:
        minutes = int(waited.total_seconds() // 60)
        text = f"พิมพ์ช้า {minutes} นาที{_LATE_SLIP[job.kind]}"
        late = [Row(text, size=2, is_inverted=True)]
    return [[*late, *rows] for rows in from_text(job.content)]
