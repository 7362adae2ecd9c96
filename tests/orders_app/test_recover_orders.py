"""`manage.py recover_orders`: what it lists, what it changes, and its exit codes."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core_app import written_for
from core_app.models import AuditEvent
from orders_app.models import Order
from reports_app.ledger import differences
from tables_app.models import Table
from tests.devices_app.till import Till
from tests.expect import nothing_written

pytestmark = pytest.mark.django_db


def recover(*options: str) -> tuple[int, list[str]]:
    """Run the command; return its exit code and its lines."""
    out, code = io.StringIO(), 0
    try:
        call_command("recover_orders", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    except CommandError as error:
        return error.returncode, [str(error)]
    return code, out.getvalue().splitlines()


def answering(monkeypatch, typed: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))


def opened_ago(order_id: int, **ago: float) -> None:
    Order.objects.filter(pk=order_id).update(created_at=timezone.now() - timedelta(**ago))


@pytest.fixture
def stuck(program, cast) -> int:
    """A lunch of 145 on โต๊ะ 1 that has been open for three hours."""
    order_id = program.open_with_lunch(cast)
    opened_ago(order_id, hours=3, minutes=5)
    return order_id


def test_nothing_stuck_is_one_line_and_zero(program, cast):
    program.open_with_lunch(cast)
    assert recover() == (0, ["ไม่มีออเดอร์ที่เปิดค้างเกิน 2 ชั่วโมง"])


def test_a_stuck_order_is_a_line_with_all_that_helps_and_the_exit_code_is_one(stuck):
    code, lines = recover()
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"ออเดอร์ {stuck} โต๊ะ 1: เปิดมา 3 ชม. 5 นาที 2 รายการ 145.00 บาท")
    assert "ล่าสุด เพิ่มรายการ เมื่อ " in lines[0]
    assert lines[0].endswith("โดย cashier")


def test_hours_decide_what_is_stuck(stuck):
    assert recover("--hours", "3.5")[0] == 0
    assert recover("--hours", "3")[0] == 1
    assert recover("--hours", "0")[0] == 1


def test_a_voided_line_is_not_counted(program, stuck):
    item = program.get(f"/orders/{stuck}").json()["items"][0]["id"]
    program.command(f"/orders/{stuck}/items/{item}/void", reason="ครัวทำผิด")
    line = recover()[1][0]
    assert "1 รายการ 25.00 บาท ล่าสุด ยกเลิกรายการ" in line


def test_a_sender_is_named_beside_whoever_the_command_belongs_to(program, cast):
    till = Till(program)
    order_id = till.send("/orders", author=cast.manager, table_id=cast.table.pk).json()["order_id"]
    opened_ago(order_id, hours=3)
    [line] = recover()[1]
    assert f"โดย {cast.manager} · ส่งโดย {cast.cashier} จาก" in line


def test_the_oldest_comes_first(program, cast, stuck):
    younger = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    opened_ago(younger, hours=2, minutes=30)
    found = [line.split()[1] for line in recover()[1]]
    assert found == [str(stuck), str(younger)]


def test_json_is_one_object(stuck, cast):
    code, [line] = recover("--json")
    told = json.loads(line)
    [order] = told["orders"]
    assert code == 1
    assert told["tables_without_order"] == []
    assert (order["order_id"], order["table_id"], order["table"]) == (stuck, cast.table.pk, "โต๊ะ 1")
    assert (order["age"], order["lines"], order["total"]) == (185, 2, 145)
    assert (order["last_act"], order["last_by"]) == ("order.items_added", "cashier")


def test_json_of_a_shop_without_stuck_orders(cast):
    assert recover("--json") == (0, ['{"orders": [], "tables_without_order": []}'])


def test_listing_writes_nothing(stuck):
    with nothing_written():
        recover()


def test_a_table_that_is_occupied_by_nobody_is_listed(cast):
    Table.objects.filter(pk=cast.table.pk).update(status="occupied")
    code, lines = recover()
    assert code == 1
    assert lines == [
        f"โต๊ะ 1 (โต๊ะหมายเลข {cast.table.pk}): ค้างว่ามีลูกค้า แต่ไม่มีออเดอร์ที่เปิดอยู่ "
        f"คืนโต๊ะด้วย --release-table {cast.table.pk}"
    ]


def cancel(order_id: int, *more: str) -> tuple[int, list[str]]:
    return recover("--cancel", str(order_id), "--reason", "ลูกค้ากลับแล้ว", "--as", "manager", *more)


def test_cancelling_closes_the_order_frees_the_table_and_tells_the_audit_log(stuck, cast):
    assert cancel(stuck, "--yes") == (0, [f"ยกเลิกออเดอร์ {stuck} แล้ว โต๊ะ 1 ว่าง"])
    order = Order.objects.get(pk=stuck)
    assert order.status == "cancelled"
    assert order.cancel_reason.startswith("ลูกค้ากลับแล้ว (recover_orders โดย ")
    assert Table.objects.get(pk=cast.table.pk).status == "available"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_id, event.staff) == ("order.cancelled", stuck, cast.manager)
    assert event.details["reason"] == order.cancel_reason
    assert not list(differences())


def test_it_asks_first_and_yes_goes_on(stuck, monkeypatch):
    answering(monkeypatch, "yes\n")
    code, lines = cancel(stuck)
    assert code == 0
    assert lines[0].startswith(f"ยกเลิกออเดอร์ {stuck} (โต๊ะ 1 ยอด 145.00 บาท)")


@pytest.mark.parametrize("typed", ["no\n", "\n", ""])
def test_anything_but_yes_changes_nothing(stuck, monkeypatch, typed):
    answering(monkeypatch, typed)
    with nothing_written():
        code, lines = cancel(stuck)
    assert code == 1
    assert lines[-1].endswith("ไม่ได้ยืนยัน ยังไม่มีอะไรเปลี่ยนแปลง")
    assert Order.objects.get(pk=stuck).is_open


def test_a_paid_order_cannot_be_cancelled(program, stuck):
    program.command(f"/orders/{stuck}/pay", payment_method="qr")
    code, lines = cancel(stuck, "--yes")
    assert (code, lines) == (1, [f"ออเดอร์ {stuck} จ่ายเงินแล้ว กรุณาเปิดออเดอร์ใหม่"])
    assert Order.objects.get(pk=stuck).status == "paid"


def test_cancelling_in_json_is_the_answer_of_the_api(stuck):
    code, [line] = cancel(stuck, "--yes", "--json")
    assert code == 0
    assert json.loads(line)["status"] == "cancelled"


@pytest.mark.parametrize(
    "options",
    [
        ("--cancel", "{order}", "--reason", "x", "--yes"),
        ("--cancel", "{order}", "--reason", "x", "--as", "cashier", "--yes"),
        ("--cancel", "{order}", "--reason", "x", "--as", "nobody", "--yes"),
        ("--cancel", "{order}", "--as", "manager", "--yes"),
        ("--cancel", "{order}", "--reason", "  ", "--as", "manager", "--yes"),
        ("--cancel", "{order}", "--reason", "x" * 200, "--as", "manager", "--yes"),
        ("--cancel", "999999", "--reason", "x", "--as", "manager", "--yes"),
        ("--cancel", "9" * 30, "--reason", "x", "--as", "manager", "--yes"),
        ("--release-table", "999999", "--as", "manager", "--yes"),
        ("--release-table", "1", "--yes"),
        ("--hours", "-1"),
        ("--hours", "nan"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_exit_code_two(stuck, options):
    with nothing_written():
        code, [sentence] = recover(*[option.replace("{order}", str(stuck)) for option in options])
    assert code == 2
    assert any("ก" <= letter <= "๛" for letter in sentence)


def test_a_program_of_another_release_says_so_and_changes_nothing(cast):
    Table.objects.filter(pk=cast.table.pk).update(status="occupied")
    written_for.let_in(connection, "another")
    code, [sentence] = release(cast.table.pk)
    assert (code, "คนละรุ่นกับตาราง" in sentence) == (2, True)
    with pytest.raises(CommandError, match="คนละรุ่นกับตาราง"):
        call_command("check_ledger", "--fix", stdout=io.StringIO())
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"


def test_a_closed_account_of_a_manager_may_not_ask(stuck, cast):
    cast.manager.is_active = False
    cast.manager.save()
    assert cancel(stuck, "--yes") == (2, ["manager ไม่ใช่ผู้จัดการที่ใช้งานได้"])


def release(table_id: int, *more: str) -> tuple[int, list[str]]:
    return recover("--release-table", str(table_id), "--as", "manager", "--yes", *more)


def test_a_table_occupied_by_nobody_is_released_and_told(cast):
    Table.objects.filter(pk=cast.table.pk).update(status="occupied")
    assert release(cast.table.pk) == (0, ["คืนโต๊ะแล้ว"])
    assert Table.objects.get(pk=cast.table.pk).status == "available"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject, event.staff) == ("table.released", "table", cast.manager)
    assert "@" in event.details["by"]
    assert not list(differences())


def test_a_table_with_guests_is_not_released(stuck, cast):
    with nothing_written():
        code, lines = release(cast.table.pk, "--json")
    assert code == 1
    assert json.loads(lines[0])["error"] == "TABLE_OCCUPIED"
    assert json.loads(lines[0])["order_id"] == stuck
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"


def test_a_free_table_needs_no_release(cast):
    with nothing_written():
        assert release(cast.table.pk) == (0, ["โต๊ะนี้ว่างอยู่แล้ว ไม่มีอะไรต้องทำ"])


def test_only_one_thing_can_be_asked_for(stuck, cast):
    with nothing_written(), pytest.raises(CommandError):
        call_command(
            "recover_orders", "--cancel", str(stuck), "--release-table", str(cast.table.pk)
        )


def test_a_reason_that_nobody_can_read_is_a_wrong_call_and_says_so_before_it_asks(stuck, cast):
    with nothing_written():
        code, lines = recover(
            "--cancel", str(stuck), "--reason", "ลูกค้า\u200bกลับ", "--as", "manager"
        )
    assert (code, lines) == (2, ["ต้องเป็นข้อความที่อ่านได้ และไม่ว่างเปล่า"])
