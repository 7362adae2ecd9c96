"""Bodies that are no JSON, no object, or far too much: 4xx, in JSON, and not a row written."""

import pytest
from django.db import connection

from orders_app.models import Order
from tests.expect import about, in_error_shape, nothing_written, refused
from tests.orders_app.good_requests import WRITES, good_request
from tests.program import new_key

BROKEN = {
    "spaces": b"   ",
    "half an object": b'{"idempotency_key": "k"',
    "two objects": b"{}{}",
    "single quotes": b"{'table_id': 1}",
    "a trailing comma": b'{"table_id": 1,}',
    "a comment": b'{"table_id": 1} // open it',
    "bad UTF-8": b'{"reason": "\xff\xfe"}',
    "a cut Thai letter": '{"reason": "สั่ง"}'.encode()[:-3],
    "UTF-16": '{"table_id": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"table_id": 1}',
    "a raw NUL": b'{"reason": "\x00"}',
    "a raw newline in a text": b'{"reason": "a\nb"}',
    "NaN": b"NaN",
    "minus infinity": b"-Infinity",
    "5000 digits": b"1" * 5000,
    "an exponent beyond Decimal": b"1e99999999999999999999",
    "a deep list": b"[" * 100_000 + b"]" * 100_000,
    "a deep object": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "a form": b"table_id=1&idempotency_key=k",
}
NO_OBJECT = [b"null", b"true", b"1", b"1.5", b'"table_id"', b"[]", b'[{"table_id": 1}]', b"[[[]]]"]


@pytest.mark.parametrize("name", WRITES)
def test_a_body_that_is_no_json_is_refused(managing_program, cast, name):
    path = good_request(name, cast).path
    for what, body in BROKEN.items():
        with about(what), nothing_written():
            answer = managing_program.post(path, body, idempotency_key=new_key())
            refused(answer, 400, "INVALID_JSON")


@pytest.mark.parametrize("name", WRITES)
def test_a_body_that_is_missing_is_refused(managing_program, cast, name):
    path = good_request(name, cast).path
    with nothing_written():
        answer = managing_program.post(path, b"", idempotency_key=new_key())
        refused(answer, 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("name", WRITES)
def test_a_body_that_is_no_object_is_refused(managing_program, cast, name):
    path = good_request(name, cast).path
    for body in NO_OBJECT:
        with about(body), nothing_written():
            answer = managing_program.post(path, body, idempotency_key=new_key())
            refused(answer, 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("name", WRITES)
def test_an_unknown_field_is_refused(managing_program, cast, name):
    request = good_request(name, cast)
    for field in ("surprise", "", "__proto__", "ราคา", "\x00", "\ud800", "x" * 9999):
        with about(ascii(field)), nothing_written():
            answer = managing_program.post(
                request.path, request.body | {field: 1}, idempotency_key=new_key()
            )
            refused(answer, 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("name", WRITES)
def test_a_body_too_large_is_refused_before_it_is_read(managing_program, cast, name):
    path = good_request(name, cast).path
    for size in (256 * 1024 + 1, 10 * 1024 * 1024):
        with about(size), nothing_written():
            refused(managing_program.post(path, b"[" * size), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("name", WRITES)
def test_the_largest_body_is_still_read(managing_program, cast, name):
    path = good_request(name, cast).path
    with nothing_written():
        answer = managing_program.post(path, b"[" * (256 * 1024))
        refused(answer, 400, "INVALID_JSON")


@pytest.mark.parametrize("name", WRITES)
def test_a_body_that_does_not_say_that_it_is_json_is_not_read(managing_program, cast, name):
    path = good_request(name, cast).path
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/xml", ""):
        with about(kind), nothing_written():
            answer = managing_program.client.post(
                path, b"--x\r\n<a>", content_type=kind, headers=managing_program.headers
            )
            refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_field_given_twice_is_refused_for_nobody_knows_which_one_counts(program, cast):
    one, other = f'"table_id": {cast.table.pk}', f'"table_id": {cast.other_table.pk}'
    answer = program.post("/orders", f"{{{one}, {other}}}", idempotency_key=new_key())
    refused(answer, 400, "INVALID_JSON")


def test_a_text_of_sql_is_only_a_text(managing_program, cast):
    request = good_request("cancel", cast)
    reason = "'; DROP TABLE orders; --"
    answer = managing_program.command(request.path, reason=reason)
    assert answer.json()["cancel_reason"] == reason
    assert "orders" in connection.introspection.table_names()
    assert Order.objects.count() == 1


@pytest.mark.parametrize("body", ["[]", b"\xff", "null"])
def test_a_health_check_with_a_body_is_a_wrong_method(program, body):
    assert in_error_shape(program.post("/health", body))["error"] == "METHOD_NOT_ALLOWED"
