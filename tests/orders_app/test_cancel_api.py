"""POST /orders/{id}/cancel."""

import pytest

from orders_app.models import Order, Payment
from tables_app.models import Table
from tests.expect import nothing_written, refused
from tests.program import new_key

REASON = "ลูกค้าเปลี่ยนใจ"


@pytest.fixture
def path(program, cast) -> str:
    return f"/orders/{program.open_with_lunch(cast)}/cancel"


def test_a_manager_cancels_and_the_table_is_free(managing_program, cast, path):
    answer = managing_program.command(path, reason=REASON)
    assert answer.status_code == 200
    fields = ["order_id", "status", "total_price", "cancel_reason", "cancelled_at"]
    assert list(answer.json()) == fields
    assert (answer.json()["status"], answer.json()["cancel_reason"]) == ("cancelled", REASON)
    assert answer.json()["cancelled_at"].endswith("Z")
    assert Table.objects.get(pk=cast.table.pk).status == "available"
    assert Payment.objects.count() == 0


def test_an_empty_order_can_be_cancelled(managing_program, cast):
    order_id = managing_program.open(cast)
    assert managing_program.command(f"/orders/{order_id}/cancel", reason=REASON).status_code == 200


def test_a_cashier_closes_an_order_that_never_had_a_line(program, cast):
    answer = program.command(f"/orders/{program.open(cast)}/cancel", reason=REASON)
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert Table.objects.get(pk=cast.table.pk).status == "available"


def test_a_cashier_closes_an_order_once_its_last_line_is_voided(program, path):
    body = {"reason": REASON, "idempotency_key": new_key()}
    *others, last = Order.objects.get().items.all()
    for line in others:
        program.command(path.replace("cancel", f"items/{line.pk}/void"), reason="สั่งผิด")
    refused(program.post(path, body), 403, "FORBIDDEN")
    program.command(path.replace("cancel", f"items/{last.pk}/void"), reason="สั่งผิด")
    answer = program.post(path, body)  # the refusal was not stored: the same key may come again
    assert (answer.status_code, answer.json()["total_price"]) == (200, 0)


def test_a_cashier_may_not_cancel_what_was_ordered(program, path):
    with nothing_written():
        refused(program.command(path, reason=REASON), 403, "FORBIDDEN")
    assert Order.objects.get().is_open


def test_a_cook_may_not_cancel(cook_program, path):
    with nothing_written():
        refused(cook_program.command(path, reason=REASON), 403, "FORBIDDEN")


def test_a_reason_is_required(managing_program, path):
    with nothing_written():
        body = refused(managing_program.command(path), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["reason"]


def test_a_reason_of_spaces_is_none(managing_program, path):
    with nothing_written():
        refused(managing_program.command(path, reason="   "), 400, "VALIDATION_ERROR")


def test_the_reason_is_kept_without_the_spaces_around_it(managing_program, path):
    managing_program.command(path, reason=f"  {REASON}  ")
    assert Order.objects.get().cancel_reason == REASON


def test_a_cancelled_order_is_final(managing_program, program, path):
    managing_program.command(path, reason=REASON)
    for again in (
        managing_program.command(path, reason=REASON),
        program.command(path.replace("cancel", "pay"), payment_method="qr"),
    ):
        assert refused(again, 409, "ORDER_NOT_OPEN")["status"] == "cancelled"


def test_a_paid_order_cannot_be_cancelled(managing_program, path):
    managing_program.command(path.replace("cancel", "pay"), payment_method="qr")
    body = refused(managing_program.command(path, reason=REASON), 409, "ORDER_NOT_OPEN")
    assert body["status"] == "paid"


def test_an_unknown_order_is_not_found(managing_program):
    with nothing_written():
        answer = managing_program.command("/orders/987654321/cancel", reason=REASON)
        refused(answer, 404, "NOT_FOUND")


def test_a_cook_may_not_close_an_empty_order_either(program, cook_program, cast):
    path = f"/orders/{program.open(cast)}/cancel"
    with nothing_written():
        refused(cook_program.command(path, reason=REASON), 403, "FORBIDDEN")
