"""What was wrong with a request is said in Thai, field by field, by the field's own name."""

import pytest

from tests.expect import refused

SENTENCES = [
    ({"table_id": "1"}, "table_id", "ต้องเป็นตัวเลขจำนวนเต็ม"),
    ({"table_id": 1.5}, "table_id", "ต้องเป็นตัวเลขจำนวนเต็ม"),
    ({"table_id": 0}, "table_id", "ต้องไม่น้อยกว่า 1"),
    ({"table_id": 2**63}, "table_id", "ต้องไม่เกิน 9223372036854775807"),
    ({}, "table_id", "ต้องระบุค่านี้"),
    ({"table_id": 1, "guests": 4}, "guests", "ไม่รู้จักช่องนี้"),
    ({"table_id": 1, "idempotency_key": 5}, "idempotency_key", "ต้องเป็นข้อความ"),
]
LINES = [
    ([], "items", "ต้องมีอย่างน้อย 1 รายการ"),
    ([{"menu_id": 1, "qty": 1}] * 101, "items", "ต้องไม่เกิน 100 รายการ"),
    ("ข้าว", "items", "ต้องเป็นรายการ"),
    ([5], "items.0", "ต้องเป็นกลุ่มข้อมูล (object)"),
    ([{"menu_id": 1}], "items.0.qty", "ต้องระบุค่านี้"),
    ([{"menu_id": 1, "qty": 1000}], "items.0.qty", "ต้องไม่เกิน 999"),
]
PAYMENTS = [
    ({"payment_method": "coin"}, "payment_method", "ต้องเป็นค่าใดค่าหนึ่งใน 'cash', 'qr' or 'card'"),
    ({"payment_method": "cash", "amount_received": "9"}, "amount_received", "ต้องเป็นตัวเลขจำนวนเงิน"),
    (
        {"payment_method": "cash", "amount_received": -1},
        "amount_received",
        "ต้องอยู่ระหว่าง 0 ถึง 99999999.99",
    ),
    (
        {"payment_method": "cash", "amount_received": 0.001},
        "amount_received",
        "ต้องมีทศนิยมไม่เกิน 2 ตำแหน่ง",
    ),
]


def says(answer, field: str, sentence: str) -> None:
    assert refused(answer, 400, "VALIDATION_ERROR")["fields"] == {field: sentence}


@pytest.mark.parametrize(("body", "field", "sentence"), SENTENCES)
def test_of_opening_a_table(program, body, field, sentence):
    says(program.post("/orders", body), field, sentence)


@pytest.mark.parametrize(("items", "field", "sentence"), LINES)
def test_of_adding_dishes(program, items, field, sentence):
    says(program.command("/orders/1/items", items=items), field, sentence)


@pytest.mark.parametrize(("body", "field", "sentence"), PAYMENTS)
def test_of_paying(program, body, field, sentence):
    says(program.command("/orders/1/pay", **body), field, sentence)


def test_of_a_reason_too_long(managing_program):
    answer = managing_program.command("/orders/1/cancel", reason="ก" * 201)
    says(answer, "reason", "ต้องไม่เกิน 200 ตัวอักษร")


def test_every_wrong_field_is_named(program):
    answer = program.command("/orders/1/pay", payment_method=1, amount_received=-1)
    fields = refused(answer, 400, "VALIDATION_ERROR")["fields"]
    assert set(fields) == {"payment_method", "amount_received"}
