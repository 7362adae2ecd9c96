"""A page of another website, opened in the shop, can neither guess passwords nor use them up."""

import json

import pytest
from django.test import Client

from core_app.models import RateCounter
from tests.cast import PASSWORD
from tests.expect import refused

pytestmark = pytest.mark.said_once

RIGHT = {"username": "cashier", "password": PASSWORD}
WRONG = {"username": "cashier", "password": "wrong"}


def log_in(body: dict, content_type: str = "application/json", **headers: str):
    text = json.dumps(body)
    return Client().post("/auth/login", text, content_type=content_type, headers=headers)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"],
)
def test_what_a_browser_sends_to_strangers_without_asking_is_not_read(cast, content_type):
    for _ in range(11):
        refused(log_in(WRONG, content_type), 415, "UNSUPPORTED_MEDIA_TYPE")
    assert not RateCounter.objects.exists()
    assert log_in(RIGHT).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:8443"])
def test_what_comes_from_a_foreign_page_is_not_counted(cast, origin):
    for _ in range(11):
        refused(log_in(WRONG, origin=origin), 403, "FORBIDDEN")
    assert not RateCounter.objects.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
def test_a_browser_that_hides_where_from_but_not_that_it_is_elsewhere_is_refused(cast, site):
    for _ in range(11):
        refused(log_in(WRONG, sec_fetch_site=site), 403, "FORBIDDEN")
    assert not RateCounter.objects.exists()
    assert log_in(RIGHT, sec_fetch_site="same-origin").status_code == 200


def test_programs_and_pages_of_ours_log_in_as_ever(cast, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://pos.lan:8443"]
    for origin in ("http://testserver", "https://pos.lan:8443"):
        assert log_in(RIGHT, origin=origin).status_code == 200
    assert log_in(RIGHT, "application/json; charset=utf-8").status_code == 200
    assert log_in(RIGHT, "Application/JSON").status_code == 200


def test_a_token_speaks_for_itself_wherever_it_is_used(program, cast):
    answer = program.post("/orders", {"table_id": cast.table.pk}, origin="null")
    refused(answer, 400, "VALIDATION_ERROR")  # no key: it was let in and read
