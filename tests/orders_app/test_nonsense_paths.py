"""Ids in the path that no order has or could have: 404, in JSON, and not a row written."""

import pytest

from tests.expect import about, nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, good_request
from tests.program import new_key

NO_ORDER = [
    "0", "00", "987654321", str(2**31), str(2**63 - 1), str(2**63), str(2**64), "1" + "0" * 40,
    "9" * 4000, "9" * 5000, "-1", "+1", "1.0", "1e3", "abc", "null", "true", "%00", "%F0%9F%8D%9C",
    "%FF", "๑", "１", "1%20", "1%2F2", "..", "'--", "%3Cscript%3E",
]  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS[1:])
def test_no_command_finds_an_order_that_is_none(managing_program, cast, name):
    request = good_request(name, cast)
    known = request.path.split("/")[2]
    for order_id in NO_ORDER:
        path = request.path.replace(f"/{known}/", f"/{order_id}/", 1)
        with about(order_id), nothing_written():
            answer = managing_program.post(path, request.body, idempotency_key=new_key())
            refused(answer, 404, "NOT_FOUND")


def test_no_order_is_shown_that_is_none(program):
    for order_id in NO_ORDER:
        with about(order_id):
            refused(program.get(f"/orders/{order_id}"), 404, "NOT_FOUND")


def test_no_line_is_voided_that_is_none(managing_program, cast):
    request = good_request("void", cast)
    known = request.path.split("/")[4]
    for line_id in NO_ORDER:
        path = request.path.replace(f"/items/{known}/", f"/items/{line_id}/")
        with about(line_id), nothing_written():
            answer = managing_program.post(path, request.body, idempotency_key=new_key())
            refused(answer, 404, "NOT_FOUND")


NO_ADDRESS = (
    "/orders/", "/tables/", "/tables/1", "/menus/1", "/auth", "/auth/", "/auth/login/", "/nothing",
     "/orders/1/", "/orders/1/refund", "/ORDERS", "/%00", "/%FF", "/api/", "/health/",
     "/orders;x=1", "/orders%3Fpage=1", "/" + "a" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_does_not_exist_is_answered_in_json(program, method):
    for path in NO_ADDRESS:
        with about(path):
            answer = getattr(program.client, method)(path, headers=program.headers)
            refused(answer, 404, "NOT_FOUND")
