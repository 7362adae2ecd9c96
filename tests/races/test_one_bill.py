"""Two payments for one bill, and two voids of one line, come past all code straight to the tables.

The rows themselves hold them apart: who comes second finds what the first has left.
"""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders_app.models import Bill, ItemVoid, Order, OrderItem, Payment, Seating
from tests.races import schema_guards
from tests.races.racing import Window, found_kinds, race

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()


@pytest.fixture
def order(program, cast) -> Order:
    """An open order of 145 baht, whose bill says so."""
    order = Order.objects.get(pk=program.open_with_lunch(cast))
    order.bills.update(goods=145, total=145)
    return order


def pay(order: Order, amount: int) -> None:
    """Put a payment beside whatever stands."""
    money = {"method": "qr", "amount": amount, "amount_received": amount, "change": 0}
    bill = Bill.objects.get(order=order)
    Payment.objects.create(bill=bill, taken_by_id=order.opened_by_id, created_at=NOW, **money)


def void_two(order: Order) -> None:
    """Void both of the line of two."""
    line = order.items.get(qty=2)
    ItemVoid.objects.create(item=line, qty=2, reason="x", created_at=NOW)


def add_line(order: Order) -> None:
    """Put a line of 5 baht onto the order."""
    OrderItem.objects.create(order=order, menu=order.items.first().menu, name="x", qty=1, price=5)


def void_one(order: Order) -> None:
    """Void one of the line of two."""
    ItemVoid.objects.create(item=order.items.get(qty=2), qty=1, reason="x", created_at=NOW)


def settle(order: Order) -> None:
    """Pay the whole bill and end the order, past the lock that a command takes first."""
    pay(order, 145)
    Seating.objects.filter(order=order).update(until=NOW)
    paid = {"payment_method": "qr", "amount_received": 145, "change": 0, "paid_at": NOW}
    Order.objects.filter(pk=order.pk).update(status="paid", **paid)


def both(write: Callable[[], None], other: Callable[[], None] | None = None) -> list[bool]:
    """Write twice, or one and the other: the second comes when the first has not yet committed.

    Return which of them the database took.
    """
    window = Window(guarded=True)

    def first() -> bool:
        with transaction.atomic():
            window.after(write)()
        return True

    def second() -> bool:
        try:
            with transaction.atomic():
                (other or write)()
        except IntegrityError:
            return False
        return True

    return race(first, window.then(second))


def test_two_payments_that_would_overpay_a_bill_are_one(order):
    assert both(lambda: pay(order, 100)) == [True, False]
    assert Bill.objects.get(order=order).paid == 100


def test_two_payments_that_together_cover_a_bill_settle_it(order):
    order.bills.update(goods=200, total=200)
    assert both(lambda: pay(order, 100)) == [True, True]
    bill = Bill.objects.get(order=order)
    assert (bill.paid, bill.status) == (200, "settled")


def test_without_the_payments_own_sum_a_bill_is_overpaid(order, unguarded):
    unguarded(schema_guards.guard_off("payments", "paid_by_payments"))
    assert both(lambda: pay(order, 100)) == [True, True]
    assert "bill_differs" in found_kinds()


def test_a_payment_and_another_that_settles_first_are_one(order):
    assert both(lambda: pay(order, 145)) == [True, False]
    assert Bill.objects.get(order=order).status == "settled"


def test_two_voids_of_more_than_there_is_are_one(order):
    assert both(lambda: void_two(order)) == [True, False]
    assert order.items.get(qty=2).left == 0


def test_without_the_lines_own_sum_more_is_voided_than_there_is(order, unguarded):
    unguarded(schema_guards.guard_off("item_voids", "sum_of_item_voids"))
    assert both(lambda: void_two(order)) == [True, True]
    assert "void_differs" in found_kinds()


@pytest.mark.parametrize("change", [add_line, void_one])
def test_what_an_order_is_of_does_not_change_under_its_payment(order, change):
    assert both(lambda: change(order), lambda: settle(order)) == [True, False]
    order.refresh_from_db()
    assert order.status == "open"


@pytest.mark.parametrize("change", [add_line, void_one])
def test_a_paid_order_is_not_changed_by_who_looked_before_it_was(order, change):
    assert both(lambda: settle(order), lambda: change(order)) == [True, False]
    assert not {"bill_differs", "total_differs"} & found_kinds()


@pytest.mark.parametrize("change", [add_line, void_one])
def test_without_the_guards_of_its_lines_a_paid_order_is_changed(order, change, unguarded):
    unguarded(schema_guards.late_lines_off())
    unguarded(schema_guards.guard_off("item_voids", "late_item_voids"))
    assert both(lambda: settle(order), lambda: change(order)) == [True, True]
    assert "bill_differs" in found_kinds()
