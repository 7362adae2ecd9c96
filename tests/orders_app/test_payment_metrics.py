"""Payments in the metrics: taken by method, refused with the reason, counted once, after commit."""

import pytest
from django.db import OperationalError, connection

from core_app.errors import RequestInProgress
from orders_app.commands import running
from orders_app.ordering import totals
from tests.program import new_key
from tests.scrape import Growth

TAKEN, MONEY = "pos_payments_total", "pos_payments_baht_total"
REFUSED = "pos_payments_refused_total"


@pytest.fixture
def growth(db, settings) -> Growth:
    return Growth(settings)


def pay(program, order_id: int, **body):
    return program.command(f"/orders/{order_id}/pay", **body)


@pytest.mark.parametrize(
    "body",
    [
        {"payment_method": "cash", "amount_received": 500},
        {"payment_method": "qr"},
        {"payment_method": "card"},
    ],
)
def test_a_payment_counts_once_with_the_bill_and_not_the_note(growth, program, cast, body):
    pay(program, program.open_with_lunch(cast), **body)
    method = body["payment_method"]
    assert (growth.of(TAKEN), growth.of(TAKEN, method=method)) == (1, 1)
    assert (growth.of(MONEY), growth.of(MONEY, method=method)) == (145, 145)
    assert growth.of(REFUSED) == 0


def test_satang_are_counted(growth, program, cast):
    order_id = program.open(cast)
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    program.command(f"/orders/{order_id}/items", items=items)
    pay(program, order_id, payment_method="qr")
    assert growth.of(MONEY, method="qr") == 62.5


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"payment_method": "cash", "amount_received": 1}, "insufficient_amount"),
        ({"payment_method": "cash"}, "validation_error"),
        ({"payment_method": "qr", "amount_received": 1}, "validation_error"),
        ({"payment_method": "qr", "expected_total": 1}, "total_changed"),
    ],
)
def test_a_refusal_counts_with_its_reason(growth, program, cast, body, reason):
    pay(program, program.open_with_lunch(cast), **body)
    assert growth.of(REFUSED) == 1
    assert growth.of(REFUSED, method=body["payment_method"], reason=reason) == 1
    assert (growth.of(TAKEN), growth.of(MONEY)) == (0, 0)


def test_an_order_that_is_not_there_empty_or_paid(growth, program, cast):
    pay(program, 999_999, payment_method="qr")
    order_id = program.open(cast)
    pay(program, order_id, payment_method="qr")
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    pay(program, order_id, payment_method="qr")
    pay(program, order_id, payment_method="qr")
    for reason in ("not_found", "order_empty", "order_not_open"):
        assert growth.of(REFUSED, reason=reason) == 1
    assert growth.of(TAKEN) == 1


def test_a_repeat_counts_as_a_replay_alone(growth, program, cast):
    order_id = program.open_with_lunch(cast)
    for body in ({"payment_method": "cash", "amount_received": 1}, {"payment_method": "qr"}):
        key = new_key()
        for _ in range(3):
            pay(program, order_id, **body, idempotency_key=key)
    assert (growth.of(TAKEN), growth.of(REFUSED), growth.of(MONEY)) == (1, 1, 145)
    assert growth.of("pos_idempotent_replays_total", route="/orders/{id}/pay") == 4


def test_a_payment_that_is_being_taken_by_an_earlier_request_is_not_refused(
    growth, program, cast, monkeypatch, caplog
):
    def busy(*arguments):
        raise RequestInProgress

    order_id = program.open_with_lunch(cast)
    monkeypatch.setattr(running, "run_once", busy)
    assert pay(program, order_id, payment_method="qr").status_code == 409
    assert growth.of(REFUSED) == 0
    assert "Payment failed" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_nothing_is_taken_before_the_commit(cast, program, settings, monkeypatch, caplog):
    order_id, growth = program.open_with_lunch(cast), Growth(settings)

    def lost() -> None:
        connection.rollback()
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "commit", lost)
        answer = pay(program, order_id, payment_method="qr")
    assert answer.status_code == 503
    assert (growth.of(TAKEN), growth.of(MONEY)) == (0, 0)
    assert growth.of(REFUSED, method="qr", reason="network_timeout") == 1
    assert f"Payment failed: order_id={order_id}, error=network_timeout" in caplog.text
    assert "Payment processed" not in caplog.text


def test_a_fault_of_ours_counts_as_one(growth, program, cast, monkeypatch):
    order_id = program.open_with_lunch(cast)
    monkeypatch.setattr(totals, "mended_sum", lambda *asked: 1 / 0)
    assert pay(program, order_id, payment_method="card").status_code == 500
    assert growth.of(REFUSED, method="card", reason="server_error") == 1


def test_every_usual_figure_is_there_before_it_happens(growth):
    for method in ("cash", "qr", "card"):
        assert growth.before.matching(TAKEN, method=method)
        assert growth.before.matching(MONEY, method=method)
        assert growth.before.matching(REFUSED, method=method, reason="insufficient_amount")
