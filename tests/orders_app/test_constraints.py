"""The database itself says no: each CHECK and unique rule, tried past the whole application."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from menu_app.models import MenuItem
from orders_app.models import Order, OrderItem, Payment
from staff_app.models import User
from tables_app.models import Table
from tests.cast import Cast

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


@pytest.mark.parametrize("good", [PAID, CANCELLED, PAID | {"amount_received": 145, "change": 0}])
def test_a_complete_end_is_accepted(order, good):
    assert Order.objects.filter(pk=order.pk).update(**good) == 1


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"status": "closed"}, "chk_orders_status_known"),
        ({"total_price": Decimal("-0.01")}, "chk_orders_total_not_negative"),
        ({"status": "paid"}, "chk_orders_paid_is_complete"),
        *[(PAID | {field: None}, "chk_orders_paid_is_complete") for field in list(PAID)[1:]],
        (PAID | {"payment_method": "shells"}, "chk_orders_paid_is_complete"),
        (PAID | {"amount_received": 144, "change": -1}, "chk_orders_paid_is_complete"),
        (PAID | {"change": 54}, "chk_orders_paid_is_complete"),
        *[({field: PAID[field]}, "chk_orders_paid_is_complete") for field in list(PAID)[1:]],
        (PAID | {"status": "cancelled"}, "chk_orders_(paid|cancelled)_is_complete"),
        ({"status": "cancelled"}, "chk_orders_cancelled_is_complete"),
        (CANCELLED | {"cancel_reason": ""}, "chk_orders_cancelled_is_complete"),
        (CANCELLED | {"cancelled_at": None}, "chk_orders_cancelled_is_complete"),
        ({"cancel_reason": "เผื่อไว้"}, "chk_orders_cancelled_is_complete"),
        (PAID | {"cancelled_at": NOW}, "chk_orders_cancelled_is_complete"),
    ],
)
def test_an_order_cannot_be_half_of_anything(order, wrong, rule):
    says_no(rule, lambda: Order.objects.filter(pk=order.pk).update(**wrong))


def test_a_table_has_one_open_order(order, cast):
    says_no(
        r"uniq_orders_one_open_per_table|orders\.table_id",
        lambda: Order.objects.create(table=cast.table, opened_by=cast.cashier),
    )


def test_a_name_is_one_orders(order, cast):
    says_no(
        r"uniq_orders_uid|orders\.uid",
        lambda: Order.objects.create(table=cast.other_table, opened_by=cast.cashier, uid=order.uid),
    )


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
    ],
)
def test_a_line_must_make_sense(order, cast, wrong, rule):
    line = {"qty": 1, "price": 60, "name": "ผัดไทย"} | wrong
    says_no(rule, lambda: OrderItem.objects.create(order=order, menu=cast.pad_thai, **line))


def test_a_line_cannot_have_a_negative_quantity(order, cast):
    line = {"qty": -1, "price": 60, "name": "ผัดไทย"}
    says_no("qty", lambda: OrderItem.objects.create(order=order, menu=cast.pad_thai, **line))


def payment(order: Order, cast: Cast, **wrong) -> Payment:
    good = {"method": "cash", "amount": 145, "amount_received": 200, "change": 55}
    return Payment.objects.create(
        order=order, taken_by=cast.cashier, created_at=NOW, **(good | wrong)
    )


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"method": "shells", "amount": 200, "change": 0}, "chk_payments_method_known"),
        ({"amount_received": 144, "change": -1}, "chk_payments_received_covers_amount"),
        ({"change": 54}, "chk_payments_received_covers_amount"),
        ({"amount": -1, "change": 201}, "chk_payments_received_covers_amount"),
        ({"method": "qr"}, "chk_payments_change_is_cash"),
    ],
)
def test_a_payment_must_add_up(order, cast, wrong, rule):
    says_no(rule, lambda: payment(order, cast, **wrong))


def test_an_order_has_one_payment(order, cast):
    payment(order, cast)
    says_no(r"payments_order_id_key|payments\.order_id", lambda: payment(order, cast))


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
