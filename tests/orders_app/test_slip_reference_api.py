"""POST /orders/{id}/pay with a slip: what a transfer was believed by, and one slip for one bill."""

import pytest

from core_app.models import AuditEvent
from orders_app.models import Order, Payment
from tests.expect import nothing_written, refused
from tests.orders_app.bank_slips import REFERENCE, SCANNED
from tests.program import new_key


def pay(program, order_id: int, slip: str | None = None, **more):
    body = {"payment_method": "qr"} | ({} if slip is None else {"slip_reference": slip}) | more
    return program.command(f"/orders/{order_id}/pay", **body)


def proof() -> tuple[str, str | None]:
    payment = Payment.objects.latest("pk")
    return payment.proof, payment.slip_reference


def other_order(program, cast) -> int:
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    opened = program.command("/orders", table_id=cast.other_table.pk, items=items)
    return opened.json()["order_id"]


def test_a_transfer_without_a_slip_is_believed_by_who_saw_the_money(program, cast):
    assert pay(program, program.open_with_lunch(cast)).status_code == 200
    assert proof() == ("seen", None)
    assert AuditEvent.objects.latest("pk").details["proof"] == "seen"


@pytest.mark.parametrize(
    "money", [{"payment_method": "cash", "amount_received": 200}, {"payment_method": "card"}]
)
def test_cash_and_card_need_no_proof(program, cast, money):
    program.command(f"/orders/{program.open_with_lunch(cast)}/pay", **money)
    assert proof() == ("", None)
    assert "proof" not in AuditEvent.objects.latest("pk").details


def test_a_slip_is_kept_with_the_payment_and_in_the_audit_log(program, cast):
    assert pay(program, program.open_with_lunch(cast), SCANNED).status_code == 200
    assert proof() == ("slip", REFERENCE)
    details = AuditEvent.objects.latest("pk").details
    assert (details["proof"], details["slip_reference"]) == ("slip", REFERENCE)


def test_the_answer_is_the_same_with_a_slip_and_without(program, cast):
    first = pay(program, program.open_with_lunch(cast), SCANNED).json()
    second = pay(program, other_order(program, cast)).json()
    assert list(first) == list(second)


def test_a_slip_that_paid_a_bill_pays_no_other_and_the_bill_is_named(program, cast):
    paid = program.open_with_lunch(cast)
    pay(program, paid, SCANNED)
    order_id, key = other_order(program, cast), new_key()
    answer = pay(program, order_id, REFERENCE.lower(), idempotency_key=key)
    body = refused(answer, 409, "SLIP_USED")
    assert body["order_id"] == paid
    assert body["message"].startswith(f"สลิปนี้ใช้กับออเดอร์ {paid} แล้ว")
    assert Order.objects.get(pk=order_id).is_open
    assert Payment.objects.count() == 1
    with nothing_written():
        again = pay(program, order_id, REFERENCE.lower(), idempotency_key=key)
    assert again.content == answer.content
    # Somebody has seen the money: the bill is paid without it.
    assert pay(program, order_id).status_code == 200


def test_a_slip_sent_again_under_its_key_is_the_first_payment(program, cast):
    order_id, key = program.open_with_lunch(cast), new_key()
    first = pay(program, order_id, SCANNED, idempotency_key=key)
    with nothing_written():
        again = pay(program, order_id, REFERENCE, idempotency_key=key)  # typed, the same slip
    assert (again.status_code, again.content) == (200, first.content)


def test_another_slip_under_the_same_key_is_another_request(program, cast):
    order_id, key = program.open_with_lunch(cast), new_key()
    pay(program, order_id, SCANNED, idempotency_key=key)
    refused(pay(program, order_id, "ANOTHER1", idempotency_key=key), 422, "DUPLICATE_REQUEST")


@pytest.mark.parametrize("method", ["cash", "card"])
def test_only_a_transfer_has_a_slip(program, cast, method):
    order_id = program.open_with_lunch(cast)
    money = {"amount_received": 145} if method == "cash" else {}
    answer = pay(program, order_id, SCANNED, payment_method=method, **money)
    fields = refused(answer, 400, "VALIDATION_ERROR")["fields"]
    assert fields == {"slip_reference": "เลขอ้างอิงสลิปใช้กับการจ่ายด้วยคิวอาร์เท่านั้น"}
    assert Order.objects.get(pk=order_id).is_open


@pytest.mark.parametrize("slip", ["", "?", 7, ["A123"], SCANNED[:-1]])
def test_nonsense_is_no_slip(program, cast, slip):
    order_id = program.open_with_lunch(cast)
    body = refused(pay(program, order_id, slip), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["slip_reference"]
    assert Order.objects.get(pk=order_id).is_open


def test_null_is_as_good_as_nothing(program, cast):
    order_id = program.open_with_lunch(cast)
    path = f"/orders/{order_id}/pay"
    answer = program.command(path, payment_method="qr", slip_reference=None)
    assert answer.status_code == 200
    assert proof() == ("seen", None)
