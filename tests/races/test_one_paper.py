"""Two say different things of a print job in one moment, or want it: one paper, and one word."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from core_app import idempotency
from core_app.moment import Moment
from core_app.paper import Row, to_text
from orders_app.models import PrintJob
from orders_app.printing import jobs, saying
from orders_app.printing.saying import print_again, settle
from tests.orders_app.kitchens import make_printer
from tests.program import new_key
from tests.races.racing import Window, meeting, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(cast) -> PrintJob:
    """A slip that waits for its printer."""
    now = timezone.now()
    content = to_text([[Row("ผัดไทย")]])
    told = {"title": "ใบ 1", "content": content, "created_at": now, "changed_at": now}
    kind = PrintJob.Kind.SAMPLE
    return PrintJob.objects.create(key=new_key(), kind=kind, printer=make_printer(), **told)


def state_of(job: PrintJob) -> str:
    return PrintJob.objects.get(pk=job.pk).state


def claimed(job: PrintJob) -> bool:
    try:
        jobs.claim(job)
    except jobs.Taken:
        return False
    return True


def dropped_while_claimed(cast, job: PrintJob, window: Window, monkeypatch) -> list:
    """A cook wants no paper and has looked that it waits; then a worker claims it; she goes on."""
    monkeypatch.setattr(saying, "_locked", window.after(saying._locked))

    def drop() -> int:
        return settle(Moment(cast.cook, new_key()), job.pk).status

    return race(drop, window.then(lambda: claimed(job)))


def test_without_the_lock_her_word_comes_too_late_and_the_database_refuses_it(
    cast, job, monkeypatch
):
    monkeypatch.setattr(saying, "_locked", lambda at, number: PrintJob.objects.get(pk=number))
    if connection.vendor == "sqlite":  # whose one writer at a time is a guard too
        alone = SimpleNamespace(atomic=lambda **options: nullcontext())
        monkeypatch.setattr(idempotency, "transaction", alone)
    with pytest.raises(IntegrityError, match="one way"):
        dropped_while_claimed(cast, job, Window(), monkeypatch)
    assert state_of(job) == "sending"


def test_whoever_is_second_finds_what_the_first_one_said(cast, job, monkeypatch):
    answers = dropped_while_claimed(cast, job, Window(guarded=True), monkeypatch)
    assert answers == [200, False]
    assert state_of(job) == "dropped"


def test_two_workers_that_look_first_and_claim_then_both_have_it(job):
    both_have_looked = meeting(2)

    def careless(job: PrintJob) -> bool:
        waits = PrintJob.objects.filter(pk=job.pk, state__in=jobs.TO_PRINT).exists()
        both_have_looked()
        return waits and PrintJob.objects.filter(pk=job.pk).update(state="sending") == 1

    assert race(lambda: careless(job), lambda: careless(job)) == [True, True]


def test_of_two_workers_one_has_it(job):
    assert sorted(race(lambda: claimed(job), lambda: claimed(job))) == [False, True]


def test_five_who_press_at_once_have_one_second_paper(cast, job):
    jobs.claim(job)
    jobs.end(job, "unknown", "hung_up")

    def press() -> int:
        return print_again(Moment(cast.cook, new_key()), job.pk).body["job_id"]

    assert len(set(race(*[press] * 5))) == 1
    assert PrintJob.objects.filter(again_of=job).count() == 1
