"""Thai that looks the same but is typed differently, at the manager's door."""

import pytest
from django.test import Client

from menu_app.models import MenuItem
from tests.admin.pages import change, text_of
from tests.cast import Cast, DishFactory, TableFactory

LIST = "/admin/menu_app/menuitem/"
SARA_E_TWICE = "\u0e40\u0e40กงส้ม"
ALIKE, SAME = "แต่พิมพ์ต่างกัน", "อยู่แล้ว ถ้าเป็นเมนูเดียวกัน"


def new_dish(office: Client, name: str, category: str) -> str:
    fields = {"name": name, "category": category, "price": "60"}
    text = text_of(change(office, f"{LIST}add/", "menuitem_form", **fields))
    assert MenuItem.objects.filter(name=name, category=category).exists()
    return text


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        (SARA_E_TWICE, "แกงส้ม"),
        ("แกงส้ม", SARA_E_TWICE),
        ("น\u0e4d\u0e49าแข็ง", "น้ำแข็ง"),
        ("ชุด ๓", "ชุด3"),
        ("ผัดไทย\u00a0กุ้ง", "กุ้ง ผัดไทย"),
    ],
)
def test_the_search_finds_a_dish_however_it_was_typed(office, cast, stored, asked):
    dish = DishFactory(name=stored)
    page = office.get(LIST, {"q": asked})
    assert [each.pk for each in page.context["cl"].result_list] == [dish.pk]


def test_the_search_for_tables_folds_too(office, cast):
    TableFactory(name="ระเบียง ๙")
    assert "ระเบียง ๙" in text_of(office.get("/admin/tables_app/table/", {"q": "ระเบียง 9"}))


def test_a_dish_that_looks_like_another_is_saved_with_a_warning(office: Client, cast: Cast):
    DishFactory(name="แกงส้ม")
    assert ALIKE in new_dish(office, SARA_E_TWICE, "ข้าว")


def test_a_dish_with_the_very_name_of_another_is_saved_with_a_warning(office, cast):
    text = new_dish(office, cast.pad_thai.name, "ข้าว")
    assert SAME in text
    assert ALIKE not in text


def test_a_category_that_looks_like_another_is_saved_with_a_warning(office, cast):
    DishFactory(name="ชาเย็น", category="น้ำ")
    text = new_dish(office, "ชาร้อน", "น\u0e4d\u0e49า")
    assert "หมวด “" in text
    assert ALIKE in text


def test_a_new_name_is_warned_of_and_a_new_price_is_not(office, cast):
    DishFactory(name="แกงส้ม")
    path = f"{LIST}{cast.pad_thai.pk}/change/"
    assert ALIKE in text_of(change(office, path, "menuitem_form", name=SARA_E_TWICE))
    assert ALIKE not in text_of(change(office, path, "menuitem_form", price="61"))


def test_a_dish_of_its_own_in_a_known_category_is_taken_without_a_word(office, cast):
    text = new_dish(office, "ข้าวซอย", "ข้าว")
    assert ALIKE not in text
    assert SAME not in text
