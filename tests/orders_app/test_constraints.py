"""The database itself says no: each CHECK and unique rule, tried past the whole application."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from menu_app.models import MenuItem
from orders_app.models import Bill, Order, OrderItem, Payment, Seating
from staff_app.models import User
from tables_app.models import Table
from tests.cast import Cast
from tests.races import schema_guards

NOW = timezone.now()
PAID = {
    "status": "paid",
    "paid_at": NOW,
    "payment_method": "cash",
    "amount_received": 200,
    "change": 55,
}
CANCELLED = {"status": "cancelled", "cancelled_at": NOW, "cancel_reason": "ลูกค้าเปลี่ยนใจ"}


@pytest.fixture
def order(program, cast) -> Order:
    """An open order of 145 baht."""
    return Order.objects.get(pk=program.open_with_lunch(cast))


def says_no(rule: str, command) -> None:
    """Check that the database refuses `command` because of `rule`."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        command()


@pytest.fixture
def without_guards_over_tables(order) -> None:
    """Leave the CHECKs alone: what other tables must say of an end is told in test_guards."""
    schema_guards.guard_off("orders", *schema_guards.ABOUT_ENDS)


@pytest.mark.usefixtures("without_guards_over_tables")
@pytest.mark.parametrize("good", [PAID, CANCELLED, PAID | {"amount_received": 145, "change": 0}])
def test_a_complete_end_is_accepted(order, good):
    assert Order.objects.filter(pk=order.pk).update(**good) == 1


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"status": "closed"}, "chk_orders_status_known"),
        ({"total_price": Decimal("-0.01")}, "chk_orders_total_not_negative"),
        ({"kind": "flying"}, "chk_orders_kind_has_its_place"),
        ({"table": None}, "chk_orders_kind_has_its_place"),
        ({"status": "paid"}, "chk_orders_paid_has_its_summary"),
        *[(PAID | {field: None}, "chk_orders_paid_has_its_summary") for field in list(PAID)[1:]],
        *[({field: PAID[field]}, "chk_orders_paid_has_its_summary") for field in list(PAID)[1:]],
        (PAID | {"status": "cancelled"}, "chk_orders_(paid_has_its_summary|cancelled_is_complete)"),
        ({"status": "cancelled"}, "chk_orders_cancelled_is_complete"),
        (CANCELLED | {"cancel_reason": ""}, "chk_orders_cancelled_is_complete"),
        (CANCELLED | {"cancelled_at": None}, "chk_orders_cancelled_is_complete"),
        ({"cancel_reason": "เผื่อไว้"}, "chk_orders_cancelled_is_complete"),
        (PAID | {"cancelled_at": NOW}, "chk_orders_cancelled_is_complete"),
    ],
)
@pytest.mark.usefixtures("without_guards_over_tables")
def test_an_order_cannot_be_half_of_anything(order, wrong, rule):
    says_no(rule, lambda: Order.objects.filter(pk=order.pk).update(**wrong))


def test_one_place_is_one_partys(order, cast):
    other = Order.objects.create(table=cast.table, opened_by=cast.cashier)
    sit = {"order": other, "table": cast.table, "since": NOW}
    says_no(
        r"uniq_order_tables_one_party|order_tables\.table_id",
        lambda: Seating.objects.create(party=1, **sit),
    )
    assert Seating.objects.create(party=2, **sit).pk


def test_an_order_has_one_open_bill(order):
    bill = order.bills.get()
    says_no(
        r"uniq_bills_one_open_per_order|bills\.order_id",
        lambda: Bill.objects.create(order=order, number=2, terms=bill.terms, created_at=NOW),
    )


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"status": "lost"}, "chk_bills_(status_known|end_is_complete)"),
        ({"goods": -1}, "chk_bills_paid_within_total"),
        ({"paid": -1}, "chk_bills_paid_within_total"),
        ({"paid": 1, "total": 0}, "chk_bills_paid_within_total"),
        (
            {"status": "settled", "paid": 1, "total": 2, "closed_at": NOW},
            "chk_bills_end_is_complete",
        ),
        ({"status": "settled"}, "chk_bills_end_is_complete"),
        ({"status": "void", "paid": 1, "total": 2, "closed_at": NOW}, "chk_bills_end_is_complete"),
        ({"status": "void"}, "chk_bills_end_is_complete"),
        ({"closed_at": NOW}, "chk_bills_end_is_complete"),
    ],
)
def test_a_bill_must_make_sense(order, wrong, rule):
    schema_guards.guard_off("bills", "unpaid_bills")
    says_no(rule, lambda: order.bills.update(**wrong))


def test_a_name_is_one_orders(order, cast):
    says_no(
        r"uniq_orders_uid|orders\.uid",
        lambda: Order.objects.create(table=cast.other_table, opened_by=cast.cashier, uid=order.uid),
    )


@pytest.mark.usefixtures("without_guards_over_tables")
def test_a_table_may_have_many_closed_orders(order, cast):
    for _ in range(2):
        Order.objects.create(table=cast.table, opened_by=cast.cashier, **CANCELLED)
    assert Order.objects.filter(table=cast.table).count() == 3


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"qty": 0}, "chk_order_items_qty_range"),
        ({"qty": 1000}, "chk_order_items_qty_range"),
        ({"price": Decimal("-0.01")}, "chk_order_items_price_not_negative"),
        ({"voided_at": NOW}, "chk_order_items_void_has_reason"),
        ({"void_reason": "สั่งผิด"}, "chk_order_items_void_has_reason"),
        ({"voided_qty": 1}, "chk_order_items_voids_within_qty"),
        ({"voided_qty": 2}, "chk_order_items_voids_within_qty"),
        ({"voided_at": NOW, "void_reason": "สั่งผิด"}, "chk_order_items_voids_within_qty"),
    ],
)
def test_a_line_must_make_sense(order, cast, wrong, rule):
    line = {"qty": 1, "price": 60, "name": "ผัดไทย"} | wrong
    says_no(rule, lambda: OrderItem.objects.create(order=order, menu=cast.pad_thai, **line))


def test_a_line_cannot_have_a_negative_quantity(order, cast):
    line = {"qty": -1, "price": 60, "name": "ผัดไทย"}
    says_no("qty", lambda: OrderItem.objects.create(order=order, menu=cast.pad_thai, **line))


TRANSFER = {"method": "qr", "amount": 145, "amount_received": 145, "change": 0}


def payment(order: Order, cast: Cast, **wrong) -> Payment:
    good = {"method": "cash", "amount": 145, "amount_received": 200, "change": 55}
    return Payment.objects.create(
        bill=order.bills.get(), taken_by=cast.cashier, created_at=NOW, **(good | wrong)
    )


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"method": "shells", "amount": 200, "change": 0}, "chk_payments_method_known"),
        ({"amount_received": 144, "change": -1}, "chk_payments_received_covers_amount"),
        ({"change": 54}, "chk_payments_received_covers_amount"),
        ({"amount": -1, "change": 201}, "chk_payments_received_covers_amount"),
        ({"method": "qr"}, "chk_payments_change_is_cash"),
        ({"proof": "seen"}, "chk_payments_proof_is_of_a_transfer"),
        ({"slip_reference": "014-0001"}, "chk_payments_proof_is_of_a_transfer"),
        (TRANSFER | {"proof": "slip"}, "chk_payments_proof_is_of_a_transfer"),
        (TRANSFER | {"proof": "slip", "slip_reference": ""}, "chk_payments_proof_is_of_a_transfer"),
        (
            TRANSFER | {"proof": "seen", "slip_reference": "014-0001"},
            "chk_payments_proof_is_of_a_transfer",
        ),
        (TRANSFER | {"proof": "sworn"}, "chk_payments_proof_is_of_a_transfer"),
    ],
)
def test_a_payment_must_add_up(order, cast, wrong, rule):
    says_no(rule, lambda: payment(order, cast, **wrong))


def test_a_bill_is_settled_by_the_payment_that_covers_it_and_takes_none_after_it(order, cast):
    order.bills.update(goods=145, total=145)
    payment(order, cast, amount=100, amount_received=100, change=0)
    bill = order.bills.get()
    assert (bill.status, bill.paid, bill.closed_at) == ("open", 100, None)
    payment(order, cast, amount=45, amount_received=50, change=5)
    bill.refresh_from_db()
    assert (bill.status, bill.paid, bill.closed_at) == ("settled", 145, NOW)
    says_no("a settled or void bill takes no payment", lambda: payment(order, cast))


def test_a_bill_takes_no_more_than_is_due(order, cast):
    order.bills.update(goods=145, total=145)
    payment(order, cast, amount=100, amount_received=100, change=0)
    more = {"amount": 45.01, "amount_received": 50, "change": 4.99}
    says_no("chk_bills_paid_within_total", lambda: payment(order, cast, **more))


def test_a_slip_pays_one_bill(order, cast):
    order.bills.update(goods=290, total=290)
    slip = TRANSFER | {"proof": "slip", "slip_reference": "014-0001"}
    payment(order, cast, **slip)
    says_no("slip_reference", lambda: payment(order, cast, **slip))


@pytest.mark.parametrize("price", [Decimal("-0.01"), Decimal("100000.00")])
def test_a_price_stays_in_its_range(cast, price):
    dishes = MenuItem.objects.filter(pk=cast.pad_thai.pk)
    says_no("chk_menus_price_range", lambda: dishes.update(price=price))


def test_states_and_roles_are_of_their_set(cast):
    says_no("chk_tables_status_known", lambda: Table.objects.update(status="reserved"))
    says_no("chk_staff_role_known", lambda: User.objects.update(role="owner"))


@pytest.mark.parametrize("who", ["table", "pad_thai", "cashier"])
def test_what_history_needs_cannot_be_deleted(order, cast, who):
    with pytest.raises(ProtectedError):
        getattr(cast, who).delete()
