"""The order pad: what it shows, and taps without JavaScript."""

import pytest

from menu_app.models import MenuItem
from tables_app.models import Table
from tests.cast import DishFactory

pytestmark = pytest.mark.said_once


def dishes(page) -> list[str]:
    return [each.name for each in page.root.all("button", within="dish")]


def lines(page, list_id: str = "draft") -> list[str]:
    """Return what the draft's lines say."""
    return page.root.one("ul", id=list_id).texts("li")


def total(page) -> str:
    return page.root.one("output", id="total").text


def test_a_free_table_opens_at_once_on_the_whole_menu(till, pad_path):
    page = till.see(pad_path)
    assert page.status == 200
    assert "โต๊ะ 1 · ว่าง" in page.text
    assert dishes(page) == ["ผัดไทย ฿60", "สะเต๊ะ ฿62.50", "น้ำมะนาว ฿25"]
    assert total(page) == "฿0.00"


def test_looking_at_a_free_table_opens_nothing(till, cast, pad_path):
    till.see(pad_path)
    assert not cast.table.orders.exists()
    assert Table.objects.get(pk=cast.table.pk).status == "available"


def test_dishes_stand_under_their_categories_with_a_tab_each(till, pad_path):
    page = till.see(pad_path)
    tabs = page.root.one("nav", within="tabs")
    assert tabs.texts("a") == ["ทั้งหมด", "ข้าว", "เครื่องดื่ม"]
    for tab in tabs.all("a"):
        assert page.root.one(id=tab.attrs["href"].removeprefix("#"))  # works as a plain link too


def test_a_dish_off_the_menu_is_not_offered(till, cast, pad_path):
    MenuItem.objects.filter(pk=cast.satay.pk).update(active=False)
    assert dishes(till.see(pad_path)) == ["ผัดไทย ฿60", "น้ำมะนาว ฿25"]


def test_a_shop_without_a_menu_says_what_to_do(till, pad_path):
    MenuItem.objects.all().delete()
    assert "ให้ผู้จัดการเพิ่มเมนูในหน้าจัดการร้าน" in till.see(pad_path).text


def test_a_tap_adds_a_dish_and_the_same_tap_again_adds_one_more(till, cast, pad_path):
    page = till.see(pad_path)
    for dish in ("ผัดไทย", "ผัดไทย", "น้ำมะนาว"):
        page = till.press(page, dish)
    assert page.drafts() == [f"{cast.pad_thai.pk}:2", f"{cast.lime_juice.pk}:1"]
    assert lines(page) == ["ผัดไทย − 2 + ฿120.00", "น้ำมะนาว − 1 + ฿25.00"]
    assert total(page) == "฿145.00"
    assert dishes(page)[0] == "ผัดไทย ฿60 2"


def test_plus_and_minus_change_a_line_and_the_last_minus_removes_it(till, cast, pad_path):
    page = till.press(till.see(pad_path), "ผัดไทย")
    page = till.press(page, "เพิ่ม ผัดไทย")
    assert page.drafts() == [f"{cast.pad_thai.pk}:2"]
    page = till.press(till.press(page, "ลด ผัดไทย"), "ลด ผัดไทย")
    assert page.drafts() == []


def test_a_tap_leaves_an_address_that_taps_nothing_when_refreshed(till, pad_path):
    page = till.press(till.see(pad_path), "ผัดไทย")
    assert "add=" not in page.path
    assert till.see(page.path).drafts() == page.drafts()


def test_a_draft_is_not_on_the_server(till, other_till, cast, pad_path):
    till.press(till.see(pad_path), "ผัดไทย")
    assert other_till.see(pad_path).drafts() == []
    assert not cast.table.orders.exists()


def test_the_standing_order_shows_what_was_sent_and_counts_in_the_total(till, lunch, pad_path):
    page = till.press(till.see(pad_path), "สะเต๊ะ")
    sent = page.root.one(id="sent").text
    assert f"โต๊ะ 1 · ออเดอร์ {lunch.pk}" in sent
    assert "ผัดไทย 2 ฿120.00" in sent
    assert total(page) == "฿207.50"


@pytest.mark.parametrize(
    "nonsense",
    [
        "line=",
        "line=x",
        "line=:",
        "line=5",
        "line=5:",
        "line=-5:1",
        "line=5:-1",
        "line=5:1.5",
        "line=5:%E0%B9%91",
        "line=5:0",
        "line=99999999999999999999:1",
        "add=",
        "add=x",
        "add=5:3",
        "add=-1",
        "add=99999999999999999999",
        "take=7",
        "take=%F0%9F%8D%9C",
        "confirm=1&pay=1&key=x",
    ],
)
def test_nonsense_in_the_address_is_ignored(till, pad_path, nonsense):
    page = till.see(f"{pad_path}?{nonsense}")
    assert page.status == 200
    assert page.drafts() == []


def test_a_dish_no_longer_sold_stays_in_the_draft_and_says_so(till, cast, pad_path):
    MenuItem.objects.filter(pk=cast.satay.pk).update(active=False)
    page = till.see(f"{pad_path}?line={cast.satay.pk}:2")
    assert "ไม่มีขายแล้ว" in lines(page)[0]
    assert page.drafts() == [f"{cast.satay.pk}:2"]


def test_names_are_shown_as_text_never_as_html(till, pad_path):
    dish = DishFactory(name='<script>alert("ผัด")</script>')
    page = till.see(f"{pad_path}?line={dish.pk}:1")
    assert dish.name in " ".join(dishes(page))
    assert "<script>alert" not in page.response.content.decode()


@pytest.mark.parametrize("table_id", [987654321, 2**70])
def test_an_unknown_table_is_a_kind_404(till, table_id):
    page = till.see(f"/pos/tables/{table_id}/")
    assert page.status == 404
    assert "ไม่พบ" in page.text


def test_a_retired_table_cannot_be_opened(till, cast, pad_path):
    Table.objects.filter(pk=cast.table.pk).update(active=False)
    assert till.see(pad_path).status == 404
