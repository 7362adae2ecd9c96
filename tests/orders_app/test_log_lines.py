"""The brief's three log lines."""

import logging

import pytest

from core_app.logs import LineFormatter


@pytest.fixture
def lines(caplog, django_capture_on_commit_callbacks):
    """Return what a block wrote to the log, formatted as the shop formats it."""

    def written(command) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.INFO), django_capture_on_commit_callbacks(execute=True):
            command()
        records = [record for record in caplog.records if record.name.startswith("orders_app")]
        for record in records:
            record.request_id = "-"
        return [LineFormatter().format(record) for record in records]

    return written


def test_an_order_created(program, cast, lines):
    (line,) = lines(lambda: program.open(cast))
    order_id = program.get("/orders").json()["orders"][0]["order_id"]
    assert f" [INFO] Order created: order_id={order_id}, table_id={cast.table.pk} " in line


def test_a_payment_processed(program, cast, lines):
    order_id = program.open_with_lunch(cast)
    pay = {"payment_method": "cash", "amount_received": 200}
    (line,) = lines(lambda: program.command(f"/orders/{order_id}/pay", **pay))
    assert f" [INFO] Payment processed: order_id={order_id}, method=cash, amount=200 " in line


def test_a_payment_failed(program, cast, lines):
    order_id = program.open_with_lunch(cast)
    pay = {"payment_method": "cash", "amount_received": 1}
    (line,) = lines(lambda: program.command(f"/orders/{order_id}/pay", **pay))
    assert f" [ERROR] Payment failed: order_id={order_id}, error=insufficient_amount " in line


def test_a_replay_is_not_logged_as_a_second_payment(program, cast, lines):
    order_id = program.open_with_lunch(cast)
    body = {"payment_method": "qr", "idempotency_key": "one"}
    assert len(lines(lambda: program.post(f"/orders/{order_id}/pay", body))) == 1
    assert lines(lambda: program.post(f"/orders/{order_id}/pay", body)) == []
