"""The judge of the bad day can say no: one case for everything that must not happen."""

from collections import Counter
from copy import deepcopy
from decimal import Decimal

import pytest

from tests.browser.faults.judge import BooksRecord, Key, TillRecord, complaints

pytestmark = pytest.mark.no_database

LINES = Counter({(5, 2, Decimal("60.00")): 1, (10, 1, Decimal("25.00")): 1})
ITEMS = [{"menu_id": 5, "qty": 2, "price": 60}, {"menu_id": 10, "qty": 1, "price": 25}]


def an_act(seq: int, kind: str, state: str, **more) -> dict:
    """A command of table 1 as the outbox keeps it."""
    body = {"items": ITEMS} if kind != "pay" else {"payment_method": "cash", "amount_received": 500}
    command = {"seq": seq, "key": f"key-{seq}", "kind": kind, "state": state, "order": "order-1"}
    return (
        command | {"table": "1", "label": "โต๊ะ 1", "body": body, "answer": {"order_id": 7}} | more
    )


def a_good_day() -> tuple[TillRecord, BooksRecord]:
    """Lunch opened and paid, an opening refused, and what was tapped onto that still waiting."""
    commands = [
        an_act(1, "open", "done"),
        an_act(2, "pay", "done"),
        an_act(3, "open", "refused", order="order-2"),
        an_act(4, "items", "waiting", order="order-2"),
    ]
    seen = {command["key"]: command["state"] for command in commands}
    till = TillRecord("till 1", commands, "บันทึกในเครื่อง รอส่ง 1 รายการ", 1, seen)
    keys = {
        "key-1": Key(201, 7, True, ""),
        "key-2": Key(200, 7, True, ""),
        "key-3": Key(409, None, True, ""),
    }
    return till, BooksRecord(keys, {7: 1}, {7: Counter(LINES)}, {7: [Decimal("500.00")]})


def said(till: TillRecord, books: BooksRecord) -> str:
    return "\n".join(complaints([till], books))


def test_a_good_day_is_a_good_day():
    assert complaints([a_good_day()[0]], a_good_day()[1]) == []


def test_a_command_in_a_copied_outbox_that_the_database_lacks_is_found():
    till, books = a_good_day()
    copied = deepcopy(till)
    copied.commands.append(an_act(9, "items", "done"))
    assert "command 9 (items, key-9) is shown as saved and is not in the database" in said(
        copied, books
    )
    assert complaints([till], books) == []


def test_a_saved_command_that_was_refused_in_truth_is_found():
    till, books = a_good_day()
    books.keys["key-2"] = Key(409, None, True, "")
    assert "command 2 (pay, key-2) is shown as saved" in said(till, books)


def test_a_doubled_line_is_found():
    till, books = a_good_day()
    books.lines[7][(5, 2, Decimal("60.00"))] += 1
    assert "2 × dish 5 at 60.00 is in the books and no command ordered it" in said(till, books)


def test_a_lost_line_is_found():
    till, books = a_good_day()
    del books.lines[7][(10, 1, Decimal("25.00"))]
    assert "1 × dish 10 at 25.00 was sent and is not in the books" in said(till, books)


def test_a_second_payment_and_a_missing_one_are_found():
    till, books = a_good_day()
    for wrong in ([], [Decimal("500.00")] * 2, [Decimal("145.00")]):
        books.payments[7] = wrong
        assert "order 7: paid ['500.00'], in the books" in said(till, books)


def test_an_order_that_no_command_opened_is_found():
    till, books = a_good_day()
    books.tables[8] = 2
    assert "order 8 was opened by 0 commands" in said(till, books)


def test_a_command_that_left_its_till_is_found():
    till, books = a_good_day()
    till.seen["key-5"] = "waiting"
    assert "command key-5 was kept here (waiting) and is gone" in said(till, books)


def test_a_saved_command_that_waits_again_is_found():
    till, books = a_good_day()
    till.commands[1]["state"] = "waiting"
    assert "command key-2 was done and is waiting" in said(till, books)


def test_a_refusal_that_nobody_sees_is_found():
    till, books = a_good_day()
    till.refused_shown = 0
    assert "1 commands were refused and 0 are shown as refused" in said(till, books)


@pytest.mark.parametrize("state", ["waiting", "refused", "dropped"])
def test_a_command_that_is_not_saved_here_and_done_there_is_found(state):
    till, books = a_good_day()
    till.commands[1]["state"] = state
    assert f"command 2 (pay, key-2) is {state} here and done in the database" in said(till, books)


def test_a_bar_that_says_saved_while_commands_wait_or_are_undecided_is_found():
    till, books = a_good_day()
    till.saving = "บันทึกแล้ว ✓"
    assert "while 1 wait and 1 are undecided" in said(till, books)
    del till.commands[3]  # the one that waits
    assert "while 0 wait and 1 are undecided" in said(till, books)


def test_a_command_that_waits_for_nothing_is_found():
    till, books = a_good_day()
    till.commands[3]["order"] = "order-3"
    assert "command 4 (โต๊ะ 1) waits although nothing holds it back" in said(till, books)


def test_a_refused_payment_holds_nothing_back():
    till, books = a_good_day()
    till.commands[2]["kind"] = "pay"
    assert "command 4 (โต๊ะ 1) waits although nothing holds it back" in said(till, books)


def test_a_command_on_another_order_or_table_is_found():
    till, books = a_good_day()
    till.commands[0]["answer"]["order_id"] = 6
    till.commands[1]["table"] = "2"
    assert "was told order 6, it is 7" in said(till, books)
    assert "of table 2 is on table 1" in said(till, books)


def test_what_a_page_without_its_script_sold_is_known_from_its_stored_answer():
    till, books = a_good_day()
    till.commands[:2] = []
    till.seen = {}
    opened = '{"created_at": "…", "items": [{"menu_id": 5, "qty": 2, "price": 60}]}'
    added = '{"items": [{"menu_id": 10, "qty": 1, "price": 25}]}'
    paid = '{"paid_at": "…", "amount_received": 500}'
    for name, status, answer in (("a", 201, opened), ("b", 201, added), ("c", 200, paid)):
        books.keys[name] = Key(status, 7, False, answer)
    assert complaints([till], books) == []
    del books.keys["b"]
    assert "is in the books and no command ordered it" in said(till, books)
