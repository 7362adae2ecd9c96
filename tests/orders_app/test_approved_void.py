"""A void needs a manager's word, once a manager has a PIN, unless it undoes what was just done."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core_app.models import AuditEvent
from orders_app.models import OrderItem
from staff_app.models import Approval, Role, User
from tests.cast import StaffFactory
from tests.devices_app.till import Till
from tests.expect import nothing_written, refused
from tests.program import Program, new_key
from tests.words import PIN, give_word, let_pass, with_pin

NEEDED = "APPROVAL_NEEDED"


@pytest.fixture
def boss(cast) -> User:
    """The manager, who has a PIN."""
    return with_pin(cast.manager)


@pytest.fixture
def line(cast) -> OrderItem:
    """Two ผัดไทย at 60, which the other cashier has sent."""
    Program(cast.other_cashier).open_with_lunch(cast)
    return OrderItem.objects.get(name="ผัดไทย")


def void(program, line, key: str = "", *, headers: dict | None = None, **asked):
    path = f"/orders/{line.order_id}/items/{line.pk}/void"
    body = {"reason": "สั่งผิด", "idempotency_key": key or new_key(), **asked}
    return program.post(path, body, **(headers or {}))


def told_of_the_void() -> dict:
    return AuditEvent.objects.get(action="order.item_voided").details


def test_without_a_pin_in_the_house_nobody_is_asked(program, line):
    assert void(program, line).status_code == 200
    assert "approved_by" not in told_of_the_void()


def test_a_pin_of_a_closed_account_or_of_a_former_manager_asks_nobody(program, line):
    with_pin(StaffFactory(role=Role.MANAGER, is_active=False))
    with_pin(StaffFactory(role=Role.CASHIER))
    assert void(program, line).status_code == 200


def test_a_pin_of_the_demo_asks_nobody_in_a_shop(program, line, settings):
    settings.DEMO = False
    with_pin(StaffFactory(role=Role.MANAGER, is_demo=True))
    assert void(program, line).status_code == 200


def test_a_cashier_hears_who_can_approve_what_and_nothing_is_kept(program, boss, line):
    with nothing_written():
        body = refused(void(program, line), 409, NEEDED)
    told = (body["subject"], body["subject_id"], body["amount"], body["approvers"])
    assert told == ("void", line.pk, 120, [{"id": boss.pk, "name": str(boss)}])
    assert "ให้ผู้จัดการใส่ PIN" in body["message"]
    assert PIN not in str(body)


def test_the_unchanged_request_is_done_after_the_word(program, boss, line, cast):
    key = new_key()
    needed = refused(void(program, line, key), 409, NEEDED)
    assert give_word(program, needed, key, boss).status_code == 201
    answer = void(program, line, key)
    assert (answer.status_code, answer.json()["total_price"]) == (200, 25)
    assert told_of_the_void()["approved_by"] == boss.pk
    word = Approval.objects.get()
    assert (word.asked_by, word.approved_by) == (cast.cashier, boss)
    assert word.consumed_at is not None


def test_a_repeat_gets_the_first_answer_and_uses_up_nothing_more(program, boss, line):
    key = new_key()
    needed = void(program, line, key, qty=1).json()
    give_word(program, needed, key, boss)
    first = void(program, line, key, qty=1)
    give_word(program, needed, key, boss)
    again = void(program, line, key, qty=1)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert Approval.objects.filter(consumed_at=None).count() == 1
    assert OrderItem.objects.get(pk=line.pk).voided_qty == 1


def test_an_amount_that_has_changed_asks_again(program, boss, line):
    key = new_key()
    needed = void(program, line, key).json()
    give_word(program, needed, key, boss)
    assert void(Program(boss), line, qty=1).status_code == 200
    assert refused(void(program, line, key), 409, NEEDED)["amount"] == 60


def test_a_word_is_good_for_a_minute(program, boss, line, monkeypatch):
    key = new_key()
    needed = void(program, line, key).json()
    give_word(program, needed, key, boss)
    let_pass(monkeypatch, 61)
    refused(void(program, line, key), 409, NEEDED)
    give_word(program, needed, key, boss)
    assert void(program, line, key).status_code == 200


def test_a_word_for_another_key_is_none(program, boss, line):
    needed = void(program, line).json()
    give_word(program, needed, new_key(), boss)
    refused(void(program, line), 409, NEEDED)


def test_a_word_that_somebody_else_asked_for_is_none(program, boss, line):
    key = new_key()
    needed = void(program, line, key).json()
    third = Program(StaffFactory())
    give_word(third, needed, key, boss)
    refused(void(program, line, key), 409, NEEDED)


def test_a_word_for_another_line_or_an_order_is_none(program, boss, line):
    key = new_key()
    needed = void(program, line, key).json()
    give_word(program, needed | {"subject_id": line.pk + 1}, key, boss)
    give_word(program, needed | {"subject": "cancel"}, key, boss)
    refused(void(program, line, key), 409, NEEDED)


def test_a_command_that_fails_leaves_the_word_good(program, boss, line, monkeypatch):
    key = new_key()
    give_word(program, void(program, line, key).json(), key, boss)
    with monkeypatch.context() as broken:
        broken.setattr("orders_app.commands.voiding.take_back", lambda *told: 1 / 0)
        assert void(program, line, key).status_code == 500
    assert void(program, line, key).status_code == 200


def test_a_manager_needs_no_second_word(boss, line):
    assert void(Program(boss), line).status_code == 200
    assert "approved_by" not in told_of_the_void()


def test_a_small_amount_needs_no_word_if_the_owner_says_so(program, boss, line, settings):
    settings.APPROVAL_FROM = Decimal("100")
    assert void(program, line, qty=1).status_code == 200
    # The second one makes 120 of the order: many small ones are not less than a large one.
    assert refused(void(program, line, qty=1), 409, NEEDED)["amount"] == 60
    settings.APPROVAL_FROM = Decimal("120.01")
    assert void(program, line, qty=1).status_code == 200


def test_where_no_manager_is_in_the_house_it_is_listed_instead(program, boss, line, settings):
    settings.APPROVALS = "listed"
    assert void(program, line).status_code == 200
    assert told_of_the_void()["unapproved"] is True


@pytest.fixture
def own_line(program, cast) -> OrderItem:
    """Two ผัดไทย which the cashier has just sent."""
    program.open_with_lunch(cast)
    return OrderItem.objects.get(name="ผัดไทย")


def test_who_takes_off_what_they_just_sent_undoes_it(program, boss, own_line):
    assert void(program, own_line).status_code == 200
    assert told_of_the_void().keys().isdisjoint({"approved_by", "unapproved"})


def test_a_minute_later_it_is_no_undo(program, boss, own_line, monkeypatch):
    let_pass(monkeypatch, 61)
    refused(void(program, own_line), 409, NEEDED)


def test_the_lines_an_order_was_opened_with_are_undone_too(program, boss, cast):
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    program.command("/orders", table_id=cast.table.pk, items=items)
    assert void(program, OrderItem.objects.get()).status_code == 200


@pytest.mark.parametrize(("same", "status"), [(True, 200), (False, 409)])
def test_an_undo_is_on_the_same_device_where_both_are_known(program, boss, cast, same, status):
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    body = {"table_id": cast.table.pk, "items": items, "idempotency_key": new_key()}
    assert program.post("/orders", body, **{"X-Till": first}).status_code == 201
    headers = {"X-Till": first if same else second}
    assert void(program, OrderItem.objects.get(), headers=headers).status_code == status


def test_what_waited_on_its_device_is_no_slip_of_a_finger(program, boss, cast):
    till = Till(program)
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    tapped = timezone.now() - timedelta(minutes=5)
    answer = till.send("/orders", table_id=cast.table.pk, items=items, occurred_at=tapped)
    assert answer.status_code == 201
    refused(void(program, OrderItem.objects.get()), 409, NEEDED)


def test_a_page_or_a_program_says_no_device_and_the_person_counts(program, boss, cast):
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    body = {"table_id": cast.table.pk, "items": items, "idempotency_key": new_key()}
    assert program.post("/orders", body, **{"X-Till": str(uuid.uuid4())}).status_code == 201
    assert void(program, OrderItem.objects.get()).status_code == 200
