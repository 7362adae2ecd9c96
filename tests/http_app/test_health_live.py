"""GET /health/live: is the process alive; the database is no part of the question."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.expect import refused
from tests.program import Program


def test_it_answers_without_a_log_in_and_without_the_database():
    answer = Program(None).get("/health/live")  # a test without a database: asking it would fail
    assert answer.status_code == 200
    assert list(answer.json()) == ["status", "uptime", "timestamp"]
    assert answer.json()["status"] == "ok"
    assert re.search(r'"uptime": \d+,', answer.content.decode())
    assert (answer["Cache-Control"], answer["X-Request-ID"] != "") == ("no-store", True)


def test_it_sends_no_statement(db):
    with CaptureQueriesContext(connection) as asked:
        Program(None).get("/health/live")
    assert len(asked) == 0


@pytest.mark.parametrize("path", ["/health", "/health/live"])
def test_a_supervisor_behind_the_tls_proxy_is_not_sent_away(db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    client = Program(None).client
    assert client.get(path).status_code == 200
    assert client.get("/tables", headers={"x-forwarded-proto": "http"}).status_code == 301


@pytest.mark.parametrize("path", ["/health", "/health/live"])
def test_a_supervisor_may_call_by_any_name(db, path):
    assert Program(None).get(path, host="10.1.2.3").status_code == 200


def test_other_verbs_are_refused_in_json(db):
    refused(Program(None).post("/health/live"), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("path", ["/health/", "/health/live/", "/health/x", "/Health"])
def test_addresses_beside_it_are_nothing(db, path):
    refused(Program(None).get(path), 404, "NOT_FOUND")
