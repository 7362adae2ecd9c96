"""Random JSON, and random bytes, to every writing endpoint: never a 5xx, always the shop's JSON.

And never a status that /api/openapi.json does not declare for the operation.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders_app.models import Order
from tests.cast import Cast
from tests.expect import in_error_shape
from tests.http_app.api_walk import SCHEMA
from tests.orders_app.good_requests import WRITES, good_request

# Lone surrogates too: JSON can spell them, UTF-8 cannot.
TEXT = st.text(st.characters(codec=None), max_size=20)
NUMBER = st.integers() | st.floats() | st.integers(min_value=-(10**40), max_value=10**40)
SCALAR = st.none() | st.booleans() | NUMBER | TEXT
ANYTHING = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
FIELDS = (
    "table_id", "items", "payment_method", "amount_received", "reason", "username", "password",
    "idempotency_key",
)  # fmt: skip
LINE = st.fixed_dictionaries({"menu_id": ANYTHING, "qty": ANYTHING})
LIKELY = {
    "items": st.lists(LINE | ANYTHING, max_size=3),
    "payment_method": st.sampled_from(["cash", "qr", "card"]),
}
BODY = st.fixed_dictionaries(
    {}, optional={field: LIKELY.get(field, ANYTHING) | ANYTHING for field in FIELDS}
)
PATHS = {
    "open": "/orders",
    "items": "/orders/{order_id}/items",
    "pay": "/orders/{order_id}/pay",
    "cancel": "/orders/{order_id}/cancel",
    "void": "/orders/{order_id}/items/{item_id}/void",
    "login": "/auth/login",
}
DECLARED = {
    name: set(map(str, SCHEMA["paths"][path]["post"]["responses"])) for name, path in PATHS.items()
}
OFTEN = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,  # the same examples on every machine: a red run can be repeated
    database=None,
    # The examples share one shop on purpose: each meets what the ones before have left.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def answers_properly(answer, name: str) -> None:
    assert str(answer.status_code) in DECLARED[name], answer.content
    if answer.status_code in (200, 201):
        assert answer["Content-Type"] == "application/json; charset=utf-8"
        assert answer.json()
    else:
        in_error_shape(answer)


def books_are_right() -> None:
    for order in Order.objects.select_related("table").prefetch_related("items"):
        lines = [item for item in order.items.all() if item.voided_at is None]
        assert order.total_price == sum(line.price * line.qty for line in lines)


@pytest.mark.parametrize("name", WRITES)
def test_any_json_is_answered_properly(managing_program, cast, name):
    request = good_request(name, cast)

    @OFTEN
    @given(noise=BODY | ANYTHING, good=st.sets(st.sampled_from(FIELDS)))
    def send(noise, good):
        if isinstance(noise, dict):  # some fields as they should be, so that some commands are done
            noise = noise | {k: v for k, v in request.body.items() if k in good}
        answers_properly(managing_program.post(request.path, json.dumps(noise)), name)

    send()
    books_are_right()


def reasonable(name: str, cast: Cast) -> st.SearchStrategy[dict]:
    """Return bodies of the right shape, with values on both sides of every limit."""
    table_id, menu_id = (
        st.integers(first - 1, first + 3) | st.integers(1, 2**63 - 1)
        for first in (cast.table.pk, cast.pad_thai.pk)
    )
    qty = st.integers(1, 3) | st.integers(-1, 1001)
    lines = st.lists(st.fixed_dictionaries({"menu_id": menu_id, "qty": qty}), max_size=4)
    amount = st.integers(-1, 10**8) | st.integers(-1, 10**10).map(lambda satang: satang / 100)
    method = st.sampled_from(["cash", "qr", "card", "coin"])
    fields = {
        "open": {"table_id": table_id},
        "items": {"items": lines},
        "pay": {"payment_method": method, "amount_received": st.none() | amount},
        "cancel": {"reason": TEXT},
        "void": {"reason": TEXT},
        "login": {"username": TEXT | st.just("manager"), "password": TEXT},
    }[name]
    key = {} if name == "login" else {"idempotency_key": st.text("ab ก", max_size=3)}
    return st.fixed_dictionaries(fields | key)


@pytest.mark.parametrize("name", WRITES)
def test_any_reasonable_request_is_answered_properly_and_keeps_the_books(
    managing_program, cast, name
):
    request, seen = good_request(name, cast), set()

    @OFTEN
    @given(body=reasonable(name, cast))
    def send(body):
        answer = managing_program.post(request.path, json.dumps(body))
        answers_properly(answer, name)
        books_are_right()
        seen.add(answer.status_code)

    send()
    assert len(seen) > 1, seen  # not every example failed at the door


@pytest.mark.parametrize("name", WRITES)
def test_any_bytes_are_answered_properly(managing_program, cast, name):
    path = good_request(name, cast).path

    @OFTEN
    @given(body=st.binary(max_size=60))
    def send(body):
        answers_properly(managing_program.post(path, body), name)

    send()
    books_are_right()
