"""The names that people, screen readers and tests find the till's buttons by."""

import pytest

from tests.pages.every import SCREENS

WHERE = (
    ("log-in", "เข้าสู่ระบบ"),
    ("pad of an order", "ยืนยันออเดอร์"),
    ("pad of an order", "ชำระเงิน"),
    ("payment", "เงินสด"),
    ("payment", "เห็นเงินแล้ว ฿145"),
    ("payment", "บัตร"),
    ("payment", "พอดี"),
    ("change", "พิมพ์ใบเสร็จ"),
    ("receipt", "พิมพ์ใบเสร็จ"),
    ("pad of the manager", "ยกเลิกออเดอร์"),
)


@pytest.mark.parametrize(("screen", "name"), WHERE)
def test_the_button_carries_its_name_to_the_letter_and_is_the_only_one(shop, screen, name):
    buttons = [each.name for each in SCREENS[screen](shop).root.all("button")]
    assert buttons.count(name) == 1
    assert [each for each in buttons if each.startswith(name)] == [name]


def test_a_tables_tile_begins_with_the_tables_name(shop):
    tiles = shop.till.see("/pos/").root.all("a", within="tile")
    assert [each.name.split(" ")[:2] for each in tiles] == [["โต๊ะ", "1"], ["โต๊ะ", "2"]]


def test_a_dish_tile_begins_with_the_dishs_name(shop):
    dishes = shop.till.see(shop.pad).root.all("button", within="dish")
    names = [each.name for each in dishes]
    assert [name.split(" ")[0] for name in names] == ["ผัดไทย", "สะเต๊ะ", "น้ำมะนาว"]


def test_buttons_of_a_draft_line_say_which_dish_they_change(shop):
    page = SCREENS["pad of an order"](shop)
    assert page.button("ลด สะเต๊ะ")
    assert page.button("เพิ่ม สะเต๊ะ")
