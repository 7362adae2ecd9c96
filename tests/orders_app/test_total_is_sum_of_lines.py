"""After every step the order's total is the sum of its lines that were not voided."""

from decimal import Decimal

import pytest

from core_app.models import AuditEvent
from orders_app.models import Order
from tests.cast import DishFactory


@pytest.fixture
def order(program, cast) -> Order:
    return Order.objects.get(pk=program.open(cast))


def total(order: Order) -> Decimal:
    """Check the rule, and return the total."""
    order.refresh_from_db()
    lines = order.items.filter(voided_at=None)
    assert order.total_price == sum((line.price * line.qty for line in lines), Decimal(0))
    return order.total_price


def test_through_a_whole_visit(program, cast, order):
    add, first_void = f"/orders/{order.pk}/items", f"/orders/{order.pk}/items/%s/void"
    assert total(order) == 0
    program.command(add, items=[{"menu_id": cast.satay.pk, "qty": 3}])
    assert total(order) == Decimal("187.50")
    program.command(add, items=[{"menu_id": cast.pad_thai.pk, "qty": 1}] * 2)
    assert total(order) == Decimal("307.50")
    program.command(first_void % order.items.first().pk, reason="สั่งผิด")
    assert total(order) == Decimal(120)
    program.command(f"/orders/{order.pk}/pay", payment_method="cash", amount_received=100)
    assert total(order) == Decimal(120)
    program.command(f"/orders/{order.pk}/pay", payment_method="cash", amount_received=120)
    assert total(order) == Decimal(120)


def test_a_refused_step_changes_nothing(program, cast, order):
    add = f"/orders/{order.pk}/items"
    program.command(add, items=[{"menu_id": cast.pad_thai.pk, "qty": 1}])
    sold_out = DishFactory(active=False)
    program.command(add, items=[{"menu_id": dish.pk, "qty": 1} for dish in (cast.satay, sold_out)])
    assert total(order) == 60
    assert order.items.count() == 1


def test_satang_are_never_lost(program, cast, order):
    third = DishFactory(price="33.33")
    items = [{"menu_id": third.pk, "qty": 999}] * 100
    answer = program.command(f"/orders/{order.pk}/items", items=items)
    assert '"total_price": 3329667}' in answer.content.decode()
    assert total(order) == Decimal("3329667.00")
    answer = program.command(
        f"/orders/{order.pk}/items", items=[{"menu_id": third.pk, "qty": 1}] * 7
    )
    assert total(order) == Decimal("3329900.31")
    assert answer.json()["total_price"] == 3329900.31
    assert program.command(f"/orders/{order.pk}/pay", payment_method="qr").status_code == 200


def test_the_largest_total_can_be_paid(program, cast, order):
    dear, rest = DishFactory(price="99999.99"), DishFactory(price="2000.00")
    lines = [(dear, 999), (rest, 50), (DishFactory(price="9.98"), 1)]
    items = [{"menu_id": dish.pk, "qty": qty} for dish, qty in lines]
    program.command(f"/orders/{order.pk}/items", items=items)
    assert total(order) == Decimal("99999999.99")
    pay = {"payment_method": "cash", "amount_received": 99999999.99}
    answer = program.command(f"/orders/{order.pk}/pay", **pay).json()
    assert (answer["total_price"], answer["change"]) == (99999999.99, 0)


def test_satang_summed_up_by_the_database_are_never_taken_for_a_hand_in_the_tables(
    program, cast, order
):
    tea = {"menu_id": DishFactory(price="19.90").pk, "qty": 1}
    for lines in (40, 1, 1):
        answer = program.command(f"/orders/{order.pk}/items", items=[tea] * lines)
    assert answer.json()["total_price"] == 835.8
    assert total(order) == Decimal("835.80")
    assert not AuditEvent.objects.filter(action="order.total_mended").exists()
