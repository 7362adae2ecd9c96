"""A body above the limit is refused before anything reads it, and read away before the answer."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from http_app.middleware import BodyLimitMiddleware
from tests.expect import refused

LIMIT = settings.MAX_BODY_BYTES


def through(request) -> HttpResponse:
    """Send `request` through the middleware to a view that says how much it read."""
    return BodyLimitMiddleware(lambda request: HttpResponse(str(len(request.body))))(request)


def post(size: int, path: str = "/orders"):
    return RequestFactory().post(path, b"x" * size, content_type="application/json")


@pytest.mark.parametrize("size", [0, 1, LIMIT])
def test_a_body_within_the_limit_arrives_whole(size):
    assert through(post(size)).content == str(size).encode()


@pytest.mark.parametrize("size", [LIMIT + 1, 10 * 1024 * 1024])
def test_a_larger_body_is_refused(size):
    refused(through(post(size)), 413, "PAYLOAD_TOO_LARGE")


def test_a_refused_body_is_read_away_so_that_the_client_hears_the_answer():
    request = post(10 * 1024 * 1024)
    through(request)
    assert request.read(1) == b""


def test_a_body_that_only_claims_to_be_large_is_refused_without_waiting_for_it():
    request = RequestFactory().post("/orders", b"{}", content_type="application/json")
    request.META["CONTENT_LENGTH"] = str(10**15)
    refused(through(request), 413, "PAYLOAD_TOO_LARGE")
