"""Nonsense in one field of an otherwise good request: 400, in JSON, and not a row written.

Values are raw JSON text, so that `1.0`, `1e400` and `NaN` arrive as a client would send them.
"""

import json

import pytest

from tests.expect import about, in_error_shape, nothing_written
from tests.orders_app.good_requests import good_request
from tests.program import new_key

DIGITS_5000 = "9" * 5000
NOT_NUMBERS = [
    "null",
    "true",
    "false",
    '""',
    '"1"',
    "[]",
    "[1]",
    "{}",
    "NaN",
    "Infinity",
    "-Infinity",
]
NOT_WHOLE = [*NOT_NUMBERS, "1.0", "1.5", "1e0", "1e400", "-1e400", "1e99999999999999999999", "-0.0"]
BAD_IDS = [*NOT_WHOLE, "0", "-1", str(2**63), str(2**64), "1" + "0" * 40, DIGITS_5000]
BAD_QUANTITIES = [*NOT_WHOLE, "0", "-1", "-999", "1000", str(2**31), str(2**63), DIGITS_5000]
BAD_AMOUNTS = [
    *NOT_NUMBERS, "-1", "-0.01", "145.001", "200.005", "1e400", "-1e400", "1e-400",
    "1e99999999999999999999", "100000000", "99999999.991", str(2**63), DIGITS_5000,
]  # fmt: skip
BAD_TEXTS = [
    "null", "true", "1", "1.5", "[]", "{}", '["สั่งผิด"]', '""', '"   "', '"\\u0000"', '"a\\u0000b"',
    '"\\ud800"', '"a\\ndb"', '"\\u001b[31m"', '"\\u2028"',
    json.dumps("ก" * 201), json.dumps("x" * 9999),
]  # fmt: skip
BAD_METHODS = [
    "null", "true", "1", "[]", '["cash"]', "{}", '""', '"bitcoin"', '"CASH"', '"cash "', '"เงินสด"',
    '"\\u0000"', '"\\ud800"', json.dumps("cash" * 5000),
]  # fmt: skip
BAD_KEYS = [
    "1", "1.5", "true", "[]", "{}", '["k"]', '""', '"\\u0000"', '"a\\u0000b"', '"\\ud800"',
    '"a\\nb"', '"\\t"', json.dumps("k" * 201), json.dumps("k" * 300), json.dumps("ก" * 300),
]  # fmt: skip
BAD_LISTS = [
    "null", "true", "1", '"x"', "{}", "[]", "[null]", "[1]", '["x"]', "[[]]", "[{}]", "[true]",
    '[{"menu_id":1}]', '[{"qty":1}]', '[{"menu_id":1,"qty":1,"price":-1}]',
    "[" + ",".join(['{"menu_id":1,"qty":1}'] * 101) + "]",
]  # fmt: skip

FIELDS = [
    ("open", "table_id", BAD_IDS),
    ("open", "idempotency_key", BAD_KEYS),
    ("items", "items", BAD_LISTS),
    ("items", "items.0.menu_id", BAD_IDS),
    ("items", "items.1.qty", BAD_QUANTITIES),
    ("items", "idempotency_key", BAD_KEYS),
    ("pay", "payment_method", BAD_METHODS),
    ("pay", "amount_received", BAD_AMOUNTS),
    ("pay", "idempotency_key", BAD_KEYS),
    ("cancel", "reason", BAD_TEXTS),
    ("cancel", "idempotency_key", BAD_KEYS),
    ("void", "reason", BAD_TEXTS),
    ("void", "idempotency_key", BAD_KEYS),
    (
        "login",
        "username",
        ["null", "true", "1", "[]", "{}", '""', '"\\ud800"', '"' + "x" * 151 + '"'],
    ),
    (
        "login",
        "password",
        ["null", "true", "1", "[]", "{}", '""', '"\\ud800"', '"' + "x" * 1025 + '"'],
    ),
]


def spoilt(body: dict, field: str, raw: str) -> str:
    """Return `body` as JSON text with the raw text in place of `field`."""
    copy = json.loads(json.dumps(body))
    *path, last = [int(part) if part.isdigit() else part for part in field.split(".")]
    place = copy
    for part in path:
        place = place[part]
    place[last] = "@spoilt@"
    return json.dumps(copy).replace('"@spoilt@"', raw)


@pytest.mark.parametrize(("name", "field", "values"), FIELDS, ids=lambda value: str(value)[:20])
def test_a_field_of_nonsense_is_refused_and_nothing_is_written(
    managing_program, cast, name, field, values
):
    request = good_request(name, cast)
    for raw in values:
        key = {} if name == "login" else {"idempotency_key": new_key()}
        with about(raw), nothing_written():
            answer = managing_program.post(request.path, spoilt(request.body | key, field, raw))
            error = in_error_shape(answer)
            assert answer.status_code == 400, error
            assert error["error"] in ("VALIDATION_ERROR", "INVALID_JSON")
            if error["error"] == "VALIDATION_ERROR":
                assert all(told.startswith(field) for told in error["fields"]), error


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_nul_in_a_log_in_is_just_wrong(program, field):
    body = {"username": "manager", "password": "x"} | {field: "a\x00b"}
    answer = program.post("/auth/login", body)
    assert in_error_shape(answer)["error"] == "INVALID_CREDENTIALS"
