"""The floor as data: what every till asks for every two seconds, and what its pages carry."""

import json
import time
from uuid import uuid4

import pytest

from core_app.models import DatabaseEpoch
from menu_app.models import MenuItem
from operations_app.backups import new_epoch
from orders_app.models import Order
from tables_app.models import Table

FLOOR = "/pos/floor/"


@pytest.fixture
def tag(till) -> str:
    """The tag of the floor as it was before the test did anything."""
    return till.see(FLOOR).response["ETag"]


def asked_again(till, tag: str):
    return till.see(FLOOR, **{"if-none-match": tag})


def order_in(page) -> dict | None:
    """Return the order on the first table, as an answer of the floor tells it."""
    return page.response.json()["tables"][0]["order"]


def carried(page) -> dict:
    """Return the floor that a page carries for its script."""
    return json.loads(page.root.one("data", id="floor").attrs["value"])


def test_it_tells_every_table_with_its_order_and_lines(till, lunch, cast):
    taken, free = till.see(FLOOR).response.json()["tables"]
    order = taken.pop("order")
    assert taken == {"id": cast.table.pk, "name": "โต๊ะ 1", "zone": "ในร้าน"}
    assert (order["order_id"], order["total_price"]) == (lunch.pk, 145)
    assert [(line["name"], line["qty"], line["price"]) for line in order["items"]] == [
        ("ผัดไทย", 2, 60),
        ("น้ำมะนาว", 1, 25),
    ]
    assert free["order"] is None


def test_map_pad_and_payment_carry_the_very_floor_they_show(till, lunch, pad_path, pay_path):
    said = till.see(FLOOR)
    for path in ("/pos/", pad_path, pay_path):
        before = time.time() * 1000 - 1
        floor = carried(till.see(path))
        assert before <= floor.pop("now") <= time.time() * 1000  # the till's clock may be wrong
        assert floor == said.response.json()
    assert asked_again(till, carried(till.see("/pos/"))["tag"]).status == 304


def test_a_tables_name_cannot_break_out_of_the_page(till, cast):
    Table.objects.filter(pk=cast.table.pk).update(name='"><b id="evil">')
    page = till.see("/pos/")
    assert carried(page)["tables"][0]["name"] == '"><b id="evil">'
    assert not page.root.all("b")


def test_nothing_new_is_answered_304_without_a_body(till, lunch, tag):
    page = asked_again(till, tag)
    assert (page.status, page.response.content) == (304, b"")
    assert page.response["ETag"] == tag
    assert page.response["Cache-Control"] == "no-store"


def test_a_database_that_was_taken_back_is_news(till, lunch, tag):
    new_epoch.begin(using="default")
    page = asked_again(till, tag)
    told = page.response.json()["epoch"]
    assert (page.status, told) == (200, str(DatabaseEpoch.objects.get().uid))
    assert carried(till.see("/pos/"))["epoch"] == told


def test_another_till_opens_a_table(till, tag, cast, program):
    order_id = program.open(cast)
    assert order_in(asked_again(till, tag))["order_id"] == order_id


def test_another_till_adds_a_dish_and_the_version_grows(till, lunch, tag, cast, program):
    before = order_in(till.see(FLOOR))["version"]
    program.command(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.lime_juice.pk, "qty": 1}])
    order = order_in(asked_again(till, tag))
    assert (order["total_price"], order["version"] > before) == (170, True)


def test_another_till_voids_a_dish(till, lunch, tag, program):
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="สั่งผิด")
    order = order_in(asked_again(till, tag))
    assert order["total_price"] == 25
    assert [line["void_reason"] for line in order["items"]] == ["สั่งผิด", None]


def test_another_till_voids_some_of_a_dish(till, lunch, tag, program):
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="สั่งผิด", qty=1)
    order = order_in(asked_again(till, tag))
    assert order["total_price"] == 85
    assert [(line["qty"], line["void_reason"]) for line in order["items"]] == [(1, None), (1, None)]
    assert order["items"][0]["voided_qty"] == 1


def test_a_line_tells_how_many_were_voided_only_where_some_were(till, lunch, program):
    lines = order_in(till.see(FLOOR))["items"]
    assert not any("voided_qty" in line for line in lines)
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="สั่งผิด")
    lines = order_in(till.see(FLOOR))["items"]
    assert [(line["qty"], line.get("voided_qty")) for line in lines] == [(2, None), (1, None)]


def test_another_till_takes_the_money(till, lunch, tag, program):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="card")
    assert order_in(asked_again(till, tag)) is None


def test_a_manager_cancels_an_order(till, lunch, tag, managing_program):
    managing_program.command(f"/orders/{lunch.pk}/cancel", reason="ทดสอบ")
    assert order_in(asked_again(till, tag)) is None


def test_the_next_guests_order_is_news_even_with_the_same_dishes(till, cast, program, lunch, tag):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    program.open_with_lunch(cast)
    assert asked_again(till, tag).status == 200


def test_a_table_gets_another_name(till, tag, cast):
    Table.objects.filter(pk=cast.table.pk).update(name="โต๊ะ VIP")
    assert asked_again(till, tag).response.json()["tables"][0]["name"] == "โต๊ะ VIP"


def test_a_dish_swapped_for_one_of_the_same_price_counts_as_news(till, lunch, tag, cast, program):
    item = lunch.items.get(menu=cast.lime_juice)
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="สั่งผิด")
    program.command(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.lime_juice.pk, "qty": 1}])
    assert asked_again(till, tag).status == 200


def test_another_tag_gets_the_floor(till, lunch):
    assert asked_again(till, '"something-else"').status == 200


def test_who_logged_out_is_sent_to_log_in(till):
    till.client.logout()
    assert till.see(FLOOR).path.startswith("/pos/login/")


def test_a_cook_has_no_floor(stove):
    assert stove.see(FLOOR).status == 403


@pytest.mark.parametrize(
    "change",
    [
        lambda dishes: dishes.filter(price=60).update(price=65),
        lambda dishes: dishes.filter(price=60).update(active=False),
        lambda dishes: dishes.create(name="ใหม่", category="ข้าว", price=0),
        lambda dishes: [setattr(dish := dishes.first(), "name", "ผัดไทยกุ้งสด"), dish.save()],
    ],
)
def test_a_menu_that_changes_is_news_and_says_so(till, lunch, cast, change):
    before = till.see(FLOOR)
    change(MenuItem.objects.order_by("pk"))
    news = asked_again(till, before.response["ETag"])
    assert news.status == 200
    assert news.response.json()["menu"] != before.response.json()["menu"]


def test_prices_swapped_between_two_dishes_are_news(till, lunch, cast, tag):
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=cast.lime_juice.price)
    MenuItem.objects.filter(pk=cast.lime_juice.pk).update(price=cast.pad_thai.price)
    assert asked_again(till, tag).status == 200


def test_a_sale_leaves_the_menus_word_as_it_was(till, lunch, program, cast):
    before = till.see(FLOOR).response.json()["menu"]
    program.command(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    assert till.see(FLOOR).response.json()["menu"] == before


def test_an_order_called_otherwise_is_news(till, lunch, tag):
    Order.objects.filter(pk=lunch.pk).update(uid=uuid4())
    again = asked_again(till, tag)
    assert again.status == 200
    assert order_in(again)["uid"] == str(Order.objects.get().uid)
