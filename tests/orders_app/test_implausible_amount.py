"""Cash far above the bill is asked back once: a scanner types digits and Enter in 30 ms."""

import pytest

from core_app.models import AuditEvent, IdempotencyKey
from orders_app.models import Order, Payment
from tests.expect import nothing_written, refused
from tests.http_app.test_openapi import SCHEMA
from tests.program import new_key

CASH = {"payment_method": "cash", "amount_received": 88509993}


@pytest.fixture
def path(program, cast) -> str:
    """The payment of an open order of 145 baht."""
    return f"/orders/{program.open_with_lunch(cast)}/pay"


def test_more_than_5000_baht_of_change_is_asked_back_and_nothing_is_kept(program, path):
    with nothing_written():
        body = refused(program.command(path, **CASH), 422, "IMPLAUSIBLE_AMOUNT")
    told = [body[name] for name in ("total_price", "amount_received", "change")]
    assert told == [145, 88509993, 88509848]
    assert "88,509,993.00" in body["message"]
    assert Order.objects.get().is_open


@pytest.mark.parametrize(("received", "status"), [(5145, 200), (5145.01, 422)])
def test_the_limit_is_5000_baht_above_the_total(program, path, received, status):
    answer = program.command(path, payment_method="cash", amount_received=received)
    assert answer.status_code == status


def test_the_same_key_pays_once_it_is_confirmed_and_the_audit_says_so(program, path):
    key = new_key()
    refused(program.command(path, **CASH, idempotency_key=key), 422, "IMPLAUSIBLE_AMOUNT")
    paid = program.command(path, **CASH, idempotency_key=key, confirmed=True)
    assert (paid.status_code, paid.json()["change"]) == (200, 88509848)
    assert AuditEvent.objects.get(action="order.paid").details["confirmed"] is True


def test_an_amount_like_any_other_is_confirmed_by_nobody(program, path):
    program.command(path, payment_method="cash", amount_received=200, confirmed=True)
    assert "confirmed" not in AuditEvent.objects.get(action="order.paid").details


def test_confirmed_is_no_part_of_what_a_key_stands_for(program, path):
    """A key of an earlier release, which asked nobody, gets its first answer byte for byte."""
    key = new_key()
    first = program.command(path, **CASH, idempotency_key=key, confirmed=True)
    before = IdempotencyKey.objects.get(key=key).fingerprint
    for again in (CASH, CASH | {"confirmed": False}, CASH | {"confirmed": True}):
        answer = program.command(path, **again, idempotency_key=key)
        assert (answer.content, answer["Idempotent-Replayed"]) == (first.content, "true")
    assert IdempotencyKey.objects.get(key=key).fingerprint == before
    assert Payment.objects.count() == 1


def test_a_bill_that_changed_is_said_before_the_amount_is_asked_back(program, path):
    refused(program.command(path, **CASH, expected_total=100), 409, "TOTAL_CHANGED")


@pytest.mark.parametrize("confirmed", ["true", 1, None])
def test_confirmed_is_yes_or_no(program, path, confirmed):
    with nothing_written():
        body = refused(program.command(path, **CASH, confirmed=confirmed), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["confirmed"]


def test_the_description_shows_confirmed_and_the_refusal():
    pay = SCHEMA["paths"]["/orders/{order_id}/pay"]["post"]
    assert "IMPLAUSIBLE_AMOUNT" in pay["description"]
    assert "confirmed" in SCHEMA["components"]["schemas"]["PayIn"]["properties"]
