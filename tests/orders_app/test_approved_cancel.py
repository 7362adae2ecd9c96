"""An order with lines is closed by a manager, or with a manager's word where one has a PIN."""

from decimal import Decimal

import pytest

from core_app.models import AuditEvent
from orders_app.models import Order, OrderItem
from staff_app.models import User
from tests.expect import nothing_written, refused
from tests.program import Program, new_key
from tests.words import give_word, with_pin

REASON = "ลูกค้ากลับ"


@pytest.fixture
def boss(cast) -> User:
    """The manager, who has a PIN."""
    return with_pin(cast.manager)


@pytest.fixture
def lunch(program, cast) -> Order:
    """The brief's lunch, 145 baht."""
    return Order.objects.get(pk=program.open_with_lunch(cast))


def cancel(program, order: Order, key: str = ""):
    body = {"reason": REASON, "idempotency_key": key or new_key()}
    return program.post(f"/orders/{order.pk}/cancel", body)


def told_of_it() -> dict:
    return AuditEvent.objects.get(action="order.cancelled").details


def test_a_cashier_is_asked_for_a_word_instead_of_being_sent_away(program, boss, lunch):
    with nothing_written():
        body = refused(cancel(program, lunch), 409, "APPROVAL_NEEDED")
    assert (body["subject"], body["subject_id"], body["amount"]) == ("cancel", lunch.pk, 145)


def test_what_was_sent_a_moment_ago_is_cancelled_with_a_word_too(program, boss, lunch):
    key = new_key()
    needed = cancel(program, lunch, key).json()
    give_word(program, needed, key, boss)
    assert cancel(program, lunch, key).json()["status"] == "cancelled"
    assert told_of_it() == {"reason": REASON, "total_price": 145, "approved_by": boss.pk}


def test_a_dish_that_came_after_the_word_asks_again(program, boss, cast, lunch):
    key = new_key()
    give_word(program, cancel(program, lunch, key).json(), key, boss)
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    program.command(f"/orders/{lunch.pk}/items", items=items)
    assert refused(cancel(program, lunch, key), 409, "APPROVAL_NEEDED")["amount"] == 207.5


def test_satang_are_approved_to_the_satang(program, boss, cast, lunch):
    program.command(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    key = new_key()
    give_word(program, cancel(program, lunch, key).json(), key, boss)
    assert cancel(program, lunch, key).status_code == 200


def test_an_order_without_a_line_is_closed_by_any_seller(program, boss, cast):
    order = Order.objects.get(pk=program.open(cast))
    assert cancel(program, order).status_code == 200
    assert "approved_by" not in told_of_it()


def test_a_manager_needs_no_second_word(boss, lunch):
    assert cancel(Program(boss), lunch).status_code == 200
    assert "approved_by" not in told_of_it()


def test_a_small_order_needs_no_word_if_the_owner_says_so(program, boss, lunch, settings):
    settings.APPROVAL_FROM = Decimal("145.01")
    assert cancel(program, lunch).status_code == 200


def test_what_was_taken_off_before_is_counted_too(program, boss, lunch, settings):
    settings.APPROVAL_FROM = Decimal("130")
    juice = OrderItem.objects.get(name="น้ำมะนาว")
    path = f"/orders/{lunch.pk}/items/{juice.pk}/void"
    assert program.command(path, reason="สั่งผิด").status_code == 200
    assert refused(cancel(program, lunch), 409, "APPROVAL_NEEDED")["amount"] == 120


def test_where_no_manager_is_in_the_house_it_is_listed_instead(program, boss, lunch, settings):
    settings.APPROVALS = "listed"
    assert cancel(program, lunch).status_code == 200
    assert told_of_it()["unapproved"] is True


def test_without_a_pin_in_the_house_it_stays_a_managers(program, lunch, settings):
    refused(cancel(program, lunch), 403, "FORBIDDEN")
    settings.APPROVALS = "listed"
    refused(cancel(program, lunch), 403, "FORBIDDEN")
