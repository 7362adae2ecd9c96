"""`check_ledger --fix` mends what the rows themselves decide, and nothing else."""

import json

import pytest
from django.db import connection

from core_app.models import AuditEvent
from orders_app.models import Order
from reports_app.ledger import differences
from tables_app.models import Table
from tests.expect import nothing_written
from tests.orders_app.test_check_ledger_command import check_ledger
from tests.races import schema_guards

pytestmark = pytest.mark.django_db


def test_the_total_of_an_open_order_becomes_the_sum_of_its_lines(program, cast):
    order_id = program.open_with_lunch(cast)
    version = Order.objects.get(pk=order_id).version
    Order.objects.filter(pk=order_id).update(total_price=146)
    code, lines = check_ledger("--fix")
    assert code == 0
    assert lines[-2:] == [
        f"[แก้แล้ว] ออเดอร์ {order_id}: ยอดรวม 146.00 → 145.00",
        "ตรวจ 1 ออเดอร์ พบจุดที่ไม่ตรงกัน 1 จุด แก้แล้ว 1 จุด",
    ]
    order = Order.objects.get(pk=order_id)
    assert (order.total_price, order.version) == (145, version + 1)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_id, event.staff) == ("order.total_mended", order_id, None)
    assert event.details["before"] == {"total_price": 146}
    assert event.details["after"] == {"total_price": 145}
    assert "@" in event.details["by"]
    assert not list(differences())


@pytest.mark.parametrize("active", [True, False])
def test_a_table_without_order_becomes_free_even_when_retired(cast, active):
    Table.objects.filter(pk=cast.table.pk).update(status="occupied", active=active)
    code, lines = check_ledger("--fix")
    assert (code, lines[1]) == (0, f"[แก้แล้ว] โต๊ะ {cast.table.pk}: มีลูกค้า → ว่าง")
    assert Table.objects.get(pk=cast.table.pk).status == "available"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_id) == ("table.state_mended", cast.table.pk)


@pytest.mark.parametrize("active", [True, False])
def test_a_table_with_an_order_becomes_occupied_even_when_retired(program, cast, active):
    program.open_with_lunch(cast)
    Table.objects.filter(pk=cast.table.pk).update(status="available", active=active)
    assert check_ledger("--fix")[0] == 0
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"
    assert not list(differences())


@pytest.fixture
def paid_wrongly(program, cast) -> int:
    """A paid lunch whose total a hand in the tables changed."""
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=200)
    schema_guards.final_rows_off("orders")
    schema_guards.checks_off("orders")
    Order.objects.filter(pk=order_id).update(total_price=146)
    yield order_id
    if connection.vendor == "sqlite":  # looking away is a setting of the connection
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_history_is_never_mended(paid_wrongly):
    with nothing_written():
        code, lines = check_ledger("--fix")
    assert code == 1
    assert {line.split("]")[0] for line in lines[:-1]} == {"[total_differs", "[payment_differs"}
    assert lines[-1].endswith("พบจุดที่ไม่ตรงกัน 2 จุด แก้แล้ว 0 จุด")
    assert Order.objects.get(pk=paid_wrongly).total_price == 146


def test_what_is_left_keeps_the_exit_code_at_one(paid_wrongly, cast):
    Table.objects.filter(pk=cast.table.pk).update(status="occupied")
    code, lines = check_ledger("--fix", "--json")
    assert code == 1
    told = [json.loads(line) for line in lines]
    assert [line["kind"] for line in told if "mended" in line and "kind" in line] == [
        "table_occupied_without_order"
    ]
    assert told[-1] == {"orders": 1, "differences": 3, "mended": 1}


def test_clean_books_are_left_alone(program, cast):
    program.open_with_lunch(cast)
    with nothing_written():
        assert check_ledger("--fix") == (0, ["ตรวจ 1 ออเดอร์ ทุกยอดตรงกัน"])
