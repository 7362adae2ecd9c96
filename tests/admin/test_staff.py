"""The staff in the admin: accounts, roles and passwords, and always a manager left."""

import pytest
from django.test import Client

from core_app.models import AuditEvent
from staff_app.models import Role, User
from tests.admin.conftest import logged_in
from tests.admin.pages import change, text_of
from tests.cast import Cast, StaffFactory
from tests.program import Program

LIST = "/admin/staff_app/user/"
NEW_PASSWORD = "new-sawasdee-5678"
LAST_MANAGER = "นี่คือผู้จัดการคนสุดท้าย"


def page(user: User, what: str = "change") -> str:
    """Return the address of an account's page."""
    return f"{LIST}{user.pk}/{what}/"


def add(office: Client, **fields: str):
    """Send the form for a new account."""
    new = {"username": "malee", "role": "cashier"}
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return change(office, f"{LIST}add/", "user_form", **(new | passwords | fields))


def test_a_new_cashier_can_log_in_at_once(office: Client, cast: Cast, client: Client):
    add(office, display_name="มาลี")
    answer = client.post("/pos/login/", {"username": "malee", "password": NEW_PASSWORD})
    assert answer.status_code == 302
    user = User.objects.get(username="malee")
    assert (user.role, user.display_name, user.is_active) == (Role.CASHIER, "มาลี", True)


def test_the_audit_log_tells_of_a_new_account_but_never_its_password(office: Client, cast: Cast):
    add(office, display_name="มาลี")
    event = AuditEvent.objects.get(action="staff.added")
    assert event.details == {
        "after": {"username": "malee", "display_name": "มาลี", "role": "cashier"}
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password2": "another-one-99"}, "รหัสผ่านทั้งสองช่องไม่ตรงกัน"),
        ({"password1": "123", "password2": "123"}, "รหัสผ่านสั้นเกินไป"),
        ({"password1": "password", "password2": "password"}, "รหัสผ่านนี้เดาง่ายเกินไป"),
        ({"password1": "92837465", "password2": "92837465"}, "รหัสผ่านต้องไม่เป็นตัวเลขล้วน"),
        ({"username": "cashier"}, "มีชื่อผู้ใช้นี้แล้ว"),
        ({"username": "CASHIER"}, "มีชื่อผู้ใช้นี้แล้ว"),
        ({"username": "ma lee"}, "ชื่อผู้ใช้มีได้เฉพาะ"),
        ({"username": "ma\x00lee"}, "มีอักขระที่ใช้ไม่ได้"),
        ({"role": "owner"}, "errorlist"),
        ({"username": ""}, "ฟิลด์นี้จำเป็น"),
    ],
)
def test_an_account_that_cannot_be_is_refused(office: Client, cast: Cast, fields, sentence):
    before = User.objects.count()
    assert sentence in text_of(add(office, **fields))
    assert User.objects.count() == before


def test_a_cook_becomes_a_cashier(office: Client, cast: Cast):
    change(office, page(cast.cook), "user_form", role="cashier")
    assert User.objects.get(pk=cast.cook.pk).can_sell
    assert AuditEvent.objects.get(action="staff.changed").details == {
        "before": {"role": "cook"},
        "after": {"role": "cashier"},
    }


def test_a_closed_account_is_out_at_once(
    office: Client, till: Client, cast: Cast, program: Program
):
    assert till.get("/pos/").status_code == 200
    change(office, page(cast.cashier), "user_form", is_active=None)
    assert till.get("/pos/").status_code == 302
    assert program.get("/tables").status_code == 401


@pytest.mark.parametrize("blow", [{"role": "cashier"}, {"is_active": None}])
def test_the_last_manager_cannot_lock_everybody_out(office: Client, cast: Cast, blow):
    assert LAST_MANAGER in text_of(change(office, page(cast.manager), "user_form", **blow))
    assert User.objects.get(pk=cast.manager.pk).is_manager


@pytest.mark.parametrize("blow", [{"role": "cashier"}, {"is_active": None}])
def test_a_closed_second_manager_does_not_count(office: Client, cast: Cast, blow):
    StaffFactory(role=Role.MANAGER, is_active=False)
    assert LAST_MANAGER in text_of(change(office, page(cast.manager), "user_form", **blow))


@pytest.mark.parametrize("blow", [{"role": "cashier"}, {"is_active": None}])
def test_one_of_two_managers_may_step_down(office: Client, cast: Cast, blow):
    second = StaffFactory(role=Role.MANAGER)
    change(office, page(cast.manager), "user_form", **blow)
    assert not User.objects.get(pk=cast.manager.pk).is_manager
    assert logged_in(second).get(LIST).status_code == 200


def test_the_last_manager_can_still_be_renamed(office: Client, cast: Cast):
    change(office, page(cast.manager), "user_form", display_name="คุณมานี")
    assert User.objects.get(pk=cast.manager.pk).display_name == "คุณมานี"


def test_an_account_without_a_history_is_deleted(office: Client, cast: Cast):
    office.post(page(cast.cook, "delete"), {"post": "yes"})
    assert not User.objects.filter(pk=cast.cook.pk).exists()
    assert AuditEvent.objects.get(action="staff.deleted").details == {"name": "cook"}


def test_an_account_somebody_came_in_by_is_not_deleted(office: Client, cast: Cast):
    logged_in(cast.cook)
    assert page(cast.cook, "delete") not in text_of(office.get(page(cast.cook)))
    office.post(page(cast.cook, "delete"), {"post": "yes"})
    assert User.objects.filter(pk=cast.cook.pk).exists()


@pytest.mark.parametrize("who", ["cashier", "manager"])
def test_those_who_worked_and_managers_are_never_deleted(
    office: Client, cast: Cast, program: Program, who
):
    program.open(cast)
    user = getattr(cast, who)
    assert page(user, "delete") not in text_of(office.get(page(user)))
    answer = office.post(page(user, "delete"), {"post": "yes"}, follow=True)
    assert "ให้ปิด “ใช้งานได้” แทน" in text_of(answer)
    assert User.objects.filter(pk=user.pk).exists()


def test_one_who_only_used_the_admin_is_not_deleted_with_its_log(office: Client, cast: Cast):
    second = StaffFactory(role=Role.MANAGER)
    change(logged_in(second), page(cast.cook), "user_form", role="cashier")
    User.objects.filter(pk=second.pk).update(role=Role.CASHIER)
    office.post(page(second, "delete"), {"post": "yes"})
    assert User.objects.filter(pk=second.pk).exists()
