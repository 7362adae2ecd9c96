"""A form that was not taken says the real cause and what to do about it."""

import pytest
from django.test import Client

from tests.cast import PASSWORD
from tests.pages.visitor import Page, Visitor

pytestmark = pytest.mark.said_once

LOGIN = "/pos/login/"


def send(visitor: Visitor, path: str, **headers: str) -> Page:
    """Press a button of a page of ours, from where `headers` say."""
    page = visitor.see("/pos/orders/" if path != LOGIN else LOGIN)
    token = page.value("csrfmiddlewaretoken")
    form = {"csrfmiddlewaretoken": token, "username": "cashier", "password": PASSWORD}
    return Page(visitor.client.post(path, form, headers=headers), path)


def test_a_proxy_on_another_port_names_both_addresses_and_the_setting(till, pad_path):
    page = send(till, pad_path, origin="https://pos.lan:8443")
    assert page.status == 403
    assert "เปิดจาก https://pos.lan:8443 " in page.text
    assert "ที่ http://testserver " in page.text
    assert "TRUSTED_ORIGINS=https://pos.lan:8443" in page.text


def test_with_the_setting_it_is_taken(till, cast, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://pos.lan:8443"]
    page = send(till, "/pos/logout/", origin="https://pos.lan:8443")
    assert (page.status, page.response["Location"]) == (302, LOGIN)


def test_a_browser_that_hides_where_it_is_is_told_so(till, pad_path):
    page = send(till, pad_path, origin="null")
    assert page.status == 403
    assert "เบราว์เซอร์ไม่บอกว่าหน้านี้เปิดมาจากที่อยู่ไหน" in page.text
    assert "พิมพ์ http://testserver ในแถบที่อยู่" in page.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_one_that_hides_it_but_says_that_it_is_elsewhere_is_not_believed(till, site):
    page = send(till, "/pos/logout/", sec_fetch_site=site)
    assert page.status == 403
    assert "เบราว์เซอร์ไม่บอกว่าหน้านี้เปิดมาจากที่อยู่ไหน" in page.text
    assert send(till, "/pos/logout/", sec_fetch_site="same-origin").status == 302


def test_so_is_one_that_hides_it_under_tls(cast, pad_path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.cashier)
    page = Page(client.post(pad_path, {"key": "k"}, secure=True), pad_path)
    assert "เบราว์เซอร์ไม่บอกว่าหน้านี้เปิดมาจากที่อยู่ไหน" in page.text


def test_blocked_cookies_are_called_blocked_cookies(cast, pad_path):
    page = Page(Visitor(cast.cashier).client.post(pad_path, {"key": "k"}), pad_path)
    assert page.status == 403
    assert "ให้เปิดรับคุกกี้ของ http://testserver" in page.text


def test_a_log_in_in_another_tab_is_called_that(till, pad_path):
    till.see(pad_path)
    answer = till.client.post(pad_path, {"csrfmiddlewaretoken": "x" * 64})
    assert "มีการเข้าหรือออกจากระบบหลังเปิดหน้านี้" in Page(answer, pad_path).text


def test_what_a_stranger_calls_himself_is_shown_as_text(till, pad_path):
    page = send(till, pad_path, origin="https://x<script>" + "y" * 200)
    assert "<script>y" not in page.response.content.decode()
    assert "y" * 100 not in page.text


class TestLogIn:
    """The form simply comes again, and the next try works."""

    def test_in_a_second_tab(self, cast):
        visitor = Visitor()
        first, second = visitor.see(LOGIN), visitor.see(f"{LOGIN}?next=/pos/orders/")
        visitor.press(first, "เข้าสู่ระบบ", username="manager", password=PASSWORD)
        page = visitor.press(second, "เข้าสู่ระบบ", username="cashier", password=PASSWORD)
        assert page.status == 403
        assert "มีการเข้าหรือออกจากระบบหลังเปิดหน้านี้" in page.alert
        assert (page.value("username"), page.value("password")) == ("cashier", "")
        page = visitor.press(page, "เข้าสู่ระบบ", password=PASSWORD)
        assert (page.status, page.path) == (200, "/pos/orders/")

    def test_without_a_cookie(self, cast):
        visitor = Visitor()
        page = visitor.see(LOGIN)
        visitor.client.cookies.clear()
        page = visitor.press(page, "เข้าสู่ระบบ", username="cashier", password=PASSWORD)
        assert page.status == 403
        assert "คุกกี้" in page.alert
        page = visitor.press(page, "เข้าสู่ระบบ", password=PASSWORD)
        assert (page.status, page.path) == (200, "/pos/")

    @pytest.mark.parametrize(
        ("origin", "says"), [("https://pos.lan:8443", "TRUSTED_ORIGINS="), ("null", "แถบที่อยู่")]
    )
    def test_from_elsewhere(self, cast, origin, says):
        page = send(Visitor(), LOGIN, origin=origin)
        assert (page.status, page.value("username")) == (403, "cashier")
        assert says in page.alert
        assert PASSWORD not in page.response.content.decode()
        assert "no-store" in page.response["Cache-Control"]
