"""The database is away while somebody works: a kind page that comes back by itself."""

import pytest
from django.db import OperationalError

from orders_app.doors.pages import floor, payment
from orders_app.models import Order
from staff_app import views as staff_views
from tests.cast import PASSWORD
from tests.pages.visitor import Page, Visitor


@pytest.fixture
def away(monkeypatch):
    """Let a page's work meet a database that is away, until told otherwise."""

    def leave(module, name: str):
        def fails(*args, **kwargs):
            raise OperationalError("connection refused")

        monkeypatch.setattr(module, name, fails)

    return leave


def is_kind(page: Page) -> None:
    assert page.status == 503
    assert page.response["Retry-After"] == "3"
    assert page.root.one("html").attrs["lang"] == "th"
    assert "เครือข่ายไม่เสถียร กรุณาลองใหม่" in page.text
    assert not [script for script in page.root.all("script") if "src" not in script.attrs]


def refreshes(page: Page) -> list[str]:
    return [m.attrs["content"] for m in page.root.all("meta") if "http-equiv" in m.attrs]


def test_a_page_that_was_only_looked_at_opens_again_by_itself(till, away):
    away(floor, "read_floor")
    page = till.see("/pos/?zone=1")
    is_kind(page)
    assert refreshes(page) == ["3"]
    assert page.root.one("a", within="primary").attrs["href"] == "/pos/?zone=1"


def test_the_page_does_not_know_who_looks_because_it_may_not_ask(till, away, cast):
    away(floor, "read_floor")
    body = till.see("/pos/").root.one("body")
    assert not {"data-user"} & body.attrs.keys()


def test_a_payment_is_kept_in_the_page_and_goes_out_again_under_its_key(
    till, away, pay_path, lunch, monkeypatch
):
    pad = till.see(pay_path)
    away(payment, "run")
    page = till.press(pad, "เงินสด", amount="200")
    is_kind(page)
    monkeypatch.undo()  # the database is back
    assert refreshes(page) == []
    assert [s.attrs["src"] for s in page.root.all("script") if "again" in s.attrs["src"]]
    form = page.root.one("form", id="again")
    assert form.attrs["data-seconds"] == "3"
    sent = pad.form_of(pad.button("เงินสด")).one("input", name="key")
    assert page.value("key") == sent.attrs["value"]
    paid = till.press(page, "ส่งอีกครั้ง")
    assert paid.status == 200
    assert "ทอน ฿55" in paid.text
    lunch.refresh_from_db()
    assert (lunch.status, lunch.amount_received) == (Order.Status.PAID, 200)


def test_a_form_without_a_key_is_never_sent_again_by_itself(db, cast, away):
    visitor = Visitor()
    page = visitor.see("/pos/login/")
    away(staff_views, "check_password")
    answer = visitor.press(page, "เข้าสู่ระบบ", username="cashier", password=PASSWORD)
    is_kind(answer)
    assert refreshes(answer) == []
    assert answer.root.all("form") == []
    assert PASSWORD not in answer.response.content.decode()
    assert "ย้อนกลับ" in answer.text
