"""Every endpoint of the API is closed to strangers and to verbs it does not know, in JSON."""

import pytest

from tests.expect import about, nothing_written, refused
from tests.http_app.api_walk import CLOSED, NO_OPERATION, OPEN_TO_ALL, OPERATIONS
from tests.program import Program

pytestmark = pytest.mark.said_once


@pytest.fixture
def stranger(db):
    return Program(None).client


@pytest.mark.parametrize("body", ["{}", "", "[[", '{"idempotency_key": "k"}'])
def test_a_stranger_is_told_to_log_in_whatever_is_sent(stranger, body):
    for op in CLOSED:
        with about(op), nothing_written():
            answer = stranger.generic(op.method.upper(), op.address, body, "application/json")
            refused(answer, 401, "UNAUTHENTICATED")
            assert answer["WWW-Authenticate"] == "Bearer"


WRITES = [op for op in OPERATIONS if op.method != "get"]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")


@pytest.mark.parametrize("op", WRITES, ids=str)
def test_what_a_form_can_send_is_no_json_at_any_door(program, op):
    assert op.declared["requestBody"]["required"]  # by reading it the type is judged
    for kind in FORMS:
        with nothing_written():
            answer = program.client.generic(
                op.method.upper(), op.address, "{}", kind, headers=program.headers
            )
            refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


# Any of the staff may call a manager to release a device's commands: the body says who that is.
OF_SELLERS = [op for op in WRITES if op.path not in ("/auth/login", "/tills/release")]


@pytest.mark.parametrize("body", ["{}", "", "[[", '{"reason": 7}'])
def test_who_has_no_right_hears_that_before_what_is_wrong_with_the_body(cook_program, body):
    for op in OF_SELLERS:
        with about(op), nothing_written():
            answer = cook_program.client.generic(
                op.method.upper(),
                op.address,
                body,
                "application/json",
                headers=cook_program.headers,
            )
            refused(answer, 403, "FORBIDDEN")


def test_only_the_log_in_is_open():
    assert {(op.method, op.path) for op in OPERATIONS if "security" not in op.declared} == (
        OPEN_TO_ALL
    )


def test_a_verb_that_is_none_is_refused_in_json(program):
    for op in NO_OPERATION:
        with about(op), nothing_written():
            answer = getattr(program.client, op.method)(op.address, headers=program.headers)
            refused(answer, 405, "METHOD_NOT_ALLOWED")
            assert answer["Allow"]


def test_a_stranger_gets_no_further_with_such_a_verb(stranger):
    for op in NO_OPERATION:
        with about(op):
            answer = getattr(stranger, op.method)(op.address)
            assert answer.status_code in (401, 405)
            assert answer["Content-Type"] == "application/json; charset=utf-8"


def test_an_unknown_host_is_refused_in_json(stranger):
    refused(stranger.get("/tables", headers={"host": "evil.example"}), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("op", [op for op in OPERATIONS if op.method == "get"], ids=str)
def test_nothing_that_was_read_is_kept_by_anybody(program, op):
    for headers in ({}, program.headers):
        answer = program.client.get(op.address, headers=headers)
        assert answer["Cache-Control"] == "no-store"
