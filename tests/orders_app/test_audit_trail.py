"""Every command leaves one line in the audit log: what, on which order, by whom, which request."""

import pytest

from core_app.models import AuditEvent
from tests.orders_app.good_requests import good_request
from tests.program import new_key

ACTIONS = {
    "open": "order.opened",
    "items": "order.items_added",
    "pay": "order.paid",
    "cancel": "order.cancelled",
    "void": "order.item_voided",
}


@pytest.mark.parametrize("name", list(ACTIONS))
def test_a_command_is_written_down_once_with_who_did_it(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    before = AuditEvent.objects.count()
    answer = request.send(managing_program, key)
    request.send(managing_program, key)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject) == (ACTIONS[name], "order")
    assert event.subject_id == answer.json()["order_id"]
    assert event.staff == cast.manager
    assert event.request_id == answer["X-Request-ID"]


def details(program, name: str, cast) -> dict:
    good_request(name, cast).send(program, new_key())
    return AuditEvent.objects.latest("pk").details


def test_opening_names_the_table(managing_program, cast):
    assert details(managing_program, "open", cast) == {"table_id": cast.other_table.pk}


def test_adding_names_the_lines_and_the_new_total(managing_program, cast):
    written = details(managing_program, "items", cast)
    assert len(written["item_ids"]) == 2
    assert written["total_price"] == 330


def test_paying_names_method_and_money(managing_program, cast):
    assert details(managing_program, "pay", cast) == {
        "method": "cash",
        "total_price": 145,
        "amount_received": 200,
        "change": 55,
    }


def test_cancelling_names_the_reason_and_what_was_lost(managing_program, cast):
    written = details(managing_program, "cancel", cast)
    assert written == {"reason": "ลูกค้าเปลี่ยนใจ", "total_price": 145}


def test_voiding_names_the_line_and_the_reason(managing_program, cast):
    written = details(managing_program, "void", cast)
    assert (written["reason"], written["total_price"]) == ("สั่งผิด", 25)
    assert written["item_id"]


def test_a_refused_command_leaves_no_line_but_that_somebody_had_no_right(program, cast):
    order_id = program.open_with_lunch(cast)
    before = AuditEvent.objects.latest("pk").pk
    program.command("/orders", table_id=cast.table.pk)
    program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=1)
    program.command(f"/orders/{order_id}/cancel", reason="ไม่มีสิทธิ์")
    (event,) = AuditEvent.objects.filter(pk__gt=before)
    assert (event.action, event.staff) == ("staff.forbidden", cast.cashier)
    assert event.details["asked"] == f"POST /orders/{order_id}/cancel"
