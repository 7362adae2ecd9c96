"""Figures noted with a backup stay the same at any later time, unless a row is lost or added."""

import pytest
from django.utils import timezone

from core_app.models import IdempotencyKey
from operations_app.backups import figures
from orders_app.models import Order, OrderItem


@pytest.fixture
def noted(program, cast):
    program.open_with_lunch(cast)
    return figures.count(until=timezone.now())


def test_figures_tell_rows_and_money(noted):
    told = {name: noted[name] for name in ("orders", "lines", "lines_baht", "payments", "keys")}
    assert told == {"orders": 1, "lines": 2, "lines_baht": "145.00", "payments": 0, "keys": 2}


def test_whatever_happens_later_does_not_change_them(noted, program, managing_program, cast):
    (order,) = Order.objects.all()
    item = OrderItem.objects.first()
    managing_program.command(f"/orders/{order.pk}/items/{item.pk}/void", reason="หก")
    program.command(f"/orders/{order.pk}/items", items=[{"menu_id": cast.satay.pk, "qty": 3}])
    program.command(f"/orders/{order.pk}/pay", payment_method="cash", amount_received=1000)
    order.refresh_from_db()
    assert order.status == "paid"
    assert figures.differences(noted, using="default") == []


def test_a_lost_row_is_told_with_both_numbers(noted):
    IdempotencyKey.objects.first().delete()
    assert figures.differences(noted, using="default") == ["คีย์คำสั่ง: ตอนสำรองมี 2 แต่ในชุดที่กู้คืนมี 1"]
