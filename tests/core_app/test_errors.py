"""The catalogue of refusals: the issue's codes with the issue's statuses, each in Thai."""

import re

import pytest

from core_app import errors
from core_app.errors import PosError
from orders_app import refusals

CODES = {
    "VALIDATION_ERROR": 400, "INVALID_JSON": 400,
    "UNAUTHENTICATED": 401, "INVALID_CREDENTIALS": 401,
    "FORBIDDEN": 403, "NOT_FOUND": 404, "METHOD_NOT_ALLOWED": 405,
    "TABLE_OCCUPIED": 409, "ORDER_NOT_OPEN": 409, "MENU_UNAVAILABLE": 409, "SOLD_OUT": 409,
    "ORDER_EMPTY": 409,
    "WRONG_TABLE": 409, "ITEM_VOIDED": 409, "TOTAL_CHANGED": 409, "REQUEST_IN_PROGRESS": 409,
    "PAYLOAD_TOO_LARGE": 413, "UNSUPPORTED_MEDIA_TYPE": 415,
    "INSUFFICIENT_AMOUNT": 422, "IMPLAUSIBLE_AMOUNT": 422,
    "DUPLICATE_REQUEST": 422,
    "RATE_LIMITED": 429, "SERVER_ERROR": 500, "NETWORK_TIMEOUT": 503, "STORAGE_FAULT": 503,
}  # fmt: skip


def catalogue() -> list[type[PosError]]:
    found = {**vars(errors), **vars(refusals)}.values()
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, PosError)]


def test_the_codes_and_their_statuses_are_the_documented_ones():
    known = {kind.code: int(kind.status) for kind in catalogue()}
    assert {code: known.get(code) for code in CODES} == CODES


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_thai_sentence(kind):
    assert re.search("[ก-๛]{4,}", kind.message)
    assert not re.search("[a-z]{4,}", kind.message)


def test_only_what_is_decided_under_the_lock_is_stored():
    stored = {kind.code for kind in catalogue() if kind.stored}
    assert stored >= {"TABLE_OCCUPIED", "ORDER_NOT_OPEN", "INSUFFICIENT_AMOUNT", "ORDER_EMPTY"}
    # Refusal's own code is never sent: it is the family of the stored ones.
    families = {"VALIDATION_ERROR"}
    for kind in catalogue():
        if kind.stored and kind.code not in families:
            assert kind.status in (409, 422), kind


def test_an_error_that_can_be_tried_again_says_when():
    for kind, seconds in ((errors.NetworkTimeout, 3), (errors.RequestInProgress, 1)):
        error = kind()
        assert error.body()["retry_after"] == seconds
        assert error.headers == {"Retry-After": str(seconds)}
