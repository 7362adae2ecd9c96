"""The ledger's law of the kitchen: what was sent is what was ordered, what was taken back is what
was voided and cancelled. Whoever tampers with either is found."""

import pytest
from django.db import connection

from orders_app.models import Slip
from reports_app.ledger import differences
from tests.orders_app.kitchens import make_station
from tests.program import Program
from tests.races import schema_guards

pytestmark = pytest.mark.django_db

FINAL = {
    "kitchen_slips": ("frozen_kitchen_slips", "late_kitchen_slips"),
    "slip_lines": ("frozen_slip_lines", "sent_slip_lines", "taken_back_slip_lines"),
}


@pytest.fixture
def order_id(managing_program, cast) -> int:
    """A lunch at the stove and the bar, of which one ผัดไทย was voided."""
    make_station("ครัวร้อน", "ข้าว")
    make_station("บาร์น้ำ", "เครื่องดื่ม")
    order = managing_program.open_with_lunch(cast)
    void(managing_program, order, qty=1)
    assert kinds() == []
    return order


def void(program: Program, order: int, **told) -> None:
    item = program.get(f"/orders/{order}").json()["items"][0]["id"]
    answer = program.command(f"/orders/{order}/items/{item}/void", reason="สั่งผิด", **told)
    assert answer.status_code == 200


def kinds() -> list[str]:
    return [difference.kind for difference in differences()]


def tamper(sql: str) -> None:
    """Do what the database refuses."""
    for table, names in FINAL.items():
        schema_guards.guard_off(table, *names)
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_shop_that_sent_voided_and_cancelled_has_no_difference(order_id, managing_program):
    void(managing_program, order_id)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    assert Slip.objects.filter(kind="cancel").count() == 1
    assert kinds() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE slip_lines SET qty = 3 WHERE qty = 2",
        "DELETE FROM slip_lines WHERE slip_id IN"
        " (SELECT id FROM kitchen_slips WHERE kind = 'void')",
        "UPDATE kitchen_slips SET kind = 'add', reason = '' WHERE kind = 'void'",
        "INSERT INTO slip_lines (slip_id, item_id, qty) SELECT MIN(s.id), MAX(i.id), 1"
        " FROM kitchen_slips s, order_items i",
    ],
    ids=["another quantity", "the void was lost", "the void was an order", "told once more"],
)
def test_a_slip_that_says_other_than_its_line_is_found(order_id, sql):
    tamper(sql)
    assert "kitchen_differs" in kinds()


def test_a_line_the_kitchen_never_heard_of_is_found(order_id):
    tamper("DELETE FROM slip_lines WHERE item_id = (SELECT MAX(id) FROM order_items)")
    found = [each.message for each in differences() if each.kind == "kitchen_differs"]
    assert any("บันทึกว่าส่งครัว 2 รายการ แต่ใบสั่งครัวมี 1 รายการ" in text for text in found)
    assert any("ไม่มีรายการ" in text for text in found)


def test_a_void_that_the_kitchen_was_not_told_is_found(order_id):
    tamper(
        "INSERT INTO item_voids (item_id, qty, reason, created_at)"
        " SELECT MAX(id), 1, 'x', MAX(created_at) FROM order_items"
    )
    assert "kitchen_differs" in kinds()


def test_lines_of_before_the_kitchen_heard_are_no_difference(managing_program, cast):
    order = managing_program.open_with_lunch(cast)
    make_station("ครัวร้อน", "ข้าว")
    void(managing_program, order)
    managing_program.command(f"/orders/{order}/cancel", reason="ลูกค้ากลับ")
    assert (Slip.objects.count(), kinds()) == (0, [])
