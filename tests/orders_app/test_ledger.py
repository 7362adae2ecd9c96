"""The ledger finds each way in which the books can be wrong, and nothing in books that are right.

The tables refuse most of these wrongs; schema_guards takes the guard off first, and the test's
rollback puts it back.
"""

import pytest
from django.db import connection

from orders_app.models import Bill
from reports_app.ledger import differences
from tests.races import schema_guards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _checks_return():
    """SQLite's looking away is a setting of the connection: no rollback undoes it."""
    yield
    if connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def paid(program, cast) -> int:
    """A lunch of 145, paid with 200."""
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=200)
    return order_id


@pytest.fixture
def cancelled(managing_program, cast) -> int:
    """A cancelled lunch."""
    order_id = managing_program.open_with_lunch(cast)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้าเปลี่ยนใจ")
    return order_id


def run(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def bill_of_order(order_id: int) -> int:
    return Bill.objects.get(order_id=order_id).pk


def kinds() -> list[str]:
    return [difference.kind for difference in differences()]


def test_an_empty_shop_has_no_difference(cast):
    assert kinds() == []


def test_a_shop_that_sold_voided_cancelled_and_refused_has_no_difference(paid, program, cast):
    program.command(f"/orders/{paid}/pay", payment_method="qr")
    order_id = program.open_with_lunch(cast)
    item = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    program.command(f"/orders/{order_id}/items/{item}/void", reason="ครัวทำผิด")
    program.command("/orders", table_id=cast.table.pk)
    assert kinds() == []


def test_satang_that_a_float_cannot_hold_are_no_difference(program, cast):
    cast.satay.price = "0.10"
    cast.satay.save(update_fields=["price"])
    order_id = program.open(cast)
    lines = [{"menu_id": cast.satay.pk, "qty": 3}] * 3
    program.command(f"/orders/{order_id}/items", items=lines)
    program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=1.1)
    assert kinds() == []


def test_a_total_that_is_not_the_sum_of_its_lines_is_found(program, cast):
    order_id = program.open_with_lunch(cast)
    run("UPDATE orders SET total_price = 144.99 WHERE id = %s", order_id)
    [found] = differences()
    assert (found.kind, found.subject, found.subject_id) == ("total_differs", "order", order_id)
    assert found.message == f"ออเดอร์ {order_id}: ยอดรวม 144.99 แต่รายการรวมได้ 145.00"


def test_a_line_that_vanished_is_found(paid):
    schema_guards.final_rows_off("order_items")
    run("DELETE FROM order_items WHERE id = (SELECT MIN(id) FROM order_items)")
    assert kinds() == ["total_differs", "bill_differs", "lines_differ"]


def test_an_order_without_lines_must_be_worth_nothing(program, cast):
    run("UPDATE orders SET total_price = 10 WHERE id = %s", program.open(cast))
    assert kinds() == ["total_differs"]


def test_an_occupied_table_without_an_order_is_found(cast):
    run("UPDATE tables SET status = 'occupied' WHERE id = %s", cast.table.pk)
    [found] = differences()
    assert (found.kind, found.subject_id) == ("table_occupied_without_order", cast.table.pk)


def test_a_free_table_with_an_open_order_is_found_even_when_retired(program, cast):
    program.open(cast)
    run("UPDATE tables SET status = 'available' WHERE id = %s", cast.table.pk)
    assert kinds() == ["table_free_with_order"]
    run("UPDATE tables SET active = %s WHERE id = %s", False, cast.table.pk)
    assert kinds() == ["table_free_with_order"]


def test_two_parties_at_one_table_are_found(program, cast):
    program.open(cast)
    order_id = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    schema_guards.one_party_per_place_off()
    schema_guards.guard_off("order_tables", "moved_order_tables")
    run("UPDATE order_tables SET table_id = %s", cast.table.pk)
    found = {(difference.kind, difference.subject_id) for difference in differences()}
    assert found == {
        ("table_has_many_orders", cast.table.pk),
        ("table_occupied_without_order", cast.other_table.pk),
        ("seating_differs", order_id),
    }


def test_an_open_order_that_sits_nowhere_is_found(program, cast):
    order_id = program.open(cast)
    run("UPDATE order_tables SET until = since")
    [found] = differences()
    assert (found.kind, found.subject_id) == ("seating_differs", order_id)


def test_an_order_that_ended_and_still_sits_is_found(paid):
    schema_guards.final_rows_off("order_tables")
    run("UPDATE order_tables SET until = NULL")
    assert kinds() == ["table_free_with_order", "seating_differs"]


def test_a_bill_that_is_paid_other_than_its_payments_is_found(paid):
    schema_guards.final_rows_off("bills")
    run("UPDATE bills SET total = 150, paid = 150")
    assert kinds() == ["bill_differs"] * 2  # nor do its goods come to its total


def test_a_bill_that_comes_to_something_else_than_it_says_is_found(paid):
    for table in ("bills", "payments", "orders", "order_items"):
        schema_guards.final_rows_off(table)
    schema_guards.late_lines_off()
    run("UPDATE bills SET goods = 144")
    run("UPDATE order_items SET price = 24 WHERE qty = 1")
    run("UPDATE orders SET total_price = 144, amount_received = 200, change = 56")
    found = [
        difference.message for difference in differences() if difference.kind == "bill_differs"
    ]
    assert found == [f"ออเดอร์ {paid}: บิล 1 ยอดรวม 145.00 แต่คิดได้ 144.00"]


def test_a_bill_that_does_not_cover_its_lines_is_found(paid):
    schema_guards.final_rows_off("bills")
    run("UPDATE bills SET goods = 100")
    assert kinds() == ["bill_differs"] * 2  # nor do its goods come to its total


def test_a_bill_that_ended_without_its_order_is_found(program, cast):
    program.open_with_lunch(cast)
    run("UPDATE bills SET status = 'void', closed_at = created_at")
    assert kinds() == ["bill_differs"]


def test_a_paid_order_without_its_payment_is_found(paid):
    schema_guards.final_rows_off("payments")
    run("DELETE FROM payments")
    assert kinds() == ["bill_differs", "payment_count"]


def test_a_second_payment_for_one_bill_is_found(paid):
    schema_guards.guard_off("payments", "late_payments", "paid_by_payments")
    columns = "bill_id, method, amount, amount_received, change, proof, taken_by_id, created_at"
    run(f"INSERT INTO payments ({columns}) SELECT {columns} FROM payments")
    assert kinds() == ["bill_differs", "payment_differs"]


def test_a_payment_for_an_open_order_is_found(paid, program, cast):
    schema_guards.final_rows_off("payments")
    run("UPDATE payments SET bill_id = %s", bill_of_order(program.open(cast)))
    assert sorted(kinds()) == ["bill_differs"] * 2 + ["payment_count"] * 2


def test_a_payment_for_a_cancelled_order_is_found(paid, managing_program, cast):
    order_id = managing_program.open(cast)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    schema_guards.final_rows_off("payments")
    run("UPDATE payments SET bill_id = %s", bill_of_order(order_id))
    assert sorted(kinds()) == ["bill_differs"] * 2 + ["payment_count"] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        "amount = 144.99, change = 55.01",
        "method = 'qr', amount_received = 145, change = 0",
        "amount_received = 500, change = 355",
        "created_at = '2026-01-01 00:00:00+00'",
    ],
)
def test_a_payment_that_says_other_than_its_order_is_found(paid, wrong):
    schema_guards.final_rows_off("payments")
    run(f"UPDATE payments SET {wrong}")
    of_bills = ["bill_differs"] if "amount =" in wrong else []
    assert kinds() == [*of_bills, "payment_differs"]


def test_change_that_is_not_received_less_amount_is_found(paid):
    for table in ("payments", "orders"):
        schema_guards.final_rows_off(table)
        schema_guards.checks_off(table)
        run(f"UPDATE {table} SET change = 54.99")
    assert kinds() == ["change_differs"]


def test_a_cancelled_order_without_a_reason_is_found(cancelled):
    schema_guards.final_rows_off("orders")
    schema_guards.checks_off("orders")
    run("UPDATE orders SET cancel_reason = ''")
    assert kinds() == ["cancellation_differs"]


def test_an_open_order_with_a_time_of_cancelling_is_found(program, cast):
    program.open(cast)
    schema_guards.checks_off("orders")
    run("UPDATE orders SET cancelled_at = created_at")
    assert kinds() == ["cancellation_differs"]


@pytest.mark.parametrize("action", ["order.opened", "order.paid"])
def test_a_command_missing_from_the_audit_log_is_found(paid, action):
    schema_guards.final_rows_off("audit_events")
    run("DELETE FROM audit_events WHERE action = %s", action)
    [found] = differences()
    assert found.kind == "diary_differs"
    assert action in found.message


def test_a_cancelling_missing_from_the_audit_log_is_found(cancelled):
    schema_guards.final_rows_off("audit_events")
    run("DELETE FROM audit_events WHERE action = 'order.cancelled'")
    assert kinds() == ["diary_differs"]


def test_a_command_told_twice_is_found(paid):
    columns = "action, subject, subject_id, staff_id, details, request_id, created_at"
    run(
        f"INSERT INTO audit_events ({columns}) SELECT {columns} FROM audit_events"
        " WHERE action = 'order.paid'"
    )
    assert kinds() == ["diary_differs"]


def test_a_line_that_no_command_of_the_audit_log_added_is_found(program, cast):
    order_id = program.open_with_lunch(cast)
    columns = "order_id, menu_id, name, qty, price, created_at, void_reason, voided_qty"
    run(f"INSERT INTO order_items ({columns}) SELECT {columns} FROM order_items WHERE qty = 1")
    run("UPDATE orders SET total_price = 170 WHERE id = %s", order_id)
    assert kinds() == ["lines_differ"]


def test_a_line_that_vanished_is_found_though_the_total_was_made_to_fit(program, cast):
    order_id = program.open_with_lunch(cast)
    schema_guards.final_rows_off("order_items")
    run("DELETE FROM order_items WHERE qty = 1")
    run("UPDATE orders SET total_price = 120 WHERE id = %s", order_id)
    assert kinds() == ["lines_differ"]


def test_a_line_voided_behind_the_logs_back_is_found(program, cast):
    program.open_with_lunch(cast)
    run(
        "INSERT INTO item_voids (item_id, qty, reason, created_at)"
        " SELECT id, qty, 'x', created_at FROM order_items WHERE qty = 1"
    )
    assert sorted(kinds()) == ["diary_differs", "total_differs"]


def test_a_line_that_says_it_was_voided_without_a_void_is_found(program, cast):
    program.open_with_lunch(cast)
    run("UPDATE order_items SET voided_qty = 1 WHERE qty = 2")
    assert kinds() == ["total_differs", "void_differs"]


def test_an_order_that_vanished_is_found_by_its_audit_log_and_its_key(program, cast):
    order_id = program.open(cast)
    for table in ("bills", "order_tables"):
        run(f"DELETE FROM {table}")
    run("DELETE FROM orders WHERE id = %s", order_id)
    found = {(difference.kind, difference.subject) for difference in differences()}
    assert found == {
        ("table_occupied_without_order", "table"),
        ("order_lost", "order"),
        ("key_without_order", "key"),
    }


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("status = 0", "key_unfinished"),
        ("result_id = NULL", "key_without_order"),
        ("result_id = 999999999", "key_without_order"),
        ("status = 409, answer = ''", "key_without_answer"),
    ],
)
def test_a_key_without_its_final_answer_is_found(program, cast, wrong, kind):
    program.open(cast)
    run(f"UPDATE idempotency_keys SET {wrong}")
    [found] = differences()
    assert (found.kind, found.subject) == (kind, "key")


def test_a_pruned_answer_is_no_difference(program, cast):
    program.open(cast)
    run("UPDATE idempotency_keys SET answer = ''")
    assert kinds() == []
