"""What of a day a manager must look at: each thing with who did it and a way to its order."""

from datetime import timedelta

import pytest

from core_app import business_day
from devices_app.models import Device
from staff_app.pins import set_pin
from tests.devices_app.till import Till
from tests.pages.html import Element
from tests.pages.visitor import Page
from tests.program import Program

pytestmark = pytest.mark.django_db

PAGE = "/reports/exceptions/"


def rows(page: Page) -> list[str]:
    (body,) = page.root.all("tbody")
    return body.texts("tr")


def kinds(page: Page) -> list[str]:
    found: list[Element] = [
        each for each in page.root.all("nav") if each.attrs["aria-label"] == "เรื่อง"
    ]
    return found[0].texts("a") if found else []


def test_a_quiet_day_has_nothing_to_look_at(office, program, cast):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    page = office.see(PAGE)
    assert rows(page) == ["วันนี้ไม่มีอะไรต้องดู"]
    assert kinds(page) == []


def test_a_void_after_the_order_is_told_with_its_reason_and_leads_to_the_order(
    office, program, cast
):
    order_id = program.open_with_lunch(cast)
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    program.command(f"/orders/{order_id}/items/{line}/void", reason="สั่งผิด")
    page = office.see(PAGE)
    (row,) = rows(page)
    assert "ยกเลิกรายการ" in row
    assert "cashier" in row
    assert "เหตุผล: สั่งผิด" in row
    (story,) = page.root.all("a", href=f"/admin/orders_app/order/{order_id}/change/")
    assert "สั่งผิด" in office.see(story.attrs["href"]).text


def test_a_cancelled_order_with_dishes_is_told_and_an_empty_one_is_not(
    office, managing_program, cast
):
    managing_program.command(f"/orders/{managing_program.open(cast)}/cancel", reason="เปิดผิดโต๊ะ")
    assert rows(office.see(PAGE)) == ["วันนี้ไม่มีอะไรต้องดู"]
    order_id = managing_program.open_with_lunch(cast)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    assert "ยกเลิกออเดอร์" in rows(office.see(PAGE))[0]


def test_a_receipt_that_is_printed_again_is_told(office, till, program, cast):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    path = f"/pos/orders/{order_id}/receipt/"
    till.press(till.see(path), "พิมพ์ใบเสร็จ")
    assert rows(office.see(PAGE)) == ["วันนี้ไม่มีอะไรต้องดู"]
    till.press(till.see(path), "พิมพ์ใบเสร็จ")
    (row,) = rows(office.see(PAGE))
    assert "พิมพ์ใบเสร็จ" in row
    assert "พิมพ์ครั้งที่: 2" in row


def test_wrong_passwords_and_closed_doors_are_told(office, till, cast):
    Program(None).post("/auth/login", {"username": "cashier", "password": "wrong"})
    till.see("/admin/")
    assert kinds(office.see(PAGE)) == ["ทั้งหมด 2", "ขอสิ่งที่ไม่มีสิทธิ์ 1", "เข้าสู่ระบบไม่สำเร็จ 1"]


def test_what_one_person_sends_for_another_is_told(office, cast):
    sent = Till(Program(cast.other_cashier))
    sent.send("/orders", author=cast.cashier, table_id=cast.table.pk)
    (row,) = rows(office.see(PAGE))
    assert "ส่งโดย cashier-2" in row


def test_one_kind_can_be_looked_at_alone(office, program, cast):
    order_id = program.open_with_lunch(cast)
    for line in program.get(f"/orders/{order_id}").json()["items"]:
        path = f"/orders/{order_id}/items/{line['id']}/void"
        program.command(path, reason="สั่งผิด")
    Program(None).post("/auth/login", {"username": "cashier", "password": "wrong"})
    page = office.see(PAGE)
    assert kinds(page)[:2] == ["ทั้งหมด 3", "ยกเลิกรายการ 2"]
    assert len(rows(office.see(f"{PAGE}?kind=order.item_voided"))) == 2
    assert len(rows(office.see(f"{PAGE}?kind=nonsense&day=x&page=-1"))) == 3


def test_a_day_before_is_looked_at_by_its_date(office, program, cast, monkeypatch):
    order_id = program.open_with_lunch(cast)
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    program.command(f"/orders/{order_id}/items/{line}/void", reason="สั่งผิด")
    day = business_day.today()
    monkeypatch.setattr(business_day, "today", lambda: day + timedelta(days=1))
    page = office.see(PAGE)
    assert rows(page) == ["วันนี้ไม่มีอะไรต้องดู"]
    (before,) = (each for each in page.root.all("a") if "วันก่อน" in each.text)
    assert "สั่งผิด" in rows(office.see(f"{PAGE}{before.attrs['href']}"))[0]


def test_a_device_with_a_gap_leads_to_the_devices(office, cast):
    till = Till(Program(cast.cashier))
    till.skip(4)
    till.send("/orders", table_id=cast.table.pk)
    till.report()
    assert Device.objects.exists()
    page = office.see(PAGE)
    assert "มีเครื่องขาย 1 เครื่องที่คำสั่งยังมาไม่ครบ" in page.text


def test_only_managers_see_it(till, stove):
    assert [each.see(PAGE).status for each in (till, stove)] == [403, 403]


def test_it_says_whether_a_manager_is_asked_before_something_is_taken_back(office, cast, settings):
    assert "โดยไม่มีผู้จัดการอนุมัติ" in office.see(PAGE).text
    set_pin(cast.manager, "402913")
    assert "โดยไม่มีผู้จัดการอนุมัติ" not in office.see(PAGE).text
    settings.APPROVALS = "listed"
    text = office.see(PAGE).text
    assert "ร้านตั้งไว้ว่าไม่ถาม (APPROVALS=listed)" in text
    assert "แล้วระบบจะถาม" not in text
