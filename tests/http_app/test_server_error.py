"""Whatever goes wrong, a program hears it in the one shape of errors, and no secret leaks."""

import pytest

from tests.program import Program

pytestmark = [pytest.mark.urls("tests.http_app.urls_that_fail"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("fault", 500, "SERVER_ERROR"),
        ("integrity", 500, "SERVER_ERROR"),
        ("database", 503, "NETWORK_TIMEOUT"),
        ("refusal", 403, "FORBIDDEN"),
        ("denied", 403, "FORBIDDEN"),
        ("lost", 404, "NOT_FOUND"),
        ("suspicious", 400, "VALIDATION_ERROR"),
        ("large", 413, "PAYLOAD_TOO_LARGE"),
    ],
)
def test_each_fault_has_its_answer(what, status, code):
    answer = Program(None).get(f"/fail/{what}")
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["X-Request-ID"]


def test_a_fault_tells_nothing_of_the_inside():
    text = Program(None).get("/fail/fault").content.decode()
    assert "ZeroDivision" not in text
    assert "ลูกค้า 1" not in text


def test_a_fault_is_logged_with_its_request(caplog):
    Program(None).get("/fail/fault", x_request_id="request-0001")
    assert any(record.exc_info for record in caplog.records)


def test_a_database_away_says_when_to_come_back():
    assert Program(None).get("/fail/database")["Retry-After"] == "3"
