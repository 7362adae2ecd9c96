"""What does not come to paper: told on every page, on the status page and to the monitor."""

from collections.abc import Iterator

from django.utils import timezone

from core_app.banners import Banner
from core_app.metrics import Reading
from operations_app.printing.causes import sentence_of
from orders_app.models import PrintJob
from orders_app.printing import jobs
from orders_app.printing.jobs import Trouble

_AFTER_OTHERS = "รอใบก่อนหน้าของเครื่องนี้"
_NO_WORKER = "ตัวพิมพ์ของระบบไม่ทำงาน (manage.py keep_printing) ครัวดูใบที่จอ และแจ้งช่าง"


def banner() -> Banner | None:
    """Return what cashiers and cooks must hear of, fifteen seconds after it was to be printed."""
    found = jobs.trouble(timezone.now())
    if not found.jobs:
        return None
    others = f" และอีก {len(found.jobs) - 1} งาน" if len(found.jobs) > 1 else ""
    return Banner(f"{told(found.jobs[0], found)}{others}", "ดูงานพิมพ์", "operations:printing")


def told(job: PrintJob, found: Trouble) -> str:
    """Return what is the matter with a job, in words."""
    return f"{job.title} {job.get_state_display()}: {why(job, found)}"


def why(job: PrintJob, found: Trouble) -> str:
    """Return why a job is not on paper, or not known to be; "" where nothing is known.

    Of what waits only the first is tried: the others wait for that one.
    """
    if found.is_worker_away and job.state in (*jobs.TO_PRINT, jobs.STATE.SENDING):
        return _NO_WORKER
    if job.cause:
        printer = job.sent_to or job.printer
        return sentence_of(job.cause, f"{printer} ({printer.address})")
    first = found.first.get(job.printer_id, job.pk)
    return _AFTER_OTHERS if job.state == jobs.STATE.WAITING and first != job.pk else ""


def readings() -> Iterator[Reading]:
    """Yield for the metrics how long the oldest job has waited, and how many may be printed."""
    now = timezone.now()
    found = jobs.trouble(now).jobs
    doubtful = sum(job.state == jobs.STATE.UNKNOWN for job in found)
    waiting = [job for job in found if job.state != jobs.STATE.UNKNOWN]
    waited = max(((now - job.created_at).total_seconds() for job in waiting), default=0.0)
    text = "Seconds the oldest print job has waited, above 15; else 0."
    yield Reading("pos_print_waiting_seconds", text, waited)
    text = "Print jobs that may be on paper and nobody has looked at."
    yield Reading("pos_print_unknown", text, doubtful)
