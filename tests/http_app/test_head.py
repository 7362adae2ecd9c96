"""HEAD on the JSON API answers as GET, at every door that has one."""

import pytest

from tests.expect import in_error_shape
from tests.http_app.api_walk import OPERATIONS

READS = [op for op in OPERATIONS if op.method == "get" and "{" not in op.path]
WRITES = [op for op in OPERATIONS if op.method == "post" and op.path != "/orders"]


@pytest.mark.parametrize("op", READS, ids=str)
def test_it_says_what_get_would_say(program, op):
    head = program.client.head(op.address, headers=program.headers)
    get = program.get(op.address)
    assert (head.status_code, head["Content-Type"]) == (200, get["Content-Type"])
    assert head["Content-Length"] == str(len(get.content))


def test_of_one_order_too(program, cast):
    order_id = program.open(cast)
    head = program.client.head(f"/orders/{order_id}", headers=program.headers)
    assert (head.status_code, head.content) == (200, b"")
    assert program.client.head("/orders/987654", headers=program.headers).status_code == 404


@pytest.mark.parametrize("op", READS, ids=str)
def test_a_stranger_is_not_let_in_by_it(program, op):
    assert program.client.head(op.address).status_code == 401


@pytest.mark.parametrize("op", WRITES, ids=str)
def test_where_there_is_no_get_there_is_no_head(program, op):
    assert program.client.head(op.address, headers=program.headers).status_code == 405
    in_error_shape(program.get(op.address))
