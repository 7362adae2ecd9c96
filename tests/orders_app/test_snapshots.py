"""Lines keep the name and price of their moment; what the menu does later is not their business."""

from decimal import Decimal

import pytest

from menu_app.models import MenuItem
from orders_app.models import Order
from tests.expect import refused


@pytest.fixture
def order(program, cast) -> Order:
    """A lunch of 145 baht, after which the menu changed."""
    order = Order.objects.get(pk=program.open_with_lunch(cast))
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(name="ผัดไทยกุ้งสด", price=Decimal("99.75"))
    return order


def test_a_line_keeps_its_name_and_price(program, order):
    line = program.get(f"/orders/{order.pk}").json()["items"][0]
    assert (line["name"], line["price"]) == ("ผัดไทย", 60)


def test_the_guest_pays_what_was_ordered(program, order):
    answer = program.command(f"/orders/{order.pk}/pay", payment_method="qr").json()
    assert answer["total_price"] == answer["amount_received"] == 145


def test_the_next_line_has_the_new_name_and_price(program, cast, order):
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    answer = program.command(f"/orders/{order.pk}/items", items=items).json()
    assert (answer["items"][0]["name"], answer["items"][0]["price"]) == ("ผัดไทยกุ้งสด", 99.75)
    assert answer["total_price"] == 244.75


def test_voiding_takes_off_the_old_price(program, order):
    line = order.items.first()
    answer = program.command(f"/orders/{order.pk}/items/{line.pk}/void", reason="สั่งผิด").json()
    assert answer["total_price"] == 25


def test_a_dish_sold_out_meanwhile_is_still_paid_but_not_ordered_again(program, cast, order):
    MenuItem.objects.update(active=False)
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    refused(program.command(f"/orders/{order.pk}/items", items=items), 409, "MENU_UNAVAILABLE")
    assert program.command(f"/orders/{order.pk}/pay", payment_method="qr").status_code == 200


def test_a_price_change_leaves_paid_orders_alone(program, order):
    program.command(f"/orders/{order.pk}/pay", payment_method="qr")
    MenuItem.objects.update(price=1)
    assert program.get(f"/orders/{order.pk}").json()["total_price"] == 145
