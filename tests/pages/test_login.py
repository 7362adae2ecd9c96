"""The log-in screen."""

import re

import pytest

from tests.cast import PASSWORD
from tests.pages.visitor import Page, Visitor

pytestmark = pytest.mark.said_once

LOGIN = "/pos/login/"


@pytest.fixture
def stranger(cast) -> Visitor:
    """Somebody who has not logged in."""
    return Visitor()


def log_in(visitor: Visitor, page: Page, username: str, password: str = PASSWORD) -> Page:
    return visitor.press(page, "เข้าสู่ระบบ", username=username, password=password)


@pytest.mark.parametrize("username", ["cashier", "manager"])
def test_who_sells_lands_on_the_table_map(stranger, username):
    page = log_in(stranger, stranger.see(LOGIN), username)
    assert (page.status, page.path) == (200, "/pos/")
    assert username in page.text


def test_a_cook_lands_in_the_kitchen(stranger):
    page = log_in(stranger, stranger.see(LOGIN), "cook")
    assert (page.status, page.path) == (200, "/kitchen/")


@pytest.mark.parametrize(
    ("username", "password"), [("cashier", "wrong"), ("nobody", PASSWORD), ("CASHIER", PASSWORD)]
)
def test_a_wrong_name_or_password_keeps_the_name_and_says_one_sentence(
    stranger, username, password
):
    page = log_in(stranger, stranger.see(LOGIN), username, password)
    assert page.status == 401
    assert page.alert == "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาลองใหม่"
    assert page.value("username") == username
    assert page.value("password") == ""
    assert stranger.see("/pos/").path.startswith(LOGIN)


def test_a_closed_account_is_told_the_same(stranger, cast):
    cast.cashier.is_active = False
    cast.cashier.save(update_fields=["is_active"])
    page = log_in(stranger, stranger.see(LOGIN), "cashier")
    assert page.alert == "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาลองใหม่"


def test_an_empty_form_says_what_is_missing(stranger):
    page = log_in(stranger, stranger.see(LOGIN), "", "")
    assert "กรุณากรอกชื่อผู้ใช้" in page.text
    assert "กรุณากรอกรหัสผ่าน" in page.text


def test_too_many_wrong_passwords_are_asked_to_wait_and_right_ones_too(stranger):
    page = stranger.see(LOGIN)
    for _ in range(10):
        page = log_in(stranger, page, "cashier", "wrong")
        assert page.status == 401
    page = log_in(stranger, page, "cashier")
    assert page.status == 429
    seconds = int(page.response["Retry-After"])
    assert 0 < seconds <= 300
    assert page.alert == f"ลองหลายครั้งเกินไป กรุณารออีก {-(-seconds // 60)} นาทีแล้วลองใหม่"
    assert log_in(stranger, page, "manager").path == "/pos/"  # other accounts go on selling


def test_a_logged_out_visitor_comes_back_to_where_they_were_going(stranger, cast):
    wanted = f"/pos/tables/{cast.table.pk}/?line={cast.pad_thai.pk}:2"
    page = stranger.see(wanted)
    assert page.path.startswith(LOGIN)
    page = log_in(stranger, page, "cashier")
    assert page.path == wanted
    assert page.drafts() == [f"{cast.pad_thai.pk}:2"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_next_leads_only_to_this_shop(stranger, wanted):
    page = log_in(stranger, stranger.see(f"{LOGIN}?next={wanted}"), "cashier")
    assert page.path == "/pos/"


@pytest.mark.parametrize(
    "wanted",
    ["/pos/logout/", "/pos/orders/1/cancel/", "/pos/orders/1/items/1/void/", "/orders", "/pos/no"],
)
def test_next_leads_only_to_what_can_be_seen(stranger, wanted):
    page = log_in(stranger, stranger.see(f"{LOGIN}?next={wanted}"), "cashier")
    assert (page.status, page.path) == (200, "/pos/")


def test_a_session_that_ended_before_a_press_leads_back_to_the_page_of_the_button(
    stranger, cast, pad_path, lunch
):
    page = log_in(stranger, stranger.see(f"{LOGIN}?next=/pos/orders/"), "cashier")
    void = f"/pos/orders/{lunch.pk}/items/{lunch.items.first().pk}/void/"
    form = {"csrfmiddlewaretoken": page.value("csrfmiddlewaretoken"), "key": "k", "reason": "r"}
    del stranger.client.cookies["sessionid"]
    referer = {"referer": f"http://testserver{pad_path}"}
    answer = stranger.client.post(void, form, headers=referer, follow=True)
    page = log_in(stranger, Page(answer, answer.redirect_chain[-1][0]), "cashier")
    assert (page.status, page.path) == (200, pad_path)
    assert not lunch.items.exclude(voided_at=None).exists()


@pytest.mark.parametrize("referer", ["", "https://evil.example/pos/", "http://testserver/pos/no"])
def test_without_such_a_page_work_begins_anew(stranger, lunch, referer):
    page = stranger.see(LOGIN)
    form = {"csrfmiddlewaretoken": page.value("csrfmiddlewaretoken"), "key": "k", "reason": "r"}
    path = f"/pos/orders/{lunch.pk}/cancel/"
    answer = stranger.client.post(path, form, headers={"referer": referer}, follow=True)
    page = log_in(stranger, Page(answer, answer.redirect_chain[-1][0]), "cashier")
    assert (page.status, page.path) == (200, "/pos/")


def test_next_survives_a_wrong_password(stranger):
    page = stranger.see("/pos/orders/")
    page = log_in(stranger, page, "cashier", "wrong")
    assert log_in(stranger, page, "cashier").path == "/pos/orders/"


def test_logging_out_closes_the_till(till):
    page = till.press(till.see("/pos/"), "ออกจากระบบ")
    assert page.path == LOGIN
    assert till.see("/pos/").path.startswith(LOGIN)


def test_a_session_gets_a_new_id_at_log_in(stranger):
    page = stranger.see(LOGIN)
    log_in(stranger, page, "cashier")
    first = stranger.client.cookies["sessionid"].value
    stranger.press(stranger.see("/pos/"), "ออกจากระบบ")
    log_in(stranger, stranger.see(LOGIN), "cashier")
    assert stranger.client.cookies["sessionid"].value != first


def test_the_session_cookie_is_out_of_reach_of_scripts(stranger):
    log_in(stranger, stranger.see(LOGIN), "cashier")
    for name in ("sessionid", "csrftoken"):
        cookie = stranger.client.cookies[name]
        assert cookie["httponly"]
        assert re.fullmatch("lax", cookie["samesite"], re.IGNORECASE)


def test_the_page_holds_no_password_and_is_not_kept(stranger):
    page = log_in(stranger, stranger.see(LOGIN), "cashier", "secret-typed")
    assert "secret-typed" not in page.response.content.decode()
    assert "no-store" in page.response["Cache-Control"]


def test_a_cook_who_came_by_the_front_door_lands_where_cooks_may_look(cast):
    visitor = Visitor()
    page = visitor.press(visitor.see("/"), "เข้าสู่ระบบ", username="cook", password=PASSWORD)
    assert (page.status, page.path) == (200, "/kitchen/")
