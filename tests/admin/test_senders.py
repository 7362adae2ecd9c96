"""Whoever reads who did it also reads who sent it and from which device, where that differs."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.devices_app.till import Till
from tests.program import Program

SENT = "ส่งโดย cashier จากเครื่อง"


@pytest.fixture
def till(program: Program) -> Till:
    """The cashier's till, known to the shop."""
    till = Till(program)
    till.report()
    return till


def paid(till: Till, cast: Cast, author=None, word: str | None = None) -> int:
    """Sell the lunch on a till; return the order's id."""
    lunch = [{"menu_id": cast.pad_thai.pk, "qty": 2}]
    opened = till.send(
        "/orders", author=author, word=word, table_id=cast.table.pk, items=lunch
    ).json()
    path = f"/orders/{opened['order_id']}"
    answer = till.send(f"{path}/pay", author=author, word=word, payment_method="qr")
    assert answer.status_code == 200
    return opened["order_id"]


def places(order_id: int) -> list[str]:
    return [
        "/pos/orders/",
        "/admin/orders_app/order/",
        f"/admin/orders_app/order/{order_id}/change/",
        "/admin/core_app/auditevent/",
    ]


def test_sender_and_device_are_shown_wherever_the_author_is(office: Client, till, cast):
    order_id = paid(till, cast, author=cast.other_cashier)
    number = till.report().json()["till_number"]
    counts = [
        office.get(place).content.decode().count(f"{SENT} {number}") for place in places(order_id)
    ]
    # The order's own page: its opener, three lines of the audit log, and the payment.
    assert counts == [1, 1, 5, 3]


def test_what_its_author_sent_names_no_sender(office: Client, till, cast):
    order_id = paid(till, cast, author=cast.cashier)
    for place in places(order_id):
        assert "ส่งโดย" not in office.get(place).content.decode()


def test_a_device_that_never_reported_is_named_as_such(office: Client, program, cast):
    order_id = paid(Till(program), cast, author=cast.other_cashier)
    page = office.get(f"/admin/orders_app/order/{order_id}/change/").content.decode()
    assert "ส่งโดย cashier จากเครื่องที่ยังไม่เคยรายงานตัว" in page


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("forged", "ร้านนี้ไม่ได้ออกคำยืนยันนี้"), (None, "คำยืนยันเป็นของเครื่องอื่น")],
)
def test_the_audit_log_says_in_thai_why_a_command_is_its_senders(
    office: Client, till, cast, word, sentence
):
    if word is None:
        word = Till(till.program).word_for(cast.manager)
    order_id = paid(till, cast, word=word)
    for place in places(order_id)[2:]:
        text = office.get(place).content.decode()
        assert "ยืนยันผู้แตะไม่ได้" in text
        assert sentence in text
