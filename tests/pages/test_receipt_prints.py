"""Each print of a receipt is told to the audit log; all but the first say that they are copies."""

import time
from types import SimpleNamespace

import pytest

from core_app.models import AuditEvent
from orders_app.ordering import prints
from tests.pages.visitor import Page


@pytest.fixture
def path(program, lunch) -> str:
    """The receipt of the paid lunch."""
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    return f"/pos/orders/{lunch.pk}/receipt/"


def marks(page: Page) -> list[str]:
    """What the paper will say of copies."""
    found = page.root.one("article").all("p")
    return [each.text for each in found if "สำเนา" in each.text and "hidden" not in each.attrs]


def told() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.filter(action=prints.PRINTED).order_by("pk")
    return list(events.values_list("staff__username", "details"))


def test_the_first_print_is_the_receipt_and_the_next_ones_are_copies(till, path):
    first = till.press(till.see(path), "พิมพ์ใบเสร็จ")
    assert (first.path.partition("?")[0], marks(first)) == (path, [])
    assert marks(till.press(till.see(path), "พิมพ์ใบเสร็จ")) == ["สำเนา ครั้งที่ 1"]
    assert marks(till.press(till.see(path), "พิมพ์ใบเสร็จ")) == ["สำเนา ครั้งที่ 2"]
    assert told() == [("cashier", {"print": number}) for number in (1, 2, 3)]


def test_what_nobody_was_told_of_is_a_copy(till, path):
    assert marks(till.see(path)) == ["สำเนา"]
    assert told() == []


def test_a_button_that_is_pressed_five_times_is_one_print(till, path):
    page = till.see(path)
    for _ in range(5):
        assert marks(till.press(page, "พิมพ์ใบเสร็จ")) == []
    assert told() == [("cashier", {"print": 1})]


def test_the_address_of_a_print_shows_a_copy_when_its_minute_is_over(till, path, monkeypatch):
    page = till.press(till.see(path), "พิมพ์ใบเสร็จ")
    address = page.response.redirect_chain[-1][0]
    assert marks(till.see(address)) == []
    monkeypatch.setattr(prints, "VALID_SECONDS", -1)
    assert marks(till.see(address)) == ["สำเนา"]


def test_a_form_that_is_sent_again_later_opens_no_new_minute(till, path, monkeypatch):
    page = till.see(path)
    till.press(page, "พิมพ์ใบเสร็จ")
    now = time.time()
    monkeypatch.setattr(prints, "time", SimpleNamespace(time=lambda: now + 62))
    assert marks(till.press(page, "พิมพ์ใบเสร็จ")) == ["สำเนา"]
    assert told() == [("cashier", {"print": 1})]


def test_the_word_of_one_receipt_opens_no_other(till, path, program, cast):
    address = till.press(till.see(path), "พิมพ์ใบเสร็จ").response.redirect_chain[-1][0]
    order_id = program.open(cast)
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    other = f"/pos/orders/{order_id}/receipt/?{address.partition('?')[2]}"
    for wrong in (other, f"{path}?print=x", f"{path}?print="):
        assert marks(till.see(wrong)) == ["สำเนา"]


def test_a_bill_before_payment_is_told_and_is_no_copy(till, lunch):
    page = till.press(till.see(f"/pos/orders/{lunch.pk}/receipt/"), "พิมพ์ใบเสร็จ")
    assert (marks(page), told()) == ([], [("cashier", {})])


def test_the_order_s_story_tells_of_each_print(till, office, path, lunch):
    till.press(till.see(path), "พิมพ์ใบเสร็จ")
    story = office.see(f"/admin/orders_app/order/{lunch.pk}/change/").text
    assert "พิมพ์ใบเสร็จ · พิมพ์ครั้งที่: 1" in story


def test_what_is_not_there_is_not_printed(till, path):
    token = (
        till.see(path).root.one("form", id="print-form").one("input", name="csrfmiddlewaretoken")
    )
    token = token.attrs["value"]
    body = {"csrfmiddlewaretoken": token, "key": "k"}
    assert till.client.post("/pos/orders/999999/receipt/print/", body).status_code == 404
    assert till.client.post(f"{path}print/", body | {"key": ""}).status_code == 400
    assert told() == []
