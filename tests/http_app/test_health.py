"""GET /health: the brief's four fields, for everybody, from a living database."""

import re
from datetime import UTC, datetime, timedelta

from tests.expect import refused
from tests.program import Program


def test_it_answers_the_four_fields_without_a_log_in(db):
    answer = Program(None).get("/health")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert list(answer.json()) == ["status", "database", "uptime", "timestamp"]
    assert (answer.json()["status"], answer.json()["database"]) == ("ok", "connected")


def test_uptime_is_whole_seconds(db):
    assert re.search(r'"uptime": \d+,', Program(None).get("/health").content.decode())


def test_the_timestamp_is_now_in_utc(db):
    text = Program(None).get("/health").json()["timestamp"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)
    assert datetime.now(UTC) - datetime.fromisoformat(text) < timedelta(seconds=10)


def test_it_is_never_cached(db):
    assert Program(None).get("/health")["Cache-Control"] == "no-store"


def test_head_is_enough_for_a_load_balancer(db):
    answer = Program(None).client.head("/health")
    assert (answer.status_code, answer.content) == (200, b"")


def test_other_verbs_are_refused_in_json(db):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Program(None).client, method)("/health")
        refused(answer, 405, "METHOD_NOT_ALLOWED")
