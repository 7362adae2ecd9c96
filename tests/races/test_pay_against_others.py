"""One till takes the money while another adds to the order, cancels it, or voids a line of it.

Whoever comes second finds the order as the first one left it.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from orders_app.commands import running
from orders_app.models import Order
from tests.cast import TableFactory
from tests.program import Program
from tests.races import guards_off, schema_guards
from tests.races.racing import (
    Window,
    assert_books_are_right,
    found_kinds,
    race,
    slowly,
    statuses,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
LUNCH, LIME_JUICE, TWO_PAD_THAI = 145, 25, 120  # baht


def pay(cast, order_id: int):
    """The cashier's till takes a 1000 note."""
    path = f"/orders/{order_id}/pay"
    return Program(cast.cashier).command(path, payment_method="cash", amount_received=1000)


def add(cast, order_id: int):
    """Another till adds a lime juice."""
    items = [{"menu_id": cast.lime_juice.pk, "qty": 1}]
    return Program(cast.other_cashier).command(f"/orders/{order_id}/items", items=items)


def cancel(cast, order_id: int):
    """The manager cancels."""
    return Program(cast.manager).command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับก่อน")


def void(cast, order_id: int):
    """Another till voids the first line."""
    item = Order.objects.get(pk=order_id).items.first()
    path = f"/orders/{order_id}/items/{item.pk}/void"
    return Program(cast.other_cashier).command(path, reason="ครัวไม่ได้ทำ")


def void_one(cast, order_id: int):
    """Another till voids one of the two of the first line."""
    item = Order.objects.get(pk=order_id).items.first()
    path = f"/orders/{order_id}/items/{item.pk}/void"
    return Program(cast.other_cashier).command(path, reason="ครัวไม่ได้ทำ", qty=1)


def pay_against(other: Callable, cast, order_id: int) -> tuple:
    """Pay and do the other thing in one moment; return both answers."""
    paid, done = race(lambda: pay(cast, order_id), lambda: other(cast, order_id))
    return paid, done


def at_a_new_table(cast):
    """Return the cast around a free table: a broken order may still stand on the last one."""
    return replace(cast, table=TableFactory())


@pytest.fixture
def late(cast, program, monkeypatch, unguarded):
    """Run two commands on one order, all guards off: the second comes when the first has looked."""

    def run(first: Callable, second: Callable) -> None:
        order_id, window = program.open_with_lunch(cast), Window()
        guards_off.one_transaction_off(monkeypatch)
        guards_off.order_lock_off(monkeypatch, window.after)
        guards_off.open_bill_off(monkeypatch)
        unguarded(schema_guards.ends_off())
        unguarded(schema_guards.late_lines_off())
        unguarded(schema_guards.checks_off("orders"))
        race(
            lambda: (schema_guards.look_away(), first(cast, order_id)),
            window.then(lambda: second(cast, order_id)),
        )

    return run


@pytest.mark.parametrize("other", [add, void, void_one])
def test_without_any_guard_a_line_changes_when_the_money_is_taken(other, late):
    late(other, pay)
    assert "payment_differs" in found_kinds()


def test_without_any_guard_a_cancelled_order_is_paid(late):
    late(pay, cancel)
    assert "cancellation_differs" in found_kinds()


@pytest.fixture
def window(monkeypatch):
    """Hold the order's lock for a while, so that the other one surely meets it."""
    guards_off.use_order_lock(monkeypatch, slowly(running.lock_open_order))


@pytest.mark.usefixtures("window")
def test_a_line_is_on_the_paid_bill_or_refused(cast, program):
    for _ in range(ROUNDS):
        order_id = program.open_with_lunch(at_a_new_table(cast))
        paid, added = pay_against(add, cast, order_id)
        assert (added.status_code, paid.json()["total_price"]) in [
            (201, LUNCH + LIME_JUICE),
            (409, LUNCH),
        ]
    assert_books_are_right()


@pytest.mark.usefixtures("window")
def test_an_order_is_paid_or_cancelled_but_never_both(cast, program):
    for _ in range(ROUNDS):
        order_id = program.open_with_lunch(at_a_new_table(cast))
        answers = pay_against(cancel, cast, order_id)
        assert statuses(answers) == [200, 409]
        winner = "paid" if answers[0].status_code == 200 else "cancelled"
        [refused] = [answer.json() for answer in answers if answer.status_code == 409]
        assert (refused["error"], refused["status"]) == ("ORDER_NOT_OPEN", winner)
        assert Order.objects.get(pk=order_id).status == winner
    assert_books_are_right()


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize(("how", "off"), [(void, TWO_PAD_THAI), (void_one, TWO_PAD_THAI // 2)])
def test_what_is_voided_is_off_the_paid_bill_or_refused(cast, program, how, off):
    for _ in range(ROUNDS):
        order_id = program.open_with_lunch(at_a_new_table(cast))
        paid, voided = pay_against(how, cast, order_id)
        assert (voided.status_code, paid.json()["total_price"]) in [
            (200, LUNCH - off),
            (409, LUNCH),
        ]
    assert_books_are_right()
