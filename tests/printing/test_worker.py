"""What waits is printed once, in its turn, or it is said why not; nothing is printed twice."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from core_app.moment import Moment
from core_app.paper import Row, to_text
from operations_app.backups import new_epoch
from operations_app.printing.bringing import papers_of
from operations_app.printing.line import Limits
from operations_app.printing.worker import print_waiting
from orders_app.models import Printer, PrintJob
from orders_app.printing import jobs
from orders_app.printing.saying import print_again
from tests.cast import StaffFactory
from tests.orders_app.kitchens import make_printer
from tests.printing.fake_printer import PATIENCE, FakePrinter
from tests.program import new_key

pytestmark = pytest.mark.django_db(transaction=True)

PATIENT = Limits(PATIENCE, PATIENCE, PATIENCE, PATIENCE)
BRIEF = PATIENT._replace(state=0.1, acknowledgement=0.1)  # where nothing is answered


@pytest.fixture
def give(db):
    """Give a printer something to print."""

    def give(
        printer: Printer, text: str = "ผัดไทย", *, seconds_ago: float = 0, content: str = ""
    ) -> PrintJob:
        now = timezone.now() - timedelta(seconds=seconds_ago)
        return PrintJob.objects.create(
            key=new_key(),
            kind=PrintJob.Kind.SAMPLE,
            printer=printer,
            title=text,
            content=content or to_text([[Row(text)]]),
            created_at=now,
            changed_at=now,
        )

    return give


def work(printer: Printer, limits: Limits = PATIENT) -> bool:
    return print_waiting(Printer.objects.get(pk=printer.pk), threading.Event(), limits)


def told(*what: PrintJob) -> list[tuple[str, str]]:
    """Return what is known of jobs: their states and causes."""
    found = PrintJob.objects.in_bulk([job.pk for job in what])
    return [(found[job.pk].state, found[job.pk].cause) for job in what]


def test_what_waits_is_printed_in_its_turn_and_once(give):
    with FakePrinter() as fake:
        printer = make_printer(address=fake.address)
        given = [give(printer, "หนึ่ง"), give(printer, "สอง")]
        assert work(printer)
        assert told(*given) == [("printed", "")] * 2
        assert work(printer)
        assert len(fake.papers(2)) == 2


def silent_for(printer: Printer, seconds: float) -> None:
    moment = timezone.now() - timedelta(seconds=seconds)
    Printer.objects.filter(pk=printer.pk).update(silent_since=moment)


def test_a_printer_that_answers_nothing_for_half_a_minute_is_sent_to(give):
    with FakePrinter(tells_state=False, acknowledges=False) as fake:
        printer = make_printer(address=fake.address)
        job = give(printer)
        assert not work(printer, BRIEF)
        assert told(job) == [("failed", "silent")]
        silent_for(printer, 31)
        assert work(printer, BRIEF)
        assert told(job) == [("sent", "")]
        assert Printer.objects.get().acknowledges is False


def test_one_that_was_starting_up_loses_nothing_and_is_found_to_acknowledge(give):
    with FakePrinter(sleeps_through=1) as fake:
        printer = make_printer(address=fake.address)
        job = give(printer)
        assert not work(printer, BRIEF)
        assert work(printer)
        assert told(job) == [("printed", "")]
        assert len(fake.papers(1)) == 1


def test_one_that_answered_nothing_and_does_now_is_asked_again(give):
    with FakePrinter() as fake:
        printer = make_printer(address=fake.address, tells_state=False, acknowledges=False)
        silent_for(printer, 61)
        job = give(printer)
        assert work(printer)
        assert told(job) == [("printed", "")]
        assert Printer.objects.get().acknowledges is True


def test_one_that_is_off_has_it_said_why_and_prints_when_it_is_on(give):
    with FakePrinter(is_on=False) as fake:
        printer = make_printer(address=fake.address)
        first, second = give(printer), give(printer)
        assert not work(printer)
        assert told(first, second) == [("failed", "unreachable"), ("waiting", "")]
        fake.switch_on()
        assert work(printer)
        assert told(first, second) == [("printed", "")] * 2
        assert len(fake.papers(2)) == 2


def test_one_without_paper_prints_once_it_has_some(give):
    with FakePrinter(rows_of_paper=0) as fake:
        printer = make_printer(address=fake.address, acknowledges=True)
        job = give(printer)
        assert not work(printer)
        assert told(job) == [("failed", "no_paper")]
        fake.refill()
        assert work(printer)
        assert told(job) == [("printed", "")]
        assert len(fake.papers(1)) == 1


def test_what_its_printer_does_not_take_is_printed_at_the_backup_and_says_so(give):
    with FakePrinter(is_on=False) as dead, FakePrinter() as alive:
        backup = make_printer(name="บาร์", address=alive.address)
        printer = make_printer(address=dead.address, backup=backup)
        young, old = give(printer), give(printer, seconds_ago=31)
        assert not work(printer)
        assert told(young, old) == [("failed", "unreachable"), ("waiting", "")]
        PrintJob.objects.filter(pk=young.pk).update(
            state="dropped", is_over=True, settled_at=timezone.now(), settled_by=StaffFactory()
        )
        assert work(printer)
        assert told(old) == [("printed", "")]
        assert PrintJob.objects.get(pk=old.pk).sent_to == backup
        assert len(alive.papers(1)) == 1


def test_a_backup_that_takes_nothing_either_leaves_the_word_of_its_own_printer(give):
    with FakePrinter(rows_of_paper=0) as empty:
        backup = make_printer(name="บาร์", address="127.0.0.1:1", acknowledges=True)
        printer = make_printer(address=empty.address, backup=backup, acknowledges=True)
        job = give(printer, seconds_ago=31)
        assert not work(printer)
        assert told(job) == [("failed", "no_paper")]


def test_what_may_be_printed_goes_to_no_backup(give):
    with FakePrinter(resets_after=400) as broken, FakePrinter() as alive:
        backup = make_printer(name="บาร์", address=alive.address, acknowledges=True)
        printer = make_printer(address=broken.address, backup=backup, acknowledges=True)
        job = give(printer, seconds_ago=31)
        work(printer)
        assert told(job) == [("unknown", "hung_up")]
        assert alive.callers == 0


def test_what_broke_off_half_way_may_be_printed_and_is_not_sent_again(give):
    with FakePrinter(resets_after=400) as fake:
        printer = make_printer(address=fake.address, acknowledges=True)
        broken, after = give(printer), give(printer)
        assert work(printer)
        assert told(broken) == [("unknown", "hung_up")]
        assert told(after) == [("printed", "")]
        assert work(printer)
        assert fake.callers == 2


def test_what_is_not_acknowledged_may_be_printed_and_is_not_sent_again(give):
    with FakePrinter(acknowledges=False) as fake:
        printer = make_printer(address=fake.address, acknowledges=True)
        job = give(printer)
        work(printer, BRIEF._replace(state=PATIENCE))
        work(printer)
        assert told(job) == [("unknown", "no_answer")]
        assert len(fake.papers(1)) == 1


def test_asked_to_print_again_five_times_it_prints_once_more_and_says_so(give, cast):
    with FakePrinter() as fake:
        printer = make_printer(address=fake.address)
        job = give(printer)
        work(printer)
        answers = [print_again(Moment(cast.cook, new_key()), job.pk) for _ in range(5)]
        assert len({answer.body["job_id"] for answer in answers}) == 1
        work(printer)
        second = PrintJob.objects.get(again_of=job)
        assert [row.text for row in papers_of(second)[0]] == ["ซ้ำ", "ผัดไทย"]
        assert len(fake.papers(2)) == 2


def test_what_somebody_else_claimed_is_left_to_them(give):
    job = give(make_printer())
    (found,) = jobs.to_print(job.printer)
    jobs.claim(job)
    with pytest.raises(jobs.Taken):
        jobs.claim(found)
    jobs.end(job, "printed", "")
    jobs.end(found, "unknown", "hung_up")
    assert told(job) == [("printed", "")]


def test_what_waited_in_a_copy_that_was_restored_may_be_printed(give):
    with FakePrinter() as fake:
        printer = make_printer(address=fake.address)
        waiting, sending = give(printer), give(printer)
        jobs.claim(sending)
        new_epoch.begin(using="default")
        after = give(printer)
        assert work(printer)
        assert told(waiting, sending) == [("unknown", "restored")] * 2
        assert told(after) == [("printed", "")]
        assert len(fake.papers(1)) == 1


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("add", ["พิมพ์ช้า 38 นาที ถามหน้าร้านก่อนทำ"]),
        ("back", ["พิมพ์ช้า 38 นาที"]),
        ("receipt", []),
        ("sample", []),
    ],
)
def test_a_slip_that_waited_for_long_says_so_on_paper(kind, head):
    given = timezone.now() - timedelta(minutes=38, seconds=1)
    job = PrintJob(kind=kind, content=to_text([[Row("ผัดไทย")]]), created_at=given)
    assert [row.text for row in papers_of(job)[0]] == [*head, "ผัดไทย"]


def test_what_cannot_be_drawn_keeps_nothing_else_from_paper(give):
    with FakePrinter() as fake:
        printer = make_printer(address=fake.address)
        broken = [give(printer, content=text) for text in ("[[", '[[{"text":5}]]', "7")]
        after = give(printer)
        assert not work(printer)
        assert told(*broken, after) == [("failed", "content")] * 3 + [("printed", "")]


def test_a_worker_that_begins_with_a_printer_says_what_was_being_sent_there(give):
    printer = make_printer()
    stopped, elsewhere = give(printer), give(make_printer(name="อีกเครื่อง"))
    for job in (stopped, elsewhere):
        jobs.claim(job)
    assert jobs.end_what_was_stopped(printer) == 1
    assert told(stopped, elsewhere) == [("unknown", "stopped"), ("sending", "")]


def test_what_was_being_sent_is_told_when_nobody_prints_any_more(give):
    job = give(make_printer(), seconds_ago=60)
    jobs.claim(job)
    jobs.beat()
    now = timezone.now()
    assert jobs.trouble(now).jobs == []
    assert jobs.trouble(now + jobs.AWAY_AFTER * 2).jobs == [job]


def test_what_cannot_be_made_yet_is_told_before_what_may_be_printed(give):
    printer = make_printer()
    doubtful, waiting = give(printer), give(printer, seconds_ago=20)
    jobs.claim(doubtful)
    jobs.end(doubtful, jobs.STATE.UNKNOWN, "hung_up")
    assert jobs.trouble(timezone.now()).jobs == [waiting, doubtful]


def test_what_was_given_by_a_clock_that_ran_ahead_is_told_too(give):
    job = give(make_printer(), seconds_ago=-3600)
    assert jobs.trouble(timezone.now()).jobs == [job]


def test_many_papers_on_a_slow_printer_are_waited_for(give):
    with FakePrinter(seconds_a_cut=0.15) as fake:
        printer = make_printer(address=fake.address, acknowledges=True)
        job = give(printer, content=to_text([[Row("ผัดไทย")]] * 8))
        assert work(printer, PATIENT._replace(sending=0.5, acknowledgement=0.5))
        assert told(job) == [("printed", "")]
        assert len(fake.papers(8)) == 8
