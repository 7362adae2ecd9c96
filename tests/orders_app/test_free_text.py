"""No card number and no control mark enters by a reason, whichever door it comes through."""

import pytest

from core_app.card_numbers import SENTENCE
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import good_request
from tests.pages.visitor import Visitor
from tests.program import Program, new_key

CARD = "บัตร 4111 1111 1111 1111"
REASONS = ["x\x1b[2Ky", "x\ny", "x\u202ey", "x\u2028y", CARD]


def is_repeated_in(text: str) -> bool:
    """Tell whether the card's number stands there, as it was typed or without its gaps: a few of
    its digits may be the number of a dish."""
    return "4111 1111" in text or "41111111" in text


@pytest.mark.parametrize("name", ["cancel", "void"])
def test_the_api_refuses_a_card_number_and_repeats_it_nowhere(managing_program, cast, caplog, name):
    request = good_request(name, cast)
    with nothing_written():
        answer = managing_program.command(request.path, reason=CARD)
        body = refused(answer, 400, "VALIDATION_ERROR")
    assert body["fields"] == {"reason": SENTENCE}
    assert not is_repeated_in(answer.content.decode() + caplog.text)


def test_a_device_sets_nothing_aside_with_one(program: Program):
    told = {"till": "00000000-0000-4000-8000-000000000001", "sequence": 1, "key": new_key()}
    answer = program.post("/tills/set-aside", told | {"act": {}, "reason": CARD})
    assert refused(answer, 400, "VALIDATION_ERROR")["fields"] == {"reason": SENTENCE}


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("screen", ["cancel", "void"])
def test_a_page_refuses_it_too(program, cast, caplog, screen, reason):
    order_id = program.open_with_lunch(cast)
    item = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    paths = {
        "cancel": f"/pos/orders/{order_id}/cancel/",
        "void": f"/pos/orders/{order_id}/items/{item}/void/",
    }
    till = Visitor(cast.manager)
    token = till.see("/pos/orders/").value("csrfmiddlewaretoken")
    form = {"csrfmiddlewaretoken": token, "key": new_key(), "reason": reason}
    with nothing_written():
        page = till.client.post(paths[screen], form, follow=True).content.decode()
    assert (SENTENCE if reason == CARD else "ต้องเป็นข้อความที่อ่านได้") in page
    assert not is_repeated_in(page + caplog.text)
