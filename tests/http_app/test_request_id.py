"""X-Request-ID: every answer carries one; a client's own comes back when it is a plain word."""

import logging
import uuid

import pytest

from core_app.logs import RequestIdFilter
from core_app.models import AuditEvent
from tests.program import Program

GOOD = ["request-0001", "A1b2.C3_d4", "x" * 36, str(uuid.UUID(int=7))]
BAD = [
    "short", "x" * 37, "x" * 5000, "with space in it", "line\nbreak-12", "คำขอหมายเลขหนึ่ง", "",
    "12345678\n", "<script>alert(1)</script>", "'; DROP TABLE orders", "request=0001",
]  # fmt: skip


@pytest.mark.parametrize("offered", GOOD)
def test_a_plain_word_is_kept(program, offered):
    assert program.get("/tables", x_request_id=offered)["X-Request-ID"] == offered


@pytest.mark.parametrize("offered", BAD)
def test_anything_else_is_replaced(program, offered):
    answer = program.get("/tables", x_request_id=offered)
    assert str(uuid.UUID(answer["X-Request-ID"])) == answer["X-Request-ID"]


def test_each_request_without_one_gets_a_new_one(program):
    ids = {program.get("/tables")["X-Request-ID"] for _ in range(5)}
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/tables", 401),
        ("GET", "/nothing", 404),
        ("PUT", "/tables", 405),
        ("GET", "/health", 200),
        ("GET", "/api/docs", 302),
    ],
)
def test_refusals_carry_one_too(db, method, path, status):
    answer = Program(None).client.generic(method, path, headers={"x-request-id": "request-0001"})
    assert (answer.status_code, answer["X-Request-ID"]) == (status, "request-0001")


def test_a_body_too_large_is_answered_with_one(db):
    answer = Program(None).post("/orders", b" " * 300_000, x_request_id="request-0001")
    assert (answer.status_code, answer["X-Request-ID"]) == (413, "request-0001")


@pytest.mark.parametrize("offered", ["request-0001", ""])
def test_the_audit_log_keeps_one_of_ours_which_stands_in_the_log_lines(program, cast, offered):
    """Else a caller could give its requests the id of somebody else's."""
    body = {"table_id": cast.table.pk, "idempotency_key": "k"}
    answer = program.post("/orders", body, x_request_id=offered)
    kept = AuditEvent.objects.get().request_id
    assert str(uuid.UUID(kept)) == kept != offered
    assert answer["X-Request-ID"] == (offered or kept)
    record = logging.makeLogRecord({})
    RequestIdFilter().filter(record)  # as the shop's handler does, still in this request's thread
    assert (record.request_id, record.offered_id) == (kept, offered)
