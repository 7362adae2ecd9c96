"""What went wrong before the lock is not stored: the same key may be sent again, corrected."""

import pytest

from core_app.models import IdempotencyKey
from staff_app.models import Role, User
from tests.cast import TableFactory
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, GoodRequest, good_request
from tests.program import Program, new_key


def works_now(program: Program, request: GoodRequest, key: str) -> None:
    """Check that the corrected request is done under its old key, as a first time."""
    answer = request.send(program, key)
    assert answer.status_code in (200, 201), answer.content
    assert "Idempotent-Replayed" not in answer
    assert IdempotencyKey.objects.filter(key=key).count() == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_after_400_for_a_wrong_field(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    field = next(iter(request.body))
    wrong = GoodRequest(request.path, request.body | {field: []})
    with nothing_written():
        refused(wrong.send(managing_program, key), 400, "VALIDATION_ERROR")
    works_now(managing_program, request, key)


@pytest.mark.parametrize("name", COMMANDS)
def test_after_400_for_broken_json(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    with nothing_written():
        answer = managing_program.post(request.path, b'{"idempot', idempotency_key=key)
        refused(answer, 400, "INVALID_JSON")
    works_now(managing_program, request, key)


def test_after_400_for_an_amount_that_does_not_fit_the_total(program, cast):
    request, key = good_request("pay", cast), new_key()
    wrong = GoodRequest(request.path, {"payment_method": "qr", "amount_received": 144})
    with nothing_written():
        refused(wrong.send(program, key), 400, "VALIDATION_ERROR")
    works_now(program, request, key)


@pytest.mark.parametrize("name", COMMANDS)
def test_after_401(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    with nothing_written():
        refused(request.send(Program(None), key), 401, "UNAUTHENTICATED")
    works_now(managing_program, request, key)


@pytest.mark.parametrize("name", COMMANDS)
def test_after_403(cook_program, managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    with nothing_written():
        refused(request.send(cook_program, key), 403, "FORBIDDEN")
    works_now(managing_program, request, key)


def test_after_403_once_the_person_has_the_right(cook_program, cast):
    request, key = good_request("open", cast), new_key()
    refused(request.send(cook_program, key), 403, "FORBIDDEN")
    User.objects.filter(pk=cast.cook.pk).update(role=Role.CASHIER)
    works_now(cook_program, request, key)


@pytest.mark.parametrize("name", COMMANDS[1:])
def test_after_404_for_an_unknown_order(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    order_id = request.path.split("/")[2]
    lost = GoodRequest(request.path.replace(f"/{order_id}/", "/987654321/", 1), request.body)
    with nothing_written():
        refused(lost.send(managing_program, key), 404, "NOT_FOUND")
    works_now(managing_program, request, key)


def test_after_404_for_a_table_that_comes_into_use(program, cast):
    table, key = TableFactory(active=False), new_key()
    request = GoodRequest("/orders", {"table_id": table.pk})
    with nothing_written():
        refused(request.send(program, key), 404, "NOT_FOUND")
    type(table).objects.filter(pk=table.pk).update(active=True)
    works_now(program, request, key)


@pytest.mark.parametrize("name", COMMANDS)
def test_after_413(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    with nothing_written():
        answer = managing_program.post(request.path, b" " * 300_000, idempotency_key=key)
        refused(answer, 413, "PAYLOAD_TOO_LARGE")
    works_now(managing_program, request, key)
