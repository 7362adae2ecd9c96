"""What people say to printers: print that again, it need not be any more, show what you can."""

from http import HTTPStatus

from django.utils import timezone

from core_app.errors import NotFound, Refusal
from core_app.fields import LARGEST_ID
from core_app.idempotency import Answer, Call, Done, run_once
from core_app.moment import Moment
from core_app.paper import Row, from_text, to_text
from orders_app.models import Printer, PrintJob
from orders_app.printing import jobs
from orders_app.printing.jobs import STATE, TO_PRINT
from staff_app.models import User
from staff_app.rights import ensure_seller

KIND = PrintJob.Kind
AGAIN = "ซ้ำ อาจทำไปแล้ว"
_STAMPS = {KIND.ADD: AGAIN}
_PLAIN_STAMP = "ซ้ำ"
NO_JOB = "ไม่พบงานพิมพ์นี้ กรุณาเปิดหน้างานพิมพ์ใหม่"
# Every kind of row, and Thai marks above and below each other.
_SAMPLE = [
    Row("โต๊ะ 7", size=3, is_bold=True),
    Row("ใบทดสอบ", right="ใบ 38"),
    Row("", is_rule=True),
    Row("2 × ผัดซีอิ๊วหมูไม่ใส่ผัก", size=2, is_bold=True),
    Row("1 × น้ำปั่นแตงโม หวานน้อย", size=2, is_bold=True),
    Row("ถ้าสระและวรรณยุกต์อยู่ถูกที่ เครื่องพิมพ์นี้พร้อมใช้"),
    Row("แพ้ถั่ว", size=2, is_inverted=True),
]


class NotPrintedYet(Refusal):
    """The job waits for its printer, or is being printed."""

    code = "NOT_PRINTED_YET"
    message = "งานนี้ยังไม่ได้พิมพ์ จะพิมพ์เองเมื่อเครื่องพิมพ์พร้อม ไม่ต้องสั่งซ้ำ"


class IsCounted(Refusal):
    """A receipt is printed again from its own page, which counts it as a copy."""

    code = "IS_COUNTED"
    message = "ใบเสร็จพิมพ์อีกครั้งได้ที่หน้าใบเสร็จของออเดอร์ จะได้นับเป็นสำเนา"


class NothingToSettle(Refusal):
    """The job was printed meanwhile, or is being printed, or somebody was quicker."""

    code = "NOTHING_TO_SETTLE"
    message = "สถานะของงานพิมพ์นี้เปลี่ยนไปแล้ว กรุณาดูสถานะล่าสุด"


def can_repeat(job: PrintJob) -> bool:
    """Tell whether a job may be printed a second time: it may be on paper, and is no receipt."""
    return job.state in (STATE.PRINTED, STATE.SENT, STATE.UNKNOWN) and job.kind != KIND.RECEIPT


def can_settle(job: PrintJob) -> bool:
    """Tell whether somebody may say of a job that it is on paper, or need not be."""
    return not job.is_over and job.state in (*TO_PRINT, STATE.UNKNOWN)


def may_see(user: User, job: PrintJob) -> bool:
    """Tell whether somebody may see a job: what guests paid is the sellers' business."""
    return user.sells or job.kind != KIND.RECEIPT


def print_again(at: Moment, job_id: int) -> Answer:
    """Give a job to its printer a second time, stamped so that nobody makes it twice unasked.

    However often that is said, and by whom, it is one second job; what became of that one is asked
    of it alone. Raises NotFound, Forbidden, and what run_once raises; NotPrintedYet and IsCounted
    are an Answer.
    """
    call = Call(at, "POST", "/print-jobs/{id}/again", (job_id,), {})
    return run_once(call, lambda fresh: _again(fresh, job_id), _done)


def settle(at: Moment, job_id: int) -> Answer:
    """Say of what may be on paper that it is, and of what still waits that nobody needs it.

    Raises NotFound, Forbidden, and what run_once raises; NothingToSettle is an Answer.
    """
    call = Call(at, "POST", "/print-jobs/{id}/settle", (job_id,), {})
    return run_once(call, lambda fresh: _settle(fresh, job_id), _done)


def print_sample(at: Moment, printer_id: int) -> Answer:
    """Give a printer a paper to look at. Raises NotFound, and what run_once raises."""
    call = Call(at, "POST", "/printers/{id}/sample", (printer_id,), {})
    return run_once(call, lambda fresh: _sample(fresh, printer_id), _done)


def drop_all(at: Moment, printer_id: int) -> Answer:
    """Say that nobody needs what waits for a printer, slips and samples: the kitchen has made it
    from its screen, say. Raises NotFound, and what run_once raises."""
    call = Call(at, "POST", "/printers/{id}/drop", (printer_id,), {})
    return run_once(call, lambda fresh: _drop_all(fresh, printer_id), _dropped)


def _sample(at: Moment, printer_id: int) -> Done:
    printer, now = _printer(printer_id), timezone.now()
    told = {"printer": printer, "title": f"ใบทดสอบ · {printer}", "content": to_text([_SAMPLE])}
    job = PrintJob.objects.create(
        key=at.key, kind=KIND.SAMPLE, created_at=now, changed_at=now, **told
    )
    at.record(action="print_job.sample", subject="print_job", subject_id=job.pk, title=job.title)
    return _done(job.pk)


def _drop_all(at: Moment, printer_id: int) -> Done:
    printer, now = _printer(printer_id), timezone.now()
    waiting = PrintJob.objects.filter(is_over=False, printer=printer, state__in=TO_PRINT)
    # By number: each is claimed by a worker or dropped here, whoever comes first.
    numbers = list(waiting.exclude(kind=KIND.RECEIPT).order_by("pk").values_list("pk", flat=True))
    dropped = PrintJob.objects.filter(pk__in=numbers, state__in=TO_PRINT)
    count = dropped.update(
        state=STATE.DROPPED, is_over=True, changed_at=now, settled_by=at.author, settled_at=now
    )
    at.record(
        action="print_job.dropped", subject="printer", subject_id=printer.pk, count=count,
        jobs=numbers,
    )  # fmt: skip
    return _dropped(printer.pk)


def _dropped(printer_id: int) -> Done:
    printer = _printer(printer_id)
    return Done(HTTPStatus.OK, {"printer_id": printer.pk, "title": str(printer)}, printer.pk)


def _again(at: Moment, job_id: int) -> Done:
    job = _locked(at, job_id)
    if job.kind == KIND.RECEIPT:
        raise IsCounted
    if not can_repeat(job):
        raise NotPrintedYet
    now = timezone.now()
    second, is_new = PrintJob.objects.get_or_create(
        again_of=job,
        defaults={
            "key": at.key,
            "kind": job.kind,
            "printer_id": job.printer_id,
            "slip_id": job.slip_id,
            "title": job.title,
            "content": _stamped(job),
            "created_at": now,
            "changed_at": now,
        },
    )
    if is_new:
        PrintJob.objects.filter(pk=job.pk).update(is_over=True)
        at.record(
            action="print_job.again", subject="print_job", subject_id=second.pk, first=job.pk,
            title=job.title,
        )  # fmt: skip
    return _done(second.pk)


def _stamped(job: PrintJob) -> str:
    if job.again_of_id:
        return job.content
    stamp = Row(_STAMPS.get(job.kind, _PLAIN_STAMP), size=2, is_inverted=True)
    return to_text([[stamp, *rows] for rows in from_text(job.content)])


def _settle(at: Moment, job_id: int) -> Done:
    job = _locked(at, job_id)
    if not can_settle(job):
        raise NothingToSettle
    job.settled_by, job.settled_at, job.is_over = at.author, timezone.now(), True
    if job.state != STATE.UNKNOWN:
        job.state, job.changed_at = STATE.DROPPED, job.settled_at
    job.save(update_fields=["settled_by", "settled_at", "is_over", "state", "changed_at"])
    at.record(
        action="print_job.settled", subject="print_job", subject_id=job.pk, state=job.state,
        title=job.title,
    )  # fmt: skip
    return _done(job.pk)


def _locked(at: Moment, job_id: int) -> PrintJob:
    """Return a job that nobody else says anything of meanwhile. One that was being sent when the
    worker was killed may be on paper, and is said to be so. Raises NotFound, Forbidden."""
    found = PrintJob.objects.select_for_update(no_key=True).filter(pk=min(job_id, LARGEST_ID))
    job = found.first()
    if job is None:
        raise NotFound(NO_JOB)
    if not may_see(at.author, job):
        ensure_seller(at.author)
    if job.state == STATE.SENDING and jobs.is_worker_away(timezone.now()):
        jobs.end(job, STATE.UNKNOWN, jobs.STOPPED)
        job.refresh_from_db()
    return job


def _printer(printer_id: int) -> Printer:
    printer = Printer.objects.filter(pk=min(printer_id, LARGEST_ID)).first()
    if printer is None:
        raise NotFound("ไม่พบเครื่องพิมพ์นี้ กรุณาเปิดหน้างานพิมพ์ใหม่")
    return printer


def _done(job_id: int) -> Done:
    job = PrintJob.objects.get(pk=job_id)
    return Done(HTTPStatus.OK, {"job_id": job.pk, "state": job.state, "title": job.title}, job.pk)
