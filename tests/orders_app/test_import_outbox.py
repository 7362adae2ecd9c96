"""`manage.py import_outbox`: what waited on a till, done once, in order, by whoever tapped it."""

import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core_app.models import AuditEvent, IdempotencyKey
from devices_app.reporting import devices_with_gaps
from menu_app.models import MenuItem, MenuPrice
from orders_app.models import Order, OrderItem, Payment
from reports_app.ledger import differences
from tables_app.models import Table
from tests.cast import DishFactory, StaffFactory
from tests.expect import nothing_written
from tests.orders_app.outbox import TAPPED, TILL, Outbox, run, word_of


@pytest.fixture
def outbox(cast, tmp_path) -> Outbox:
    file = Outbox(cast, tmp_path / "outbox.json")
    file.release()
    return file


def test_a_managers_name_in_a_file_nobody_released_proves_nothing(cast, tmp_path):
    forged = Outbox(cast, tmp_path / "outbox.json")
    forged.open(author=cast.manager.username)
    code, lines = forged.run()
    assert (code, "--sender" in lines[0]) == (1, True)
    assert not Order.objects.exists()
    assert forged.run("--sender", "cashier")[0] == 0
    assert Order.objects.get().opened_by == cast.cashier


def test_a_sale_without_network_is_done_in_order(outbox):
    outbox.open()
    outbox.items()
    outbox.pay()
    code, lines = outbox.run()
    order = Order.objects.get()
    assert code == 0
    assert lines == [
        f"คำสั่ง 1 เปิดโต๊ะ: บันทึกแล้ว ออเดอร์ {order.pk}",
        f"คำสั่ง 2 เพิ่มรายการ: บันทึกแล้ว ออเดอร์ {order.pk}",
        f"คำสั่ง 3 รับชำระเงิน: บันทึกแล้ว ออเดอร์ {order.pk}",
        "บันทึกแล้ว 3 จาก 3 คำสั่ง",
    ]
    assert (order.status, order.total_price, order.change) == ("paid", 270, 30)
    assert Table.objects.get(pk=outbox.cast.table.pk).status == "available"
    assert not list(differences())


def test_the_audit_log_says_who_answers_for_a_file_and_who_typed_it(outbox):
    outbox.open()
    outbox.pay()
    outbox.run()
    event = AuditEvent.objects.get(action="till.outbox_imported")
    assert (event.staff, event.details["commands"]) == (outbox.cast.manager, 2)
    assert "@" in event.details["by"]
    assert event.pk < AuditEvent.objects.get(action="order.opened").pk


def test_an_order_is_found_by_its_uid(outbox):
    name = outbox.open()["key"]
    outbox.run()
    outbox.commands = []
    outbox.items(chain=name, uid=name, sequence=2)
    assert (outbox.run()[0], Order.objects.get().total_price) == (0, 270)
    outbox.commands = []
    outbox.items(chain="b", uid=str(uuid.uuid4()), sequence=3)
    with nothing_written():
        code, lines = outbox.run()
    assert (code, "เซิร์ฟเวอร์ไม่มีออเดอร์นี้" in lines[0]) == (1, True)


def test_an_opening_put_in_anothers_place_keeps_the_name_that_others_wait_for(outbox):
    name = str(uuid.uuid4())
    opening = outbox.open(chain=name)
    opening["body"]["uid"] = name
    outbox.run()
    outbox.commands = []
    outbox.pay(chain=name, uid=name, cash=200, sequence=2)
    assert outbox.run()[0] == 0
    assert (str(Order.objects.get().uid), Order.objects.get().status) == (name, "paid")


def test_importing_again_changes_nothing(outbox):
    outbox.open()
    outbox.pay()
    outbox.open("b")
    outbox.items("b", dish=DishFactory(active=False))
    outbox.pay("b")
    outbox.run()
    with nothing_written():
        code, lines = outbox.run()
    assert code == 1
    assert [line.split(": ")[1].split(" ")[0] for line in lines[:-1]] == [
        "บันทึกไว้ก่อนแล้ว", "บันทึกไว้ก่อนแล้ว", "บันทึกไว้ก่อนแล้ว", "ไม่สำเร็จ", "ยังไม่ได้ทำ",
    ]  # fmt: skip
    assert Payment.objects.count() == 1


def test_each_command_keeps_who_tapped_it_where_and_when(outbox):
    outbox.open(author=word_of(outbox.cast.other_cashier), sequence=12)
    outbox.pay(author=word_of(outbox.cast.cashier, timezone.now()), occurred_at=None, sequence=13)
    outbox.run()
    opened, paid = IdempotencyKey.objects.order_by("pk")
    assert (opened.staff, opened.sender) == (outbox.cast.other_cashier, outbox.cast.manager)
    assert (opened.client_id, opened.client_sequence) == (uuid.UUID(TILL), 12)
    assert (opened.occurred_at, paid.occurred_at) == (TAPPED, None)
    assert Payment.objects.get().taken_by == outbox.cast.cashier
    assert AuditEvent.objects.get(action="order.opened").staff == outbox.cast.other_cashier


@pytest.fixture
def strange(outbox) -> Outbox:
    """A file whose words no longer fit: the SECRET_KEY was changed while its commands waited."""
    outbox.open(author="a word of yesterday")
    outbox.pay(author="a word of yesterday")
    return outbox


def test_commands_of_nobody_known_are_the_releasing_managers_and_the_log_says_why(strange):
    assert strange.run()[0] == 0
    assert Order.objects.get().opened_by == strange.cast.manager
    assert (Payment.objects.get().taken_by, Payment.objects.get().sender) == (
        strange.cast.manager,
        None,
    )
    doubts = [event.details["author_doubt"] for event in AuditEvent.objects.exclude(subject="till")]
    assert doubts == ["unknown_word"] * 3


def test_the_technician_may_name_who_answers_for_the_file(strange):
    assert strange.run("--sender", strange.cast.cashier.username)[0] == 0
    assert Order.objects.get().opened_by == strange.cast.cashier


def test_commands_of_nobody_known_wait_for_a_name(strange):
    path = strange.write(released_by="somebody else")
    with nothing_written():
        code, lines = run(path)
    assert (code, "--sender" in lines[0]) == (1, True)
    assert run(path, "--sender", "cashier")[0] == 0


@pytest.mark.parametrize("name", ["cook", "nobody", "left"])
def test_who_may_not_sell_answers_for_no_file(outbox, name):
    outbox.open()
    StaffFactory(username="left", is_active=False)
    with nothing_written(), pytest.raises(CommandError) as caught:
        outbox.run("--sender", name)
    assert (caught.value.returncode, name in str(caught.value)) == (2, True)


def test_commands_are_done_by_their_numbers_however_the_file_orders_them(outbox):
    outbox.open()
    outbox.items()
    outbox.pay()
    outbox.commands.reverse()
    assert outbox.run()[0] == 0
    assert Order.objects.get().total_price == 270


def test_a_command_in_a_refused_ones_place_goes_where_that_stood(outbox):
    outbox.open(sequence=3, place=1)  # the opening was refused and moved to another table
    outbox.pay(sequence=2)
    outbox.commands.reverse()
    code, lines = outbox.run()
    assert (code, [line.split(" ")[1] for line in lines[:-1]]) == (0, ["3", "2"])


def test_an_open_that_the_server_had_already_gives_its_order(outbox, program):
    command = outbox.open()
    sent = program.post("/orders", command["body"] | {"idempotency_key": command["key"]})
    outbox.items()
    code, lines = outbox.run()
    assert code == 0
    assert "บันทึกไว้ก่อนแล้ว" in lines[0]
    assert OrderItem.objects.filter(order_id=sent.json()["order_id"]).count() == 3


def test_a_command_with_its_order_needs_no_open(outbox, program):
    order_id = program.open_with_lunch(outbox.cast)
    outbox.items(order_id=order_id)
    outbox.pay(order_id=order_id)
    assert outbox.run()[0] == 0
    assert Order.objects.get().status == "paid"


def test_a_later_command_of_a_chain_may_leave_its_order_out(outbox, program):
    order_id = program.open_with_lunch(outbox.cast)
    outbox.items(order_id=order_id)
    outbox.pay()
    assert outbox.run()[0] == 0
    assert Order.objects.get().status == "paid"


def test_what_was_imported_may_still_arrive_over_the_network(outbox, program):
    command = outbox.open()
    outbox.run()
    with nothing_written():
        again = program.post("/orders", command["body"] | {"idempotency_key": command["key"]})
    assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")


def test_a_table_opens_without_lines_too(outbox):
    outbox.add("open", "a", {"table_id": outbox.cast.table.pk})
    assert outbox.run()[0] == 0
    assert Order.objects.get().total_price == 0


def test_a_refused_command_holds_back_its_chain_and_no_other(outbox, program):
    standing = program.open(outbox.cast)
    outbox.open("a")
    outbox.items("a")
    outbox.open("b", table=outbox.cast.other_table)
    outbox.pay("a")
    outbox.pay("b")
    code, lines = outbox.run()
    assert code == 1
    assert lines[0] == "คำสั่ง 1 เปิดโต๊ะ: ไม่สำเร็จ: โต๊ะนี้มีลูกค้าอยู่แล้ว"
    held = "ยังไม่ได้ทำ เพราะคำสั่ง 1 ของออเดอร์เดียวกันไม่สำเร็จ"
    assert lines[1] == f"คำสั่ง 2 เพิ่มรายการ: {held}"
    assert lines[3] == f"คำสั่ง 4 รับชำระเงิน: {held}"
    assert lines[-1] == "บันทึกแล้ว 2 จาก 5 คำสั่ง ไม่สำเร็จ 1 ยังไม่ได้ทำ 2"
    assert OrderItem.objects.filter(order_id=standing).count() == 0
    assert Order.objects.get(table=outbox.cast.other_table).status == "paid"


def test_what_is_held_back_shows_as_a_gap(outbox, program):
    program.open(outbox.cast)
    outbox.open()
    outbox.items()
    outbox.pay()
    outbox.run()
    (state,) = devices_with_gaps()
    assert (str(state.device.client_id), state.missing) == (TILL, [2, 3])


@pytest.fixture
def dearer(cast) -> MenuItem:
    """Satay cost 62.50 until just now; the tills in these tests tapped long before."""
    MenuPrice.objects.update(since=TAPPED - timedelta(days=9))
    MenuItem.objects.filter(pk=cast.satay.pk).update(price=70)
    return cast.satay


@pytest.mark.parametrize(
    ("price", "hours", "code"), [(62.5, 2, 0), (70, 2, 0), (62.49, 2, 1), (62.5, 25, 1)]
)
def test_a_told_price_stands_for_a_day_if_the_menu_had_it(outbox, dearer, price, hours, code):
    moment = timezone.now() - timedelta(hours=hours)
    tapped = {"occurred_at": moment.isoformat(), "author": word_of(outbox.cast.cashier, moment)}
    outbox.open(**tapped)
    line = {"menu_id": dearer.pk, "qty": 1, "price": price}
    outbox.add("items", "a", {"items": [line]}, **tapped)
    assert outbox.run()[0] == code
    assert OrderItem.objects.filter(menu=dearer).count() == 1 - code


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": {"table_id": 987654321}}, "ไม่พบ"),
        ({"body": {}}, "table_id: ต้องระบุค่านี้"),
        ({"body": {"table_id": "1"}}, "table_id: ต้องเป็นตัวเลขจำนวนเต็ม"),
        ({"body": {"table_id": 1, "guests": 2}}, "guests: ไม่รู้จักช่องนี้"),
        ({"body": {"table_id": 1, "items": []}}, "items: ต้องมีอย่างน้อย 1 รายการ"),
        ({"kind": "items", "body": {"items": [{"menu_id": 1, "qty": 1}]}}, "ออเดอร์ใด"),
        ({"kind": "pay", "body": {"payment_method": "qr"}, "order_id": 10**9}, "ไม่พบ"),
    ],
)
def test_what_the_api_refuses_is_refused_here(outbox, changes, sentence):
    outbox.open("a").update(changes)
    outbox.open("b")
    code, lines = outbox.run()
    assert code == 1
    assert "ไม่สำเร็จ" in lines[0]
    assert sentence in lines[0]
    assert "บันทึกแล้ว ออเดอร์" in lines[1]


def test_a_name_of_a_field_forges_no_line_of_the_result(outbox):
    outbox.open().update(body={"table_id": 1, "\x1b[2J\nคำสั่ง 2 เปิดโต๊ะ: บันทึกแล้ว": 1})
    code, lines = outbox.run()
    assert (code, len(lines)) == (1, 2)
    assert "�[2J�คำสั่ง 2" in lines[0]


def test_a_word_of_half_a_letter_names_nobody_and_stops_nothing(outbox):
    outbox.open(author="a:HALF")
    path = outbox.write()
    path.write_text(path.read_text(encoding="utf-8").replace("HALF", "\\ud800"), encoding="utf-8")
    assert run(path)[0] == 0
    assert Order.objects.get().opened_by == outbox.cast.manager


def test_a_cook_is_nobodys_author(outbox):
    outbox.open(author=word_of(outbox.cast.cook))
    assert outbox.run()[0] == 0
    assert Order.objects.get().opened_by == outbox.cast.manager


def test_a_key_used_for_something_else_is_refused(outbox):
    key = outbox.open("a")["key"]
    outbox.open("b", table=outbox.cast.other_table, key=key)
    code, lines = outbox.run()
    assert (code, Order.objects.count()) == (1, 1)
    assert "คำสั่งนี้ถูกประมวลผลแล้ว" in lines[1]


def test_json_is_one_object_a_command_and_a_summary(outbox, program):
    outbox.open("a", table=outbox.cast.other_table)
    program.open(outbox.cast)
    outbox.open("b")
    outbox.pay("b")
    code, lines = outbox.run("--json")
    done, refused, held, summary = map(json.loads, lines)
    order = Order.objects.get(table=outbox.cast.other_table)
    assert code == 1
    assert done == {
        "sequence": 1, "kind": "open", "key": outbox.commands[0]["key"], "result": "done",
        "order_id": order.pk, "error": "", "message": "",
    }  # fmt: skip
    assert (refused["result"], refused["error"]) == ("refused", "TABLE_OCCUPIED")
    assert (held["result"], held["order_id"]) == ("held", None)
    assert summary == {"done": 1, "replayed": 0, "refused": 1, "held": 1}


def test_an_empty_outbox_is_done_at_once(outbox):
    assert outbox.run() == (0, ["บันทึกแล้ว 0 จาก 0 คำสั่ง"])


class CutOff(StringIO):
    """Somebody presses Ctrl+C when the first line has been shown."""

    def write(self, text: str) -> int:
        if self.getvalue():
            raise KeyboardInterrupt
        return super().write(text)


@pytest.mark.django_db(transaction=True)
def test_cut_off_in_the_middle_it_goes_on_where_it_was(outbox):
    outbox.open()
    outbox.items()
    outbox.pay()
    with pytest.raises(KeyboardInterrupt):
        call_command("import_outbox", str(outbox.write()), stdout=CutOff())
    assert Order.objects.get().status == "open"
    code, lines = outbox.run()
    assert (code, lines[-1]) == (0, "บันทึกแล้ว 3 จาก 3 คำสั่ง")
    assert (Order.objects.get().total_price, Payment.objects.count()) == (270, 1)


def test_an_implausible_amount_is_done_only_when_somebody_confirmed_it_on_the_till(outbox):
    outbox.open()
    command = outbox.pay(cash=88509993)
    code, lines = outbox.run()
    assert (code, Payment.objects.count()) == (1, 0)
    assert "88,509,993.00" in lines[1]
    command["body"]["confirmed"] = True
    assert outbox.run()[0] == 0
    assert Payment.objects.get().amount_received == 88509993
