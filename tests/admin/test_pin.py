"""A manager's PIN in the admin: set by any manager, never shown, and no cashier's."""

import pytest
from django.test import Client

from core_app.models import AuditEvent
from staff_app.models import Role, User
from staff_app.pins import is_right
from tests.admin.pages import change, fields_of, save, text_of
from tests.cast import Cast, StaffFactory
from tests.words import PIN, with_pin

LIST = "/admin/staff_app/user/"


def page(user: User, what: str = "pin") -> str:
    """Return the address of an account's page."""
    return f"{LIST}{user.pk}/{what}/"


def kept(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_manager_sets_another_managers_forgotten_pin(office: Client, cast: Cast):
    second = with_pin(StaffFactory(role=Role.MANAGER, username="second"), "593026")
    answer = change(office, page(second), "user_form", pin1=PIN, pin2="๔๘๒๙๑๕")
    assert "ตั้ง PIN ของ second แล้ว" in text_of(answer)
    assert is_right(PIN, kept(second))
    event = AuditEvent.objects.get(action="staff.pin_set")
    assert (event.staff, event.subject_id, event.details) == (cast.manager, second.pk, {})


def test_the_page_leads_there_and_shows_neither_pin_nor_hash(office: Client, cast: Cast):
    assert "ยังไม่ได้ตั้ง" in text_of(office.get(page(cast.manager, "change")))
    boss = with_pin(cast.manager)
    for address in (page(boss), page(boss, "change"), LIST):
        text = text_of(office.get(address))
        assert PIN not in text
        assert boss.pin not in text
    assert 'href="../pin/"' in text_of(office.get(page(boss, "change")))


def test_no_form_of_an_account_writes_it(office: Client, cast: Cast):
    boss = with_pin(cast.manager)
    values = fields_of(office.get(page(boss, "change")), "user_form")
    save(office, page(boss, "change"), values, pin="", display_name="คุณมานี")
    assert is_right(PIN, kept(boss))
    assert "pin" not in str(AuditEvent.objects.get(action="staff.changed").details)


@pytest.mark.parametrize(
    ("pin1", "pin2", "sentence"),
    [
        ("", "", "กรุณาใส่ PIN 6 หลัก"),
        ("48291", "48291", "ต้องเป็นตัวเลข 6 หลัก"),
        ("123456", "123456", "เดาง่ายเกินไป"),
        (PIN, "593026", "ไม่ตรงกัน"),
    ],
)
def test_a_bad_pin_is_refused_and_not_repeated(office: Client, cast: Cast, pin1, pin2, sentence):
    text = text_of(change(office, page(cast.manager), "user_form", pin1=pin1, pin2=pin2))
    assert sentence in text
    assert f'value="{pin1}"' not in text
    assert kept(cast.manager).pin is None


def test_a_manager_takes_it_away(office: Client, cast: Cast):
    boss = with_pin(cast.manager)
    values = fields_of(office.get(page(boss)), "user_form")
    office.post(page(boss), values | {"_remove": "เลิกใช้ PIN"})
    assert kept(boss).pin is None
    assert AuditEvent.objects.filter(action="staff.pin_removed").exists()


def test_only_managers_have_one(office: Client, till: Client, cast: Cast):
    closed = StaffFactory(role=Role.MANAGER, is_active=False)
    for nobody in (cast.cashier, cast.cook, closed, User(pk=987654)):
        assert office.get(page(nobody)).status_code == 404
    assert "../pin/" not in text_of(office.get(page(cast.cashier, "change")))
    assert till.get(page(cast.manager)).status_code == 403


def test_hashes_cannot_be_guessed_through_the_lists_filters(office: Client, cast: Cast):
    with_pin(cast.manager)
    assert office.get(f"{LIST}?pin__startswith=md5", follow=True).status_code == 400
