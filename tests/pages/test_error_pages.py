"""When something is wrong, a person gets a Thai page that says what to do."""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from orders_app.doors.pages import floor
from tests.pages.visitor import Page, Visitor

pytestmark = pytest.mark.said_once


def kind(page: Page, status: int) -> bool:
    """Check that a Thai page with a way back was sent, whatever went wrong."""
    assert page.status == status
    assert page.response["Content-Type"].startswith("text/html")
    assert page.root.one("html").attrs["lang"] == "th"
    assert page.root.one("h1").text == "ทำรายการไม่ได้"
    return page.root.one("a", within="primary").attrs["href"].startswith("/pos/")


@pytest.mark.parametrize(
    "path", ["/pos/nowhere", "/pos/tables/x/", "/pos/orders/0/pay/x", "/pos/%00", "/pos/%E0%B8%81"]
)
def test_an_address_that_leads_nowhere(till, path):
    assert kind(till.see(path), 404)


def test_an_address_of_the_api_that_leads_nowhere_stays_json(till):
    answer = till.client.get("/nowhere")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("path", ["/pos/", "/pos/tables/1/", "/pos/orders/1/pay/"])
def test_a_cook_where_only_sellers_may_go(stove, path):
    page = stove.see(path)
    assert kind(page, 403)
    assert page.text.count("บัญชีครัวขายไม่ได้") == 1
    assert page.root.one("a", within="primary").attrs["href"] == "/pos/orders/"


def test_a_cashier_in_the_managers_rooms(till):
    page = till.see("/admin/")
    assert kind(page, 403)
    assert "ผู้จัดการ" in page.text


def test_a_form_without_its_token(cast, pad_path):
    visitor = Visitor(cast.cashier)
    answer = visitor.client.post(pad_path, {"key": "k"})
    page = Page(answer, pad_path)
    assert kind(page, 403)
    assert "กรุณาเปิดหน้าใหม่แล้วทำรายการอีกครั้ง" in page.text


def test_a_form_larger_than_any_honest_order(till, pad_path):
    answer = till.client.post(pad_path, {"line": "x" * (settings.MAX_BODY_BYTES + 1)})
    assert kind(Page(answer, pad_path), 413)


def test_a_form_with_more_fields_than_any_honest_order(till, pad_path):
    till.see(pad_path)  # brings the cookie without which nobody reads the form at all
    answer = till.client.post(pad_path, {"line": ["1:1"] * 3000})
    assert kind(Page(answer, pad_path), 400)


@pytest.mark.parametrize(
    "path",
    ["/pos/logout/", "/pos/orders/1/cancel/", "/pos/orders/1/items/1/void/", "/pos/restored/end/"],
)
def test_an_address_that_only_does_something(office, path):
    page = office.see(path)
    assert kind(page, 405)
    assert "ยังไม่มีอะไรถูกบันทึก" in page.text
    assert page.response["Allow"] == "POST"


@pytest.mark.parametrize(
    "path", ["/pos/orders/", "/pos/status/", "/pos/tills/", "/pos/restored/", "/pos/floor/"]
)
def test_a_form_sent_to_a_page_that_is_only_looked_at(office, path):
    token = office.see("/pos/orders/").value("csrfmiddlewaretoken")
    answer = office.client.post(path, {"csrfmiddlewaretoken": token})
    assert kind(Page(answer, path), 405)


@pytest.mark.parametrize("path", ["/pos/", "/pos/orders/1/receipt/"])
@pytest.mark.parametrize("verb", ["put", "patch", "delete", "options"])
def test_a_wrong_verb_on_a_page(office, path, verb):
    token = office.see("/pos/orders/").value("csrfmiddlewaretoken")
    answer = getattr(office.client, verb)(path, headers={"x-csrftoken": token})
    assert kind(Page(answer, path), 405)


@pytest.fixture
def fails(monkeypatch):
    """Let the map meet an error."""

    def meet(error: Exception) -> None:
        def floor_fails():
            raise error

        monkeypatch.setattr(floor, "read_floor", floor_fails)

    return meet


def test_a_database_that_cannot_be_asked_says_try_again_in_three_seconds(till, fails):
    fails(OperationalError("connection refused"))
    page = till.see("/pos/")
    assert kind(page, 503)
    assert "เครือข่ายไม่เสถียร กรุณาลองใหม่" in page.text
    assert page.response["Retry-After"] == "3"


def test_a_fault_of_ours_says_that_nothing_was_saved_and_shows_no_insides(till, fails):
    fails(RuntimeError("secret-insides"))
    page = till.see("/pos/")
    assert kind(page, 500)
    assert "ระบบขัดข้อง" in page.text
    assert "secret-insides" not in page.response.content.decode()


def test_an_error_page_asks_the_database_nothing_when_it_is_away(
    till, fails, django_assert_num_queries
):
    fails(OperationalError("connection refused"))
    with django_assert_num_queries(2):  # who-is-it, before anything failed
        till.see("/pos/")


def test_a_host_that_is_not_ours(cast):
    assert Client(headers={"host": "evil.example"}).get("/pos/login/").status_code == 400
