"""The admin has no log-in of its own: one door, one throttle, managers only."""

import pytest
from django.test import Client
from pytest_django.asserts import assertRedirects

from tests.admin.conftest import logged_in
from tests.admin.pages import text_of
from tests.cast import PASSWORD, Cast

LOGIN = "/pos/login/?next=/admin/"


def test_a_stranger_is_sent_to_the_tills_log_in(client: Client, cast: Cast):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1] == ("/pos/login/?next=%2Fadmin%2F", 302)


def test_the_admins_own_log_in_page_leads_to_the_tills(client: Client, cast: Cast):
    answer = client.get("/admin/login/?next=/admin/menu_app/menuitem/")
    assertRedirects(answer, "/pos/login/?next=%2Fadmin%2Fmenu_app%2Fmenuitem%2F")
    assertRedirects(client.get("/admin/login/"), "/pos/login/?next=%2Fadmin%2F")


def test_a_password_sent_to_the_admins_own_log_in_is_not_looked_at(client: Client, cast: Cast):
    answer = client.post("/admin/login/", {"username": "manager", "password": PASSWORD})
    assertRedirects(answer, "/pos/login/?next=%2Fadmin%2F")
    assert "_auth_user_id" not in client.session


def test_a_manager_logs_in_and_arrives_in_the_admin(client: Client, cast: Cast):
    answer = client.post(LOGIN, {"username": "manager", "password": PASSWORD})
    assertRedirects(answer, "/admin/")


def test_a_managers_log_in_page_leads_on_to_the_admin(office: Client):
    assertRedirects(office.get("/admin/login/"), "/admin/")


@pytest.mark.parametrize("page", ["", "login/", "menu_app/menuitem/", "staff_app/user/1/password/"])
@pytest.mark.parametrize("who", ["cashier", "cook"])
def test_cashiers_and_cooks_are_told_that_the_page_is_not_theirs(cast: Cast, who, page):
    answer = logged_in(getattr(cast, who)).get(f"/admin/{page}", follow=True)
    assert answer.status_code == 403
    assert "หน้านี้สำหรับผู้จัดการเท่านั้น" in text_of(answer)


def test_a_cashier_who_logs_in_towards_the_admin_ends_at_the_refusal(client: Client, cast: Cast):
    answer = client.post(LOGIN, {"username": "cashier", "password": PASSWORD}, follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1


def test_a_cashier_cannot_save_through_the_admin(till: Client, cast: Cast):
    price = {"name": "ผัดไทย", "category": "ข้าว", "price": "1", "position": "0"}
    answer = till.post(f"/admin/menu_app/menuitem/{cast.pad_thai.pk}/change/", price)
    assert answer.status_code == 403
    cast.pad_thai.refresh_from_db()
    assert cast.pad_thai.price == 60


def test_wrong_passwords_on_the_way_to_the_admin_are_throttled(client: Client, cast: Cast):
    wrong = {"username": "manager", "password": "wrong"}
    answers = [client.post(LOGIN, wrong).status_code for _ in range(11)]
    assert answers[-1] == 429
    assert client.post(LOGIN, {"username": "manager", "password": PASSWORD}).status_code == 429


def test_logging_out_leads_to_the_tills_log_in(office: Client):
    assertRedirects(office.post("/admin/logout/"), "/pos/login/")


def test_an_unknown_page_is_not_found(office: Client):
    assert office.get("/admin/nothing/").status_code == 404
