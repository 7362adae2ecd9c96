"""Passwords in the admin: set by a manager, never shown, never left out."""

import pytest
from django.test import Client

from core_app.models import AuditEvent
from staff_app.models import User
from tests.admin.pages import change, fields_of, save, text_of
from tests.cast import PASSWORD, Cast
from tests.program import Program

LIST = "/admin/staff_app/user/"
NEW_PASSWORD = "new-sawasdee-5678"


def page(user: User, what: str = "password") -> str:
    """Return the address of an account's page."""
    return f"{LIST}{user.pk}/{what}/"


def test_a_password_is_never_shown_and_not_a_field(office: Client, cast: Cast):
    answer = office.get(page(cast.cashier, "change"))
    assert cast.cashier.password not in text_of(answer)
    values = fields_of(answer, "user_form")
    save(office, page(cast.cashier, "change"), values, password="", last_login="")
    assert User.objects.get(pk=cast.cashier.pk).check_password(PASSWORD)


def test_a_new_password_works_and_ends_the_old_sessions(
    office: Client, till: Client, cast: Cast, program: Program
):
    assert till.get("/pos/").status_code == 200
    sent = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    change(office, page(cast.cashier), "user_form", **sent)
    assert User.objects.get(pk=cast.cashier.pk).check_password(NEW_PASSWORD)
    assert till.get("/pos/").status_code == 302
    assert program.get("/tables").status_code == 401
    event = AuditEvent.objects.get(action="staff.password_changed")
    assert (event.staff, event.subject_id, event.details) == (cast.manager, cast.cashier.pk, {})


def test_managers_who_change_their_own_password_stay_logged_in(office: Client, cast: Cast):
    sent = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    change(office, page(cast.manager), "user_form", **sent)
    assert office.get(LIST).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"password1": "", "password2": ""},
        {"password1": NEW_PASSWORD, "password2": "another-one-99"},
        {"password1": "123", "password2": "123"},
        {"password1": "manager-5678-x", "password2": "manager-5678-x"},
        {"usable_password": "false", "unset-password": "1"},
    ],
)
def test_a_bad_new_password_leaves_the_old_one(office: Client, cast: Cast, sent):
    answer = change(office, page(cast.manager), "user_form", **sent)
    assert "errorlist" in text_of(answer)
    assert User.objects.get(pk=cast.manager.pk).check_password(PASSWORD)
    assert not AuditEvent.objects.filter(action="staff.password_changed").exists()


def test_the_password_page_of_nobody_is_not_found(office: Client):
    for number in ("999999", "x"):
        assert office.get(f"{LIST}{number}/password/").status_code == 404


def test_hashes_cannot_be_guessed_through_the_lists_filters(office: Client, cast: Cast):
    answer = office.get(f"{LIST}?password__startswith=md5", follow=True)
    assert answer.status_code == 400
