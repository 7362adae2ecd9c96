"""A slip whose station has a printer is a print job too: written with it, finished, and once."""

import pytest

from core_app.paper import from_text
from orders_app.models import Printer, PrintJob, Slip
from tests.orders_app.kitchens import make_printer, make_station
from tests.program import new_key

pytestmark = pytest.mark.django_db(transaction=True)

STOVE, BAR = "ครัวร้อน", "บาร์น้ำ"


@pytest.fixture
def stove_printer(cast) -> Printer:
    """A stove with a printer, and a bar without one."""
    make_station(BAR, "เครื่องดื่ม")
    return make_printer(make_station(STOVE, "ข้าว"))


def papers(job: PrintJob) -> list[list[str]]:
    """Return the words of a job's papers, row by row."""
    return [
        [
            f"{row.text} | {row.right}" if row.right else row.text.replace("\u00a0", " ")
            for row in rows
            if row.text
        ]
        for rows in from_text(job.content)
    ]


def void(program, order_id: int, **told):
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    return program.command(f"/orders/{order_id}/items/{line}/void", reason="สั่งผิด", **told)


def test_what_is_sent_to_a_station_with_a_printer_is_printed_there(program, cast, stove_printer):
    program.open_with_lunch(cast)
    job = PrintJob.objects.get()
    assert (job.printer, job.state, job.slip.station.name) == (stove_printer, "waiting", STOVE)
    place, station, when, *dishes = papers(job)[0]
    assert place == cast.table.name
    assert station == f"{STOVE} | ใบ {job.slip.number}"
    assert when.endswith(cast.cashier.username)
    assert dishes == ["2 × ผัดไทย"]


def test_a_shop_without_printers_writes_no_jobs(program, cast):
    make_station(STOVE, "ข้าว")
    program.open_with_lunch(cast)
    assert Slip.objects.exists()
    assert not PrintJob.objects.exists()


def test_a_printer_out_of_use_gets_no_more(program, cast, stove_printer):
    Printer.objects.update(active=False)
    program.open_with_lunch(cast)
    assert not PrintJob.objects.exists()


def test_each_dish_has_a_paper_of_its_own_where_the_printer_cuts_so(program, cast, stove_printer):
    Printer.objects.update(per=Printer.Per.DISH)
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}, {"menu_id": cast.pad_thai.pk, "qty": 2}]
    program.command("/orders", table_id=cast.table.pk, items=items)
    first, second = papers(PrintJob.objects.get())
    number = Slip.objects.get().number
    assert (first[1], first[-1]) == (f"{STOVE} | ใบ {number} (1/2)", "1 × ผัดไทย")
    assert (second[1], second[-1]) == (f"{STOVE} | ใบ {number} (2/2)", "2 × ผัดไทย")


def test_a_void_prints_what_is_taken_back_and_names_the_first_slip(program, cast, stove_printer):
    order_id = program.open_with_lunch(cast)
    void(program, order_id, qty=1)
    sent, taken_back = PrintJob.objects.order_by("pk")
    rows = papers(taken_back)[0]
    assert rows[0] == "ยกเลิก"
    assert rows[3].endswith(f"| ของใบ {sent.slip.number}")
    assert rows[4:] == ["1 × ผัดไทย", "เหตุ: สั่งผิด"]
    assert taken_back.title.startswith("ยกเลิก ")


def test_a_cancelled_order_prints_all_that_is_left_of_it(managing_program, cast, stove_printer):
    order_id = managing_program.open_with_lunch(cast)
    void(managing_program, order_id, qty=1)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ายกเลิก")
    rows = papers(PrintJob.objects.latest("pk"))[0]
    assert (rows[0], rows[-2:]) == ("ยกเลิก", ["1 × ผัดไทย", "เหตุ: ลูกค้ายกเลิก"])
    assert "ของใบ" in rows[3]


def test_a_repeated_command_prints_nothing_more(program, cast, stove_printer):
    key = new_key()
    order_id = program.open_with_lunch(cast)
    for _ in range(3):
        items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
        program.command(f"/orders/{order_id}/items", idempotency_key=key, items=items)
    assert PrintJob.objects.count() == 2


def test_a_command_that_ends_badly_prints_nothing(program, cast, stove_printer, monkeypatch):
    monkeypatch.setattr("orders_app.commands.adding.take_portions", lambda *told: 1 / 0)
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    answer = program.command("/orders", table_id=cast.table.pk, items=items)
    assert answer.status_code == 500
    assert not PrintJob.objects.exists()


def test_paper_keeps_the_names_of_its_moment(program, cast, stove_printer):
    program.open_with_lunch(cast)
    before = PrintJob.objects.get().content
    cast.table.name, cast.pad_thai.name = "A99", "ผัดซีอิ๊ว"
    cast.table.save()
    cast.pad_thai.save()
    assert PrintJob.objects.get().content == before
