"""What went to paper and what did not, seen and said by whoever stands beside the printer."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from core_app.models import AuditEvent
from core_app.moment import Moment
from operations_app.printing_pages import SHOWN
from orders_app.models import PrintJob
from orders_app.printing import jobs
from orders_app.printing.saying import print_again
from tests.orders_app.kitchens import make_printer, make_station

pytestmark = pytest.mark.django_db

PAGE = "/pos/printing/"
STATE = jobs.STATE


@pytest.fixture
def job(program, cast) -> PrintJob:
    """A slip on its way to a printer."""
    make_printer(make_station("ครัวร้อน", "ข้าว"))
    program.open_with_lunch(cast)
    return PrintJob.objects.get()


def maybe_printed(job: PrintJob) -> None:
    jobs.claim(job)
    jobs.end(job, STATE.UNKNOWN, "hung_up")


def given(job: PrintJob, *, seconds_ago: float = 0, content: str = "[]") -> PrintJob:
    """Return another job for the same printer."""
    moment = timezone.now() - timedelta(seconds=seconds_ago)
    told = {"title": "ใบอื่น", "content": content, "created_at": moment, "changed_at": moment}
    kind = PrintJob.Kind.SAMPLE
    return PrintJob.objects.create(key="another", kind=kind, printer=job.printer, **told)


def test_a_shop_without_printers_hears_what_to_do(stove):
    assert "ยังไม่มีงานพิมพ์" in stove.see(PAGE).text


def test_what_may_be_printed_is_on_every_page_until_somebody_looked(stove, till, job):
    maybe_printed(job)
    for page in (till.see("/pos/"), till.see("/pos/orders/"), stove.see("/kitchen/")):
        assert f"{job.title} อาจพิมพ์แล้ว" in page.alert
        assert "ดูว่ากระดาษออกมาครบหรือไม่" in page.alert
    page = stove.press(stove.see(PAGE), f"พิมพ์ออกแล้ว {job.title}")
    assert f"{job.title}: รับทราบแล้ว" in page.notice
    assert "ไม่มีงานพิมพ์ที่ต้องดู" in page.text
    assert not till.see("/pos/").root.all("p", role="alert")
    job.refresh_from_db()
    assert (job.state, job.settled_by.username) == (STATE.UNKNOWN, "cook")
    assert AuditEvent.objects.filter(action="print_job.settled", subject_id=job.pk).exists()


def test_a_board_that_stands_hears_of_it_at_its_next_look(stove, job):
    path = f"/kitchen/{job.slip.station_id}/"
    tag = stove.see(path).response["ETag"]
    maybe_printed(job)
    page = stove.see(path, **{"if-none-match": tag})
    assert page.status == 200
    assert "อาจพิมพ์แล้ว" in page.root.one("form", id="board").text


def test_what_waits_a_moment_is_no_trouble_and_what_waits_longer_is(stove, till, job):
    assert not till.see("/pos/").root.all("p", role="alert")
    older = given(job, seconds_ago=16)
    assert "ใบอื่น รอพิมพ์: ตัวพิมพ์ของระบบไม่ทำงาน" in till.see("/pos/").alert
    jobs.beat()
    assert "ใบอื่น รอพิมพ์: รอใบก่อนหน้า" in till.see("/pos/").alert
    jobs.claim(job)
    jobs.end(job, STATE.PRINTED, "")
    jobs.fail(older, "no_paper")
    assert "ใบอื่น ยังไม่พิมพ์: กระดาษหมดที่เครื่องพิมพ์ เครื่องพิมพ์ครัว" in till.see("/pos/").alert
    page = stove.press(stove.see(PAGE), "ไม่ต้องพิมพ์แล้ว ใบอื่น")
    assert "ไม่ต้องพิมพ์แล้ว · " in page.text
    older.refresh_from_db()
    assert older.state == STATE.DROPPED
    assert not till.see("/pos/").root.all("p", role="alert")


def test_what_a_killed_worker_was_sending_is_somebodys_to_say(stove, job):
    jobs.claim(job)
    page = stove.see(PAGE)
    assert not [each for each in page.root.all("button") if each.text == "พิมพ์ออกแล้ว"]
    stopped = given(job, seconds_ago=60)
    jobs.claim(stopped)
    assert "ตัวพิมพ์ของระบบไม่ทำงาน" in stove.see("/kitchen/").alert
    stove.press(stove.see(PAGE), "พิมพ์ออกแล้ว ใบอื่น")
    stopped.refresh_from_db()
    assert (stopped.state, stopped.cause, stopped.is_over) == (STATE.UNKNOWN, "stopped", True)


def test_all_that_waits_for_a_printer_is_dropped_with_one_tap(stove, job):
    for number in range(3):
        jobs.fail(given(job, seconds_ago=60 + number), "unreachable")
    page = stove.press(stove.see(PAGE), "ไม่ต้องพิมพ์ทั้งหมด เครื่องพิมพ์ครัว")
    assert "ใบที่รออยู่ไม่ต้องพิมพ์แล้ว" in page.notice
    assert set(PrintJob.objects.values_list("state", "is_over")) == {("dropped", True)}
    assert AuditEvent.objects.get(action="print_job.dropped").details["count"] == 4


def test_many_jobs_ask_no_more_and_are_shown_in_part(stove, job):
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            stove.see(PAGE)
        return len(asked)

    given(job, seconds_ago=60)
    few = statements()
    for number in range(80):
        given(job, seconds_ago=60 + number)
    assert statements() == few
    page = stove.see(PAGE)
    assert len([each for each in page.root.all("a") if each.text == "ดูใบ"]) == SHOWN
    assert "และอีก 21 งาน" in page.text


def test_it_is_printed_again_once_however_often_that_is_pressed(stove, job):
    maybe_printed(job)
    page = stove.see(PAGE)
    for _ in range(3):
        after = stove.press(page, f"พิมพ์ซ้ำ {job.title}")
        assert f"{job.title}: สั่งพิมพ์ซ้ำแล้ว" in after.notice
    second = PrintJob.objects.get(again_of=job)
    assert second.state == STATE.WAITING
    assert not [each for each in after.root.all("button") if each.text == "พิมพ์ซ้ำ"]
    assert AuditEvent.objects.filter(action="print_job.again").count() == 1


def test_what_was_looked_at_meanwhile_is_said_and_changes_nothing(stove, till, job):
    maybe_printed(job)
    page = till.see(PAGE)
    stove.press(stove.see(PAGE), f"พิมพ์ออกแล้ว {job.title}")
    first = PrintJob.objects.get().settled_at
    assert "สถานะของงานพิมพ์นี้เปลี่ยนไปแล้ว" in till.press(page, f"พิมพ์ออกแล้ว {job.title}").text
    assert PrintJob.objects.get().settled_at == first


def test_what_waits_is_not_printed_twice_by_asking(job, cast):
    answer = print_again(Moment(cast.cook, "one"), job.pk)
    assert (answer.status, answer.body["error"]) == (409, "NOT_PRINTED_YET")
    assert "จะพิมพ์เองเมื่อเครื่องพิมพ์พร้อม" in answer.body["message"]
    assert PrintJob.objects.count() == 1


def test_a_paper_is_looked_at_as_it_is_printed(stove, job):
    answer = stove.client.get(f"{PAGE}{job.pk}.png")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).width == job.printer.dots


def test_a_paper_that_cannot_be_drawn_is_said_to_be_so(stove, job):
    broken = [given(job, content=content) for content in ("[[", "[[1]]", "7", "{}x")]
    pages = [stove.see(f"{PAGE}{each.pk}.png") for each in broken]
    assert {page.status for page in pages} == {404}
    assert all("เนื้อหาของใบนี้เสีย" in page.text for page in pages)


@pytest.mark.parametrize("number", [987654321, 99999999999999999999])
def test_a_job_that_is_none_is_not_found(cast, job, number):
    client = Client()
    client.force_login(cast.cook)
    for path in (f"{number}/again/", f"{number}/settled/", f"sample/{number}/", f"drop/{number}/"):
        assert client.post(f"{PAGE}{path}", {"key": path}).status_code == 404
    assert client.get(f"{PAGE}{number}.png").status_code == 404


def test_a_page_without_its_key_changes_nothing(cast, job):
    client = Client()
    client.force_login(cast.cook)
    assert client.post(f"{PAGE}{job.pk}/settled/", {}).status_code == 400
    assert PrintJob.objects.get().settled_at is None


def test_a_sample_is_printed_for_whoever_sets_a_printer_up(stove, job):
    page = stove.press(stove.see(PAGE), "พิมพ์ใบทดสอบ เครื่องพิมพ์ครัว")
    assert "ใบทดสอบ · เครื่องพิมพ์ครัว: สั่งพิมพ์แล้ว" in page.notice
    assert PrintJob.objects.latest("pk").slip is None
