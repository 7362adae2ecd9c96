"""GET /menus."""

from menu_app.models import MenuItem
from tests.cast import DishFactory
from tests.program import Program


def test_what_can_be_ordered_now(program, cast):
    answer = program.get("/menus")
    assert answer.json() == {
        "menus": [
            {"id": dish.pk, "name": dish.name, "price": price, "category": category, "active": True}
            for dish, price, category in (
                (cast.pad_thai, 60, "ข้าว"),
                (cast.lime_juice, 25, "เครื่องดื่ม"),
                (cast.satay, 62.5, "ข้าว"),
            )
        ]
    }


def test_prices_are_numbers(program, cast):
    text = program.get("/menus").content.decode()
    assert '"price": 60,' in text
    assert '"price": 62.5,' in text


def test_a_dish_that_is_sold_out_is_not_listed(program):
    DishFactory(name="ปลาหมด", active=False)
    assert "ปลาหมด" not in program.get("/menus").content.decode()


def test_dishes_come_in_the_menus_order(program, cast):
    DishFactory(name="ท้ายสุด", position=9)
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(position=5)
    names = [dish["name"] for dish in program.get("/menus").json()["menus"]]
    assert names == ["น้ำมะนาว", "สะเต๊ะ", "ผัดไทย", "ท้ายสุด"]


def test_text_that_looks_like_markup_is_only_text(program):
    DishFactory(name='<script>alert("ข้าว")</script> & "ไข่"')
    names = [dish["name"] for dish in program.get("/menus").json()["menus"]]
    assert names[-1] == '<script>alert("ข้าว")</script> & "ไข่"'


def test_an_empty_menu_is_an_empty_list(cast):
    MenuItem.objects.all().delete()
    assert Program(cast.cashier).get("/menus").json() == {"menus": []}


def test_every_role_may_look(cook_program, managing_program):
    for program in (cook_program, managing_program):
        assert program.get("/menus").status_code == 200
