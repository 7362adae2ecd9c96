"""What went to paper and what did not: for whoever stands beside the printer."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app.errors import NotFound, ValidationFailed
from core_app.fields import LARGEST_ID
from core_app.idempotency import KEY_LENGTH, Answer, new_key
from core_app.moment import Moment
from core_app.paper import from_text
from http_app.front_doors import post_only
from operations_app.printing.causes import Cause, sentence_of
from operations_app.printing.drawing import NoShaping, draw, one_below_the_other
from operations_app.printing_trouble import why
from orders_app.models import Printer, PrintJob
from orders_app.printing import jobs, saying
from orders_app.printing.jobs import Trouble

SHOWN = 60  # jobs on the page
_BROKEN = "หน้านี้ไม่สมบูรณ์ กรุณาเปิดหน้างานพิมพ์ใหม่"


@dataclass(frozen=True)
class Row:
    """A job as the page shows it, with a key for what is said of it next."""

    job: PrintJob
    key: str
    why: str
    can_repeat: bool
    can_settle: bool


@dataclass(frozen=True)
class PrinterRow:
    """A printer in use, with keys for what is said to it next; how many jobs wait too long."""

    printer: Printer
    key: str
    waiting: int


class KeyForm(forms.Form):
    """The same form sent twice is one command."""

    key = forms.CharField(max_length=KEY_LENGTH)


@never_cache
@require_safe
def printing(request: HttpRequest) -> HttpResponse:
    """Show what needs somebody first, then the newest."""
    found = jobs.trouble(timezone.now())
    mine = [job for job in found.jobs if saying.may_see(request.user, job)]
    seen = {job.pk for job in mine}
    others = [job for job in jobs.latest(SHOWN) if job.pk not in seen]
    others = [job for job in others if saying.may_see(request.user, job)]
    unsent = Counter(job.printer for job in mine if job.state in jobs.TO_PRINT)
    used = dict.fromkeys([*Printer.objects.filter(active=True), *unsent])
    context = {
        "trouble": [_row(job, found) for job in mine[:SHOWN]],
        "more": len(mine[SHOWN:]),
        "others": [_row(job, found) for job in others[: max(0, SHOWN - len(mine))]],
        "printers": [PrinterRow(each, new_key(), unsent[each]) for each in used],
    }
    return render(request, "operations/printing.html", context)


@post_only
def again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Print it a second time, stamped."""
    return _say(request, job_id, saying.print_again, "สั่งพิมพ์ซ้ำแล้ว")


@post_only
def settled(request: HttpRequest, job_id: int) -> HttpResponse:
    """It is on paper, or nobody needs it any more."""
    return _say(request, job_id, saying.settle, "รับทราบแล้ว")


@post_only
def sample(request: HttpRequest, printer_id: int) -> HttpResponse:
    """Print a paper to look at."""
    return _say(request, printer_id, saying.print_sample, "สั่งพิมพ์แล้ว")


@post_only
def drop_all(request: HttpRequest, printer_id: int) -> HttpResponse:
    """Nobody needs what waits for a printer."""
    return _say(request, printer_id, saying.drop_all, "ใบที่รออยู่ไม่ต้องพิมพ์แล้ว")


@never_cache
@require_safe
def picture(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show a job's papers as they are printed, one below the other."""
    job = PrintJob.objects.select_related("printer").filter(pk=min(job_id, LARGEST_ID)).first()
    if job is None or not saying.may_see(request.user, job):
        raise NotFound(saying.NO_JOB)
    drawn = BytesIO()
    try:
        papers = [draw(rows, job.printer.dots) for rows in from_text(job.content)]
        one_below_the_other(papers).save(drawn, format="PNG")
    except NoShaping as trouble:
        raise NotFound(str(trouble)) from trouble
    except ValueError as trouble:
        raise NotFound(sentence_of(Cause.NO_PAPER_OF_OURS, job.printer.address)) from trouble
    return HttpResponse(drawn.getvalue(), content_type="image/png")


def _say(
    request: HttpRequest, number: int, say: Callable[[Moment, int], Answer], done: str
) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        raise ValidationFailed(fields={"key": _BROKEN})
    answer = say(Moment(request.user, form.cleaned_data["key"]), number)
    if answer.ok:
        messages.success(request, f"{answer.body['title']}: {done}")
    else:
        messages.error(request, answer.body["message"])
    return redirect("operations:printing")


def _row(job: PrintJob, found: Trouble) -> Row:
    is_repeated = hasattr(job, "again")
    is_stopped = found.is_worker_away and job.state == jobs.STATE.SENDING
    return Row(
        job=job,
        key=new_key(),
        why=why(job, found),
        can_repeat=(saying.can_repeat(job) or is_stopped) and not is_repeated,
        can_settle=saying.can_settle(job) or is_stopped,
    )
