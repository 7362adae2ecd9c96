"""What may stand on the menu."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from menu_app.models import MenuItem
from menu_app.queries import dishes_on_sale
from tests.cast import DishFactory


@pytest.mark.parametrize("price", ["0", "0.01", "60", "99999.99"])
def test_a_price_in_the_range_is_accepted(db, price):
    dish = MenuItem(name="ข้าวผัด", category="ข้าว", price=Decimal(price))
    dish.full_clean()
    dish.save()
    assert MenuItem.objects.get(pk=dish.pk).price == Decimal(price)


@pytest.mark.parametrize("price", ["-0.01", "-5", "100000", "1.005", "NaN", "Infinity", "สิบ"])
def test_any_other_price_is_refused_by_the_form(db, price):
    with pytest.raises(ValidationError) as caught:
        MenuItem(name="ข้าวผัด", category="ข้าว", price=price).full_clean()
    assert list(caught.value.message_dict) == ["price"]


def test_dishes_on_sale_are_found_by_id_in_one_question(cast, django_assert_num_queries):
    sold_out = DishFactory(active=False)
    wanted = {cast.pad_thai.pk, sold_out.pk, 987654321, 2**63 - 1}
    with django_assert_num_queries(1):
        assert dishes_on_sale().in_bulk(wanted) == {cast.pad_thai.pk: cast.pad_thai}
