"""The tablet changed hands: the same key from another member of staff."""

from core_app.models import AuditEvent, IdempotencyKey
from orders_app.models import Order, Payment
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import good_request
from tests.program import Program, new_key


def test_another_cashier_gets_the_first_answer(program, cast):
    request, key = good_request("pay", cast), new_key()
    first = request.send(program, key)
    with nothing_written():
        again = request.send(Program(cast.other_cashier), key)
    assert again["Idempotent-Replayed"] == "true"
    assert again.content == first.content


def test_the_first_actor_stays_the_actor(program, cast):
    request, key = good_request("pay", cast), new_key()
    for till in (program, Program(cast.other_cashier)):
        request.send(till, key)
    assert Payment.objects.get().taken_by == cast.cashier
    assert IdempotencyKey.objects.get(key=key).staff == cast.cashier
    assert AuditEvent.objects.get(action="order.paid").staff == cast.cashier


def test_the_one_who_opened_stays_the_one_who_opened(program, cast):
    request, key = good_request("open", cast), new_key()
    for till in (program, Program(cast.other_cashier)):
        request.send(till, key)
    assert Order.objects.get(table=cast.other_table).opened_by == cast.cashier


def test_a_cook_gets_no_replay(program, cook_program, cast):
    request, key = good_request("pay", cast), new_key()
    request.send(program, key)
    with nothing_written():
        body = refused(request.send(cook_program, key), 403, "FORBIDDEN")
    assert "total_price" not in body


def test_a_cashier_with_a_managers_key_hears_what_the_manager_did(program, managing_program, cast):
    request, key = good_request("cancel", cast), new_key()
    first = request.send(managing_program, key)
    with nothing_written():
        again = request.send(program, key)
    assert again["Idempotent-Replayed"] == "true"
    assert again.content == first.content
