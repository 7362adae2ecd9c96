"""Prices no dish can have are refused with a Thai sentence, wherever they are typed."""

import pytest
from django.test import Client

from menu_app.models import MenuItem
from tests.admin.pages import change, fields_of, row_with, save, text_of
from tests.cast import Cast

pytestmark = pytest.mark.said_once

LIST = "/admin/menu_app/menuitem/"
REFUSED = {
    "-5": "ค่านี้ต้องมากกว่าหรือเท่ากับ 0",
    "1.234": "ทศนิยมต้องไม่เกิน 2 ตำแหน่ง",
    "NaN": "กรอกหมายเลข",
    "Infinity": "กรอกหมายเลข",
    "1e9": "ตัวเลขหน้าจุดทศนิยมต้องไม่เกิน 8 หลัก",
    "100000": "ค่านี้ต้องน้อยกว่าหรือเท่ากับ 99999.99",
    "1e400": "ตัวเลขทั้งหมดต้องไม่เกิน 10 หลัก",
    "1e-400": "ตัวเลขทั้งหมดต้องไม่เกิน 10 หลัก",
    "1e999999999": "ตัวเลขทั้งหมดต้องไม่เกิน 10 หลัก",
    "sixty": "กรอกหมายเลข",
    "6\x000": "กรอกหมายเลข",
    "": "ฟิลด์นี้จำเป็น",
}


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items())
def test_a_bad_price_on_a_dishs_page_is_refused(office: Client, cast: Cast, typed, sentence):
    path = f"{LIST}{cast.pad_thai.pk}/change/"
    assert sentence in text_of(change(office, path, "menuitem_form", price=typed))
    assert MenuItem.objects.get(pk=cast.pad_thai.pk).price == 60


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items())
def test_a_bad_price_in_the_list_is_refused(office: Client, cast: Cast, typed, sentence):
    values = fields_of(office.get(LIST), "changelist-form")
    row = row_with(values, cast.pad_thai.pk)
    assert sentence in text_of(save(office, LIST, values, **{f"{row}-price": typed}))
    assert MenuItem.objects.get(pk=cast.pad_thai.pk).price == 60


@pytest.mark.parametrize("typed", ["0", "0.05", "99999.99", "๖๕"])
def test_the_edges_of_what_a_dish_may_cost_are_taken(office: Client, cast: Cast, typed):
    change(office, f"{LIST}{cast.pad_thai.pk}/change/", "menuitem_form", price=typed)
    price = MenuItem.objects.get(pk=cast.pad_thai.pk).price
    assert price == MenuItem._meta.get_field("price").to_python(typed)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "ก" * 256),
        ("name", "ผัด\x00ไทย"),
        ("name", "  "),
        ("category", "ข" * 51),
        ("position", "-1"),
        ("position", "99999999999999999999"),
    ],
)
def test_other_fields_refuse_what_their_columns_cannot_hold(
    office: Client, cast: Cast, field, typed
):
    path = f"{LIST}{cast.pad_thai.pk}/change/"
    answer = change(office, path, "menuitem_form", **{field: typed})
    assert 'class="errorlist"' in text_of(answer)
    assert MenuItem.objects.get(pk=cast.pad_thai.pk).name == "ผัดไทย"
