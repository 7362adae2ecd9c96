"""The same key with another request: 422 with what the key did before, and no effect."""

import pytest

from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, GoodRequest, good_request, other_order
from tests.program import Program, new_key

OTHER_BODIES = {
    "items": {"items": [{"menu_id": 1, "qty": 1}]},
    "pay": {"payment_method": "qr"},
    "cancel": {"reason": "อีกเหตุผลหนึ่ง"},
    "void": {"reason": "อีกเหตุผลหนึ่ง"},
}


def sent_after(managing_program, first: GoodRequest, second: GoodRequest) -> None:
    """Send `first`, then `second` under the same key: the second must be refused."""
    key = new_key()
    done = first.send(managing_program, key)
    assert done.status_code in (200, 201), done.content
    with nothing_written():
        answer = second.send(managing_program, key)
    assert refused(answer, 422, "DUPLICATE_REQUEST")["original_result"] == done.json()
    assert "Idempotent-Replayed" not in answer


@pytest.mark.parametrize("name", list(OTHER_BODIES))
def test_another_body(managing_program, cast, name):
    first = good_request(name, cast)
    sent_after(managing_program, first, GoodRequest(first.path, OTHER_BODIES[name]))


def test_another_table(managing_program, cast):
    first = good_request("open", cast)
    second = GoodRequest("/orders", {"table_id": cast.table.pk})
    sent_after(managing_program, first, second)


def test_another_quantity(managing_program, cast):
    first = good_request("items", cast)
    lines = [line | {"qty": line["qty"] + 1} for line in first.body["items"]]
    sent_after(managing_program, first, GoodRequest(first.path, {"items": lines}))


def test_the_same_lines_in_another_order(managing_program, cast):
    first = good_request("items", cast)
    turned = {"items": first.body["items"][::-1]}
    sent_after(managing_program, first, GoodRequest(first.path, turned))


@pytest.mark.parametrize("name", ["items", "pay", "cancel"])
def test_the_same_body_for_another_order(managing_program, cast, name):
    first = good_request(name, cast)
    path = f"/orders/{other_order(managing_program, cast)}/{name}"
    sent_after(managing_program, first, GoodRequest(path, first.body))


def test_the_same_body_for_another_path(managing_program, cast):
    void = good_request("void", cast)
    cancel = GoodRequest(void.path.split("/items/")[0] + "/cancel", void.body)
    sent_after(managing_program, void, cancel)


@pytest.mark.parametrize("name", COMMANDS[1:])
def test_a_key_that_opened_a_table_does_nothing_else(managing_program, cast, name):
    second = good_request(name, cast)
    first = GoodRequest("/orders", {"table_id": cast.other_table.pk})
    sent_after(managing_program, first, second)


def test_the_original_result_keeps_its_satang(managing_program, cast):
    first = good_request("items", cast)
    key = new_key()
    done = first.send(managing_program, key).json()
    answer = GoodRequest(first.path, OTHER_BODIES["items"]).send(managing_program, key)
    assert '"price": 62.5,' not in answer.content.decode()  # the last field of a line
    assert '"price": 62.5}' in answer.content.decode()
    assert answer.json()["original_result"]["total_price"] == done["total_price"]


def test_who_asks_for_something_else_under_anothers_key_does_not_hear_what_it_did(program, cast):
    done, key = good_request("pay", cast), new_key()
    assert done.send(program, key).status_code == 200
    other = Program(cast.other_cashier)
    body = {"idempotency_key": key, "table_id": cast.other_table.pk}
    with nothing_written():
        told = refused(other.post("/orders", body), 422, "DUPLICATE_REQUEST")
    assert set(told) == {"error", "message"}
    managers = Program(cast.manager).post("/orders", body)
    assert refused(managers, 422, "DUPLICATE_REQUEST")["original_result"]["order_id"]
