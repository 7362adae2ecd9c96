"""A manager approves at the cashier's screen, without a script: what, how much, who, and a PIN."""

import pytest
from django.db import OperationalError

from core_app.models import AuditEvent
from orders_app.doors.pages import approval
from orders_app.models import Order, OrderItem
from staff_app.models import Approval, Role, User
from tests.cast import StaffFactory
from tests.program import Program
from tests.words import PIN, with_pin

pytestmark = pytest.mark.said_once

WRONG = "593026"
TITLE = "ต้องให้ผู้จัดการอนุมัติ"


@pytest.fixture
def boss(cast) -> User:
    """The manager, who has a PIN."""
    return with_pin(cast.manager)


@pytest.fixture
def line(program, cast) -> OrderItem:
    """Two ผัดไทย at 60 on the cast's table, which the cashier has sent."""
    items = [{"menu_id": cast.pad_thai.pk, "qty": 2}]
    program.command("/orders", table_id=cast.table.pk, items=items)
    return OrderItem.objects.get()


@pytest.fixture
def asked(other_till, boss, line, pad_path):
    """The page that the other cashier gets, who would take off one of them."""
    pad = other_till.see(pad_path)
    return other_till.press(pad, "ยกเลิกรายการ", reason="ของหมด", qty="1")


def still_there() -> bool:
    return OrderItem.objects.filter(voided_qty=0).exists()


def test_the_page_says_what_where_how_much_and_why(asked, boss):
    assert (asked.status, asked.root.one("h1").text) == (409, TITLE)
    for told in ("ยกเลิก ผัดไทย × 1", "โต๊ะ 1", "฿60.00", "เหตุผล: ของหมด", str(boss)):
        assert told in asked.text
    assert still_there()


def test_the_field_shows_no_pin_and_is_typed_on_a_number_pad(asked):
    field = asked.root.one("input", id="pin").attrs
    told = [field[name] for name in ("type", "inputmode", "autocomplete")]
    assert told == ["password", "numeric", "off"]


def test_the_right_pin_does_it_at_once(other_till, asked, boss, pad_path):
    page = other_till.press(asked, "อนุมัติ", pin=PIN)
    assert (page.path, page.notice) == (pad_path, "ยกเลิก ผัดไทย 1 แล้ว เหลือ 1")
    event = AuditEvent.objects.get(action="order.item_voided")
    assert (event.details["approved_by"], event.details["reason"]) == (boss.pk, "ของหมด")
    assert PIN not in page.response.content.decode()
    assert "approver" not in page.response.content.decode()  # nor what the device keeps of it


def test_a_wrong_pin_stays_there_and_says_how_many_tries_are_left(other_till, asked):
    page = other_till.press(asked, "อนุมัติ", pin=WRONG)
    assert (page.status, page.root.one("h1").text) == (401, TITLE)
    assert "ลองได้อีก 4 ครั้ง" in page.alert
    assert WRONG not in page.response.content.decode()
    assert still_there()
    assert "เหลือ 1" in other_till.press(page, "อนุมัติ", pin=PIN).notice


def test_after_five_wrong_ones_it_says_how_long_to_wait(other_till, asked):
    page = asked
    for _ in range(5):
        page = other_till.press(page, "อนุมัติ", pin=WRONG)
    assert "ผิดครบจำนวนครั้งแล้ว" in page.alert
    page = other_till.press(page, "อนุมัติ", pin=PIN)
    assert (page.status, "กรุณารออีก" in page.alert) == (429, True)
    assert page.response["Retry-After"]
    assert still_there()


def test_without_a_pin_it_asks_for_one(other_till, asked):
    page = other_till.press(asked, "อนุมัติ", pin="")
    assert "กรุณาใส่ PIN" in page.alert
    assert still_there()


def test_of_several_managers_one_is_chosen(other_till, boss, line, pad_path):
    second = with_pin(StaffFactory(username="มานี", role=Role.MANAGER), WRONG)
    asked = other_till.press(other_till.see(pad_path), "ยกเลิกรายการ")
    assert not [
        each for each in asked.root.all("input", name="approver") if "checked" in each.attrs
    ]
    page = other_till.press(asked, "อนุมัติ", pin=WRONG)
    assert "กรุณาเลือกผู้จัดการ" in page.alert
    page = other_till.press(page, "อนุมัติ", approver=str(second.pk), pin=PIN)  # the other's PIN
    assert page.root.one("input", name="approver", value=str(second.pk)).attrs["checked"] == ""
    other_till.press(page, "อนุมัติ", approver=str(second.pk), pin=WRONG)
    assert Approval.objects.get().approved_by == second
    assert not still_there()


def test_an_amount_that_changed_meanwhile_is_shown_before_anybody_approves(
    other_till, boss, line, pad_path
):
    pad = other_till.see(pad_path)
    form = pad.form_of(pad.button("ยกเลิกรายการ"))
    fields = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")}
    del fields["qty"]  # all that is left, as a page asks where one is left
    address = form.attrs["action"]
    fields |= {"reason": "สั่งผิด", "amount": "120", "approver": str(boss.pk), "pin": PIN}
    path = f"/orders/{line.order_id}/items/{line.pk}/void"
    Program(boss).command(path, reason="หก", qty=1)
    answer = other_till.client.post(address, fields)
    assert answer.status_code == 409
    assert "ยอดเปลี่ยนเป็น ฿60.00" in answer.content.decode()
    assert not Approval.objects.exists()
    done = other_till.client.post(address, fields | {"amount": "60"}, follow=True)
    assert "ยกเลิกรายการแล้ว" in done.content.decode()


def test_the_same_form_sent_twice_is_one_void_and_one_word(other_till, asked):
    for _ in range(2):
        assert "เหลือ 1" in other_till.press(asked, "อนุมัติ", pin=PIN).notice
    assert OrderItem.objects.get().voided_qty == 1
    assert Approval.objects.count() == 1


def test_the_way_back_changes_nothing(other_till, asked, pad_path):
    assert asked.root.one("a", within="button").attrs["href"] == pad_path
    assert "ผัดไทย" in other_till.see(pad_path).text
    assert still_there()


def test_who_undoes_what_they_just_sent_is_not_asked(till, boss, line, pad_path):
    page = till.press(till.see(pad_path), "ยกเลิกรายการ", qty="1")
    assert "เหลือ 1" in page.notice


def test_a_cashier_cancels_with_a_managers_word(till, boss, line, pad_path):
    page = till.press(till.see(pad_path), "ยกเลิกออเดอร์", reason="ลูกค้ายกเลิก")
    assert page.root.one("h1").text == TITLE
    assert f"ยกเลิกทั้งออเดอร์ {line.order_id}" in page.text
    assert "฿120.00" in page.text
    page = till.press(page, "อนุมัติ", pin=PIN)
    assert (page.path, "โต๊ะ 1 ว่าง" in page.notice) == ("/pos/", True)
    assert Order.objects.get().status == "cancelled"


def test_a_page_that_sends_itself_again_keeps_no_pin(other_till, asked, monkeypatch):
    def away(*told):
        raise OperationalError("connection refused")

    monkeypatch.setattr(approval, "run", away)
    page = other_till.press(asked, "อนุมัติ", pin=PIN)
    assert page.status == 503
    assert page.value("reason") == "ของหมด"
    assert not page.root.all("input", name="pin")
    assert PIN not in page.response.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"amount": ""}, {"amount": "x"}, {"approver": "x"}, {"approver": "9" * 40}]
)
def test_a_broken_page_approves_nothing(other_till, asked, wrong):
    form = asked.form_of(asked.button("อนุมัติ"))
    fields = {each.attrs["name"]: each.attrs.get("value", "") for each in form.all("input")}
    answer = other_till.client.post(asked.path, fields | {"pin": PIN} | wrong)
    assert answer.status_code == 409
    assert not Approval.objects.exists()
    assert still_there()
