"""What is new comes last, until the manager says otherwise."""

import pytest

from menu_app.models import MenuItem
from tables_app.models import Table, Zone
from tests.admin.pages import change
from tests.cast import DishFactory, TableFactory


def test_a_new_dish_in_a_new_category_comes_last_with_the_forms_defaults(office, cast):
    DishFactory(name="โรตี", category="โรตี", position=7)
    fields = {"name": "ไอศกรีม", "category": "ของหวาน", "price": "30"}
    change(office, "/admin/menu_app/menuitem/add/", "menuitem_form", **fields)
    assert [dish.category for dish in MenuItem.objects.all()][-1] == "ของหวาน"


def test_a_place_that_is_typed_is_kept(office, cast):
    fields = {"name": "ไอศกรีม", "category": "ของหวาน", "price": "30", "position": "0"}
    change(office, "/admin/menu_app/menuitem/add/", "menuitem_form", **fields)
    assert MenuItem.objects.get(name="ไอศกรีม").position == 0


@pytest.mark.parametrize("last", [0, 5, 32_767])
def test_a_new_table_and_a_new_zone_come_last_too(office, cast, last):
    TableFactory(name="ระเบียง", position=last)
    Zone.objects.update(position=last)
    zone = str(cast.table.zone_id)
    change(office, "/admin/tables_app/table/add/", "table_form", name="ใหม่", zone=zone)
    change(office, "/admin/tables_app/zone/add/", "zone_form", name="สวน")
    assert Table.objects.last().name == "ใหม่"
    assert Zone.objects.last().name == "สวน"
