"""HTTPS=1: who came by plain http is sent to https, and a proxy that says nothing is told apart."""

import logging

import pytest
from django.test import Client

from tests.cast import PASSWORD
from tests.expect import refused
from tests.pages.html import read

STATUS = "/pos/status/"
NAMED = "X-Forwarded-Proto"


@pytest.fixture(autouse=True)
def https(settings) -> None:
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def ask(path: str, address: str = "127.0.0.1", **headers: str):
    return Client(REMOTE_ADDR=address).get(path, headers=headers)


def test_who_came_by_plain_http_is_sent_to_https(db):
    answer = ask("/pos/login/?next=/pos/", **{NAMED: "http"})
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/pos/login/?next=/pos/"


def test_who_came_by_https_is_served(db):
    assert ask("/pos/login/", **{NAMED: "https"}).status_code == 200


def test_a_proxy_that_does_not_say_so_makes_no_loop_but_a_sentence(db, caplog):
    caplog.set_level(logging.ERROR)
    client = Client()
    answers = [client.get("/pos/login/"), client.get("/pos/login/")]
    for answer in answers:
        assert (answer.status_code, "Location" in answer.headers) == (400, False)
        text = read(answer.content.decode()).one("body").text
        assert NAMED in text
        assert "TRUSTED_PROXIES" in text
    (line,) = [each.getMessage() for each in caplog.records if NAMED in each.getMessage()]
    assert "peer=127.0.0.1" in line  # once a minute, not once a request


def test_programs_get_it_in_json(db):
    body = refused(ask("/tables"), 400, "VALIDATION_ERROR")
    assert NAMED in body["message"]


def test_what_a_stranger_says_of_his_own_connection_is_not_believed(db):
    assert ask("/pos/login/", "192.168.1.66", **{NAMED: "https"}).status_code == 400


def test_supervisors_still_call_the_program_itself(db):
    for path in ("/health", "/health/live"):
        assert ask(path).status_code == 200


@pytest.mark.parametrize("missing", [True, False])
def test_the_managers_status_page_says_so(cast, missing):
    ask("/pos/login/", **({} if missing else {NAMED: "https"}))
    client = Client(headers={NAMED: "https"})
    assert client.login(username="manager", password=PASSWORD)
    text = read(client.get(STATUS).content.decode()).one("body").text
    assert ("พร็อกซี HTTPS" in text) == (NAMED in text) == missing
