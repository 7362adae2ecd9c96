"""The table map."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders_app.models import Order
from tables_app.models import Table
from tests.cast import TableFactory, ZoneFactory

pytestmark = pytest.mark.said_once


def tiles(page) -> dict[str, str]:
    """Return what each table's tile says, by the table's name."""
    found = page.root.all("a", within="tile")
    return {each.one("span", within="tile-name").text: each.name for each in found}


def seated(order: Order, *, minutes: int) -> None:
    """Let the guests of `order` have come `minutes` ago."""
    came = timezone.now() - timedelta(minutes=minutes, seconds=30)
    Order.objects.filter(pk=order.pk).update(created_at=came)


def test_a_free_table_says_so_in_words(till):
    page = till.see("/pos/")
    assert tiles(page) == {"โต๊ะ 1": "โต๊ะ 1 ว่าง", "โต๊ะ 2": "โต๊ะ 2 ว่าง"}


def test_an_occupied_table_says_so_in_words_with_minutes_and_running_total(till, lunch):
    seated(lunch, minutes=12)
    said = tiles(till.see("/pos/"))
    assert said == {"โต๊ะ 1": "โต๊ะ 1 มีลูกค้า 12 นาที ฿145", "โต๊ะ 2": "โต๊ะ 2 ว่าง"}


@pytest.mark.parametrize(
    ("minutes", "mark"), [(0, ""), (59, ""), (60, "⏰ "), (89, "⏰ "), (90, "⏰⏰ ")]
)
def test_guests_who_sit_long_carry_a_clock(till, lunch, minutes, mark):
    seated(lunch, minutes=minutes)
    assert f"{mark}{minutes} นาที" in tiles(till.see("/pos/"))["โต๊ะ 1"]


def test_state_shows_in_the_shape_of_the_tile_too(till, lunch):
    free, occupied = "tile free", "tile occupied"
    shapes = [each.attrs["class"] for each in till.see("/pos/").root.all("a", within="tile")]
    assert shapes == [occupied, free]


def test_one_tap_leads_to_the_tables_pad(till, pad_path):
    tile = till.see("/pos/").root.all("a", within="tile")[0]
    assert tile.attrs["href"] == pad_path
    assert till.see(pad_path).status == 200


def test_tables_stand_in_their_zones_in_the_shops_order(till):
    river = ZoneFactory(name="ริมน้ำ", position=1)
    TableFactory(name="โต๊ะ 9", zone=river, position=2)
    TableFactory(name="โต๊ะ 10", zone=river, position=1)
    page = till.see("/pos/")
    assert page.root.texts("h2")[:2] == ["ในร้าน", "ริมน้ำ"]
    assert list(tiles(page)) == ["โต๊ะ 1", "โต๊ะ 2", "โต๊ะ 10", "โต๊ะ 9"]


def test_a_retired_table_is_not_shown(till, cast):
    Table.objects.filter(pk=cast.other_table.pk).update(active=False)
    assert list(tiles(till.see("/pos/"))) == ["โต๊ะ 1"]


def test_a_paid_table_is_free_again(till, program, lunch):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    assert tiles(till.see("/pos/"))["โต๊ะ 1"] == "โต๊ะ 1 ว่าง"


def test_satang_show_only_where_there_are_any(till, program, cast):
    order_id = program.open(cast)
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    assert tiles(till.see("/pos/"))["โต๊ะ 1"].endswith("฿62.50")


def test_a_shop_without_tables_says_what_to_do(till, cast):
    Table.objects.all().delete()
    page = till.see("/pos/")
    assert page.status == 200
    assert "ให้ผู้จัดการเพิ่มโต๊ะในหน้าจัดการร้านก่อนเริ่มขาย" in page.text


def test_without_javascript_the_map_renews_itself(till):
    assert till.see("/pos/").root.one("noscript").one("meta").attrs["http-equiv"] == "refresh"


def test_a_cook_gets_a_kind_page_that_leads_to_what_a_cook_may_see(stove):
    page = stove.see("/pos/")
    assert page.status == 403
    assert "บัญชีครัวขายไม่ได้" in page.text
    assert stove.see(page.root.one("a", within="primary").attrs["href"]).status == 200
