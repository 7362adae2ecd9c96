"""What only several tables together can say: each guard refuses it, and without it, it would be."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders_app.models import Bill, ItemVoid, Order, OrderItem, Payment, Seating
from tests.races import schema_guards

NOW = timezone.now()
SUMMARY = {"payment_method": "cash", "amount_received": 200, "change": 55, "paid_at": NOW}
PAID = {"status": "paid"} | SUMMARY
CANCELLED = {"status": "cancelled", "cancelled_at": NOW, "cancel_reason": "ลูกค้ากลับ"}


@pytest.fixture
def order(program, cast) -> Order:
    """An open order of 145 baht."""
    return Order.objects.get(pk=program.open_with_lunch(cast))


def pays(order: Order, amount: int = 145) -> None:
    """Take money for the order's bill, which comes to 145 baht."""
    Bill.objects.filter(order=order, status="open").update(goods=145, total=145)
    cash = {"method": "cash", "amount": amount, "amount_received": 200, "change": 200 - amount}
    who = {"taken_by": order.opened_by, "created_at": NOW}
    Payment.objects.create(bill=order.bills.get(), **cash, **who)


def leaves(order: Order) -> None:
    Seating.objects.filter(order=order).update(until=NOW)


def update(order: Order, **change) -> None:
    Order.objects.filter(pk=order.pk).update(**change)


def ends_paid(order: Order) -> None:
    leaves(order)
    pays(order)
    update(order, **PAID)


def a_bill_is_settled_unpaid(order: Order) -> None:
    order.bills.update(status="settled", goods=145, total=145, paid=145, closed_at=NOW)


def a_bill_is_born_settled(order: Order) -> None:
    bill = {"order": order, "number": 2, "status": "settled", "terms": order.bills.get().terms}
    Bill.objects.create(total=9, paid=9, created_at=NOW, closed_at=NOW, **bill)


def a_void_bill_is_paid(order: Order) -> None:
    order.bills.update(status="void", closed_at=NOW)
    pays(order)


def a_bill_is_settled_of_nothing_without_a_payment(order: Order) -> None:
    order.bills.update(status="settled", closed_at=NOW)


def a_bill_with_money_is_void(order: Order) -> None:
    pays(order, 100)
    order.bills.update(status="void", paid=0, closed_at=NOW)


def a_paid_order_gets_another_bill(order: Order) -> None:
    ends_paid(order)
    Bill.objects.create(order=order, number=2, terms_id=order.bills.get().terms_id, created_at=NOW)


def a_paid_order_sits_down_again(order: Order) -> None:
    ends_paid(order)
    Seating.objects.create(order=order, table=order.table, since=NOW)


def a_settled_bill_is_paid_once_more(order: Order) -> None:
    pays(order)
    money = {"method": "qr", "amount": 0, "amount_received": 0, "change": 0}
    bill = order.bills.get()
    Payment.objects.create(bill=bill, taken_by=order.opened_by, created_at=NOW, **money)


def a_line_is_voided_after_the_end(order: Order) -> None:
    ends_paid(order)
    ItemVoid.objects.create(item=order.items.get(qty=2), qty=1, reason="x", created_at=NOW)


def an_order_is_paid_with_a_bill_still_open(order: Order) -> None:
    leaves(order)
    pays(order)
    Bill.objects.create(order=order, number=2, terms_id=order.bills.get().terms_id, created_at=NOW)
    update(order, **PAID)


def an_order_says_another_total_than_its_bill(order: Order) -> None:
    leaves(order)
    pays(order)
    update(order, **PAID | {"total_price": 100})


def an_order_is_paid_without_money(order: Order) -> None:
    leaves(order)
    update(order, **PAID)


def an_order_is_paid_with_an_uncovered_line(order: Order) -> None:
    leaves(order)
    pays(order)
    menu = order.items.first().menu
    OrderItem.objects.create(order=order, menu=menu, name="x", qty=1, price=5)
    update(order, **PAID)


def an_order_is_born_paid(order: Order) -> None:
    Order.objects.create(table=order.table, opened_by=order.opened_by, **PAID)


def an_order_says_another_amount_than_was_paid(order: Order) -> None:
    leaves(order)
    pays(order)
    update(order, **PAID | {"amount_received": 500, "change": 355})


def an_order_says_another_way_than_it_was_paid(order: Order) -> None:
    leaves(order)
    pays(order)
    update(order, **PAID | {"payment_method": "qr"})


def a_cancelled_order_leaves_its_bill_open(order: Order) -> None:
    leaves(order)
    update(order, **CANCELLED)


def a_paid_order_still_sits(order: Order) -> None:
    pays(order)
    update(order, **PAID)


def a_cancelled_order_still_sits(order: Order) -> None:
    order.bills.update(status="void", closed_at=NOW)
    update(order, **CANCELLED)


def more_is_voided_than_is_left(order: Order) -> None:
    line = order.items.filter(qty=2).get()
    for qty in (1, 2):
        ItemVoid.objects.create(item=line, qty=qty, reason="x", created_at=NOW)


CASES: list[tuple[Callable[[Order], None], str, list[tuple[str, ...]]]] = [
    (
        a_bill_is_settled_unpaid,
        "says of its payments what they do not",
        [("bills", "unpaid_bills")],
    ),
    (
        a_bill_is_born_settled,
        "says of its payments what they do not",
        [("bills", "unpaid_bills_insert")],
    ),
    (
        a_bill_is_settled_of_nothing_without_a_payment,
        "says of its payments what they do not",
        [("bills", "unpaid_bills")],
    ),
    (
        a_bill_with_money_is_void,
        "says of its payments what they do not",
        [("bills", "unpaid_bills")],
    ),
    (a_paid_order_gets_another_bill, "gets no bill", [("bills", "late_bills")]),
    (a_paid_order_sits_down_again, "sits down nowhere", [("order_tables", "late_order_tables")]),
    (
        a_settled_bill_is_paid_once_more,
        "takes no payment",
        [("payments", "late_payments"), ("bills", "frozen_bills")],
    ),
    (
        a_line_is_voided_after_the_end,
        "lines of a paid or cancelled order are final",
        [
            ("item_voids", "late_item_voids"),
            ("order_items", "late_insert_order_items", "late_update_order_items"),
        ],
    ),
    (
        an_order_is_paid_with_a_bill_still_open,
        "no settled bill covers",
        [("orders", "uncovered_orders")],
    ),
    (
        an_order_says_another_total_than_its_bill,
        "no settled bill covers",
        [("orders", "uncovered_orders")],
    ),
    (
        an_order_is_paid_without_money,
        "no settled bill covers|says other than its payments",
        [("orders", "uncovered_orders", "unlike_orders")],
    ),
    (
        an_order_is_paid_with_an_uncovered_line,
        "no settled bill covers",
        [("orders", "uncovered_orders")],
    ),
    (
        an_order_is_born_paid,
        "no settled bill covers",
        [("orders", "uncovered_orders_insert")],
    ),
    (
        an_order_says_another_amount_than_was_paid,
        "says other than its payments",
        [("orders", "unlike_orders")],
    ),
    (
        an_order_says_another_way_than_it_was_paid,
        "says other than its payments",
        [("orders", "unlike_orders")],
    ),
    (
        a_cancelled_order_leaves_its_bill_open,
        "a bill that is not void",
        [("orders", "owing_orders")],
    ),
    (a_paid_order_still_sits, "still sits at a table", [("orders", "sitting_orders")]),
    (a_cancelled_order_still_sits, "still sits at a table", [("orders", "sitting_orders")]),
]
NAMES = [case.__name__ for case, _, _ in CASES]


@pytest.mark.parametrize(("wrong", "message"), [case[:2] for case in CASES], ids=NAMES)
def test_the_database_refuses(order, wrong, message):
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        wrong(order)


@pytest.mark.parametrize(("wrong", "guards"), [(case[0], case[2]) for case in CASES], ids=NAMES)
def test_without_its_guard_it_would_be_so(order, wrong, guards):
    for table, *names in guards:
        schema_guards.guard_off(table, *names)
    wrong(order)


def test_a_void_bill_takes_no_payment(order):
    with (
        pytest.raises(IntegrityError, match="a settled or void bill takes no payment"),
        transaction.atomic(),
    ):
        a_void_bill_is_paid(order)


def test_no_more_of_a_line_is_voided_than_is_left(order):
    with (
        pytest.raises(IntegrityError, match="chk_order_items_voids_within_qty"),
        transaction.atomic(),
    ):
        more_is_voided_than_is_left(order)


def test_a_void_tells_its_line(order):
    line = order.items.filter(qty=2).get()
    ItemVoid.objects.create(item=line, qty=1, reason="หก", created_at=NOW)
    line.refresh_from_db()
    assert (line.voided_qty, line.voided_at, line.void_reason) == (1, None, "")
    ItemVoid.objects.create(item=line, qty=1, reason="หกอีก", created_at=NOW)
    line.refresh_from_db()
    assert (line.voided_qty, line.voided_at, line.void_reason) == (2, NOW, "หกอีก")


def test_a_tables_state_follows_its_parties(order, cast):
    other = Order.objects.create(table=cast.table, opened_by=cast.cashier)
    Seating.objects.create(order=other, table=cast.table, party=2, since=NOW)
    leaves(order)
    cast.table.refresh_from_db()
    assert cast.table.status == "occupied"  # the second party is still there
    leaves(other)
    cast.table.refresh_from_db()
    assert (cast.table.status, cast.table.updated_at) == ("available", NOW)
