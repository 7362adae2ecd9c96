"""Once final, never again: the database refuses to change what was paid, cancelled or written."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from core_app.models import AuditEvent
from orders_app.models import Bill, ItemVoid, Order, OrderItem, Payment, Seating, Terms


@pytest.fixture
def paid(program, cast) -> int:
    order_id = program.open_with_lunch(cast)
    pay = {"payment_method": "cash", "amount_received": 200}
    assert program.command(f"/orders/{order_id}/pay", **pay).status_code == 200
    return order_id


@pytest.fixture
def cancelled(managing_program, cast) -> int:
    order_id = managing_program.open_with_lunch(cast)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้าเปลี่ยนใจ")
    return order_id


def is_frozen(queryset, message: str, **change) -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        queryset.update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"total_price": 1},
        {"status": "open"},
        {"status": "open", "paid_at": None, "payment_method": None, "amount_received": None,
         "change": None},
        {"payment_method": "card"},
        {"amount_received": 500, "change": 355},
        {"paid_at": timezone.now()},
        {"created_at": timezone.now()},
        {"cancel_reason": "แก้ทีหลัง"},
        {"uid": uuid.uuid4()},
        {"tapped_at": timezone.now()},
        {"business_date": None},
        {"ended_on": None},
    ],
)  # fmt: skip
def test_a_paid_order_never_changes(paid, change):
    is_frozen(Order.objects.filter(pk=paid), "a paid or cancelled order is final", **change)


def test_a_paid_order_never_moves_to_another_table_or_opener(paid, cast):
    for change in ({"table": cast.other_table}, {"opened_by": cast.manager}):
        is_frozen(Order.objects.filter(pk=paid), "a paid or cancelled order is final", **change)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "open", "cancelled_at": None, "cancel_reason": ""},
        {"total_price": 0},
        {"cancel_reason": "อีกเหตุผลหนึ่ง"},
        {"cancelled_at": timezone.now()},
    ],
)
def test_a_cancelled_order_never_changes(cancelled, change):
    is_frozen(Order.objects.filter(pk=cancelled), "a paid or cancelled order is final", **change)


@pytest.mark.parametrize(
    "change",
    [{"method": "card"}, {"amount": 1}, {"amount_received": 500}, {"created_at": timezone.now()},
     {"tapped_at": None}, {"business_date": None}, {"proof": "seen"},
     {"slip_reference": "014-0001"}],
)  # fmt: skip
def test_a_payment_never_changes(paid, change):
    is_frozen(Payment.objects.filter(bill__order_id=paid), "a payment is final", **change)


def test_who_sent_it_from_where_is_final_too(paid, cast):
    for change in ({"sender": cast.manager}, {"client_id": uuid.uuid4()}):
        is_frozen(Payment.objects.filter(bill__order_id=paid), "a payment is final", **change)
        is_frozen(AuditEvent.objects.all(), "audit_events is append-only", **change)


@pytest.mark.parametrize("change", [{"qty": 1}, {"price": 1}, {"name": "ข้าวผัด"}, {"menu_price": 1}])
def test_a_line_never_changes_its_dish_even_while_the_order_is_open(program, cast, change):
    lines = OrderItem.objects.filter(order_id=program.open_with_lunch(cast))
    is_frozen(lines, "an order line never changes", **change)


@pytest.mark.parametrize(
    "change",
    [
        {"action": "nothing"},
        {"details": {}},
        {"staff": None},
        {"subject_id": 1},
        {"request_id": ""},
    ],
)
def test_the_audit_log_never_changes(paid, change):
    is_frozen(AuditEvent.objects.all(), "audit_events is append-only", **change)


def test_raw_sql_is_refused_too(paid):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET total_price = 0 WHERE id = %s", [paid])


def test_saving_a_whole_old_object_is_refused(paid, cast):
    order = Order.objects.get(pk=paid)
    order.total_price = 0
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save()


def test_an_open_order_does_change(program, cast):
    orders = Order.objects.filter(pk=program.open(cast))
    assert orders.update(table=cast.other_table, version=2) == 1


def test_a_line_of_a_paid_order_cannot_be_voided_or_added(paid, cast):
    late = "the lines of a paid or cancelled order are final"
    lines = OrderItem.objects.filter(order_id=paid)
    is_frozen(lines, late, voided_at=timezone.now(), void_reason="ทีหลัง", voided_qty=F("qty"))
    void = ItemVoid(item=lines.first(), qty=1, reason="ทีหลัง", created_at=timezone.now())
    with pytest.raises(IntegrityError, match=late), transaction.atomic():
        void.save()
    line = OrderItem(order_id=paid, menu=cast.satay, name="สะเต๊ะ", qty=1, price=60)
    with pytest.raises(IntegrityError, match=late), transaction.atomic():
        line.save()


@pytest.mark.parametrize(
    "change",
    [
        {"status": "open", "closed_at": None},
        {"goods": 1},
        {"total": 999, "paid": 999},
        {"number": 2},
    ],
)
def test_a_settled_or_void_bill_never_changes(paid, cancelled, change):
    for order_id in (paid, cancelled):
        bill = Bill.objects.filter(order_id=order_id)
        is_frozen(bill, "a settled or void bill is final", **change)


def test_where_a_party_sat_never_changes(paid, cast):
    sat = Seating.objects.filter(order_id=paid)
    final = "where a party sat is final|a party moves by ending its seating"
    for change in ({"until": None}, {"until": timezone.now()}, {"table": cast.other_table}):
        is_frozen(sat, final, **change)


def test_a_party_that_sits_moves_only_by_a_seating_of_its_own(program, cast):
    sits = Seating.objects.filter(order_id=program.open(cast))
    for change in ({"table": cast.other_table}, {"party": 2}, {"since": timezone.now()}):
        is_frozen(sits, "a party moves by ending its seating", **change)


@pytest.mark.parametrize("change", [{"qty": 1}, {"reason": "อื่น"}, {"created_at": timezone.now()}])
def test_a_void_never_changes_even_while_the_order_is_open(program, cast, change):
    order_id = program.open_with_lunch(cast)
    line = OrderItem.objects.filter(order_id=order_id).first()
    program.command(f"/orders/{order_id}/items/{line.pk}/void", reason="สั่งผิด")
    is_frozen(ItemVoid.objects.all(), "a void is final", **change)


def test_terms_of_bills_never_change(db):
    for change in ({"vat_percent": 7}, {"service_percent": 10}):
        is_frozen(Terms.objects.all(), "terms of bills never change", **change)
