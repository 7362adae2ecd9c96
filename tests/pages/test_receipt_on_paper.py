"""A shop with a printer for receipts: the button prints there, and copies say so on paper."""

import pytest

from core_app.errors import Forbidden
from core_app.models import AuditEvent
from core_app.moment import Moment
from core_app.paper import from_text
from orders_app.models import Printer, PrintJob
from orders_app.ordering.prints import PRINTED
from orders_app.printing import jobs
from orders_app.printing.saying import print_again, settle
from tests.orders_app.kitchens import make_printer
from tests.program import new_key

pytestmark = pytest.mark.django_db

PAGE = "/pos/printing/"


@pytest.fixture
def printer(cast) -> Printer:
    return make_printer(name="หน้าร้าน", prints_receipts=True)


def words(job: PrintJob) -> list[str]:
    (rows,) = from_text(job.content)
    return [f"{row.text} | {row.right}" if row.right else row.text for row in rows if row.text]


def test_the_button_prints_at_the_shops_printer_and_a_second_time_a_copy(
    till, program, lunch, printer, settings
):
    settings.RESTAURANT_NAME = "ครัวริมน้ำ"
    program.command(f"/orders/{lunch.pk}/pay", payment_method="cash", amount_received=500)
    path = f"/pos/orders/{lunch.pk}/receipt/"
    page = till.press(till.see(path), "พิมพ์ใบเสร็จ")
    assert "ส่งไปพิมพ์ที่ หน้าร้าน แล้ว" in page.notice
    assert "print=" not in page.path  # nothing for the browser to print
    assert "ส่งไปพิมพ์" not in till.see(f"{path}?sent=หน้าร้าน").text
    first = words(PrintJob.objects.get())
    assert first[:2] == ["ครัวริมน้ำ", "ใบเสร็จรับเงิน"]
    assert first[2] == f"{lunch.table} · ออเดอร์ {lunch.pk}"
    assert [row for row in first if " | " in row] == [
        "2\u00a0×\u00a0ผัดไทย | ฿120.00",
        "1\u00a0×\u00a0น้ำมะนาว | ฿25.00",
        "รวม | ฿145.00",
        "รับ (เงินสด) | ฿500.00",
        "ทอน | ฿355.00",
    ]
    till.press(till.see(path), "พิมพ์ใบเสร็จ")
    assert "สำเนา ครั้งที่ 1" in words(PrintJob.objects.latest("pk"))
    told = AuditEvent.objects.filter(action=PRINTED).order_by("pk")
    assert [event.details for event in told] == [{"print": 1}, {"print": 2}]


def test_a_button_that_is_pressed_five_times_is_one_paper(till, program, lunch, printer):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    page = till.see(f"/pos/orders/{lunch.pk}/receipt/")
    for _ in range(5):
        assert "ส่งไปพิมพ์ที่ หน้าร้าน แล้ว" in till.press(page, "พิมพ์ใบเสร็จ").notice
    assert PrintJob.objects.count() == 1


def test_a_bill_before_payment_says_that_it_is_none_of_the_money(till, lunch, printer):
    till.press(till.see(f"/pos/orders/{lunch.pk}/receipt/"), "พิมพ์ใบเสร็จ")
    rows = words(PrintJob.objects.get())
    assert rows[1] == "ใบแจ้งรายการ (ยังไม่ชำระ)"
    assert not any("สำเนา" in row or row.startswith(("รับ", "ทอน")) for row in rows)


def test_a_printer_out_of_use_leaves_it_to_the_browser(till, program, lunch, printer):
    Printer.objects.update(active=False)
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    page = till.press(till.see(f"/pos/orders/{lunch.pk}/receipt/"), "พิมพ์ใบเสร็จ")
    assert "print=" in page.path
    assert not PrintJob.objects.exists()


def test_a_receipt_is_no_cooks_business_and_its_copies_are_counted(
    till, stove, program, lunch, printer
):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    till.press(till.see(f"/pos/orders/{lunch.pk}/receipt/"), "พิมพ์ใบเสร็จ")
    job = PrintJob.objects.get()
    jobs.claim(job)
    jobs.end(job, "unknown", "hung_up")
    assert job.title not in stove.see(PAGE).root.one("main").text
    assert stove.see(f"{PAGE}{job.pk}.png").status == 404
    page = till.see(PAGE)
    assert not [each for each in page.root.all("button") if each.text == "พิมพ์ซ้ำ"]
    assert till.client.get(f"{PAGE}{job.pk}.png")["Content-Type"] == "image/png"
    link = next(each for each in page.root.all("a") if each.text == "ไปที่ใบเสร็จ")
    till.press(till.see(link.attrs["href"]), "พิมพ์ใบเสร็จ")
    assert "สำเนา ครั้งที่ 1" in words(PrintJob.objects.latest("pk"))
    till.press(till.see(PAGE), f"พิมพ์ออกแล้ว {job.title}")
    job.refresh_from_db()
    assert job.is_over


def test_a_receipt_is_said_nothing_of_by_a_cook(cast, program, lunch, printer, till):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    till.press(till.see(f"/pos/orders/{lunch.pk}/receipt/"), "พิมพ์ใบเสร็จ")
    job = PrintJob.objects.get()
    for say in (print_again, settle):
        with pytest.raises(Forbidden):
            say(Moment(cast.cook, new_key()), job.pk)
    assert print_again(Moment(cast.cashier, new_key()), job.pk).body["error"] == "IS_COUNTED"
