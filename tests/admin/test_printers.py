"""Printers in the admin: where each is, and whose slips it prints."""

import pytest
from django.test import Client

from core_app.models import AuditEvent
from orders_app.models import Printer, StationPrinter
from tests.admin.pages import fields_of, text_of
from tests.cast import Cast
from tests.orders_app.kitchens import make_station

PRINTERS = "/admin/orders_app/printer/"


def save(client: Client, path: str, **changes):
    values = fields_of(client.get(path), "printer_form")
    return client.post(path, values | changes | {"_save": "บันทึก"}, follow=True)


def stations_of(name: str) -> list[str]:
    rows = StationPrinter.objects.filter(printer__name=name).order_by("station")
    return list(rows.values_list("station__name", flat=True))


def test_a_manager_adds_a_printer_with_its_stations(office: Client, cast: Cast):
    stove, bar = make_station("ครัวร้อน"), make_station("บาร์น้ำ")
    save(
        office, f"{PRINTERS}add/", name="พิมพ์ครัว", address=" ๑๙๒.168.1.50:9100 ", stations=[stove.pk]
    )
    printer = Printer.objects.get()
    assert (printer.address, printer.dots, printer.per) == ("192.168.1.50", 576, "slip")
    assert stations_of("พิมพ์ครัว") == ["ครัวร้อน"]
    told = AuditEvent.objects.filter(subject="printer").latest("pk").details
    assert told == {"before": {"stations": []}, "after": {"stations": ["ครัวร้อน"]}}
    save(
        office,
        f"{PRINTERS}add/",
        name="พิมพ์บาร์",
        address="/dev/usb/lp0",
        stations=[stove.pk, bar.pk],
    )
    assert stations_of("พิมพ์ครัว") == []
    assert stations_of("พิมพ์บาร์") == ["ครัวร้อน", "บาร์น้ำ"]
    assert "ครัวร้อน, บาร์น้ำ" in text_of(office.get(PRINTERS))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "printer.example.com", "192.168.1.50:0", "/dev/sda", "/etc/passwd", "::1"],
)
def test_an_address_outside_the_shop_is_refused(office: Client, cast: Cast, address: str):
    page = save(office, f"{PRINTERS}add/", name="พิมพ์ครัว", address=address)
    assert "errorlist" in page.content.decode()
    assert not Printer.objects.exists()


def test_another_address_is_asked_anew_what_it_answers(office: Client, cast: Cast):
    printer = Printer.objects.create(name="พิมพ์ครัว", address="192.168.1.50", acknowledges=False)
    path = f"{PRINTERS}{printer.pk}/change/"
    save(office, path, name="พิมพ์ครัวร้อน")
    printer.refresh_from_db()
    assert printer.acknowledges is False
    save(office, path, address="192.168.1.51")
    printer.refresh_from_db()
    assert printer.acknowledges is None
