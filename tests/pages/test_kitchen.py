"""The kitchen's screen without JavaScript: what is to be made, one tap each, and a way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core_app.models import DatabaseEpoch
from menu_app.models import Station
from orders_app.kitchen.board import SHOWN_FOR, stations_at_work
from orders_app.models import KitchenMark, Order, Slip
from tests.devices_app.till import Till
from tests.orders_app.kitchens import make_station
from tests.pages.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

STOVE, BAR = "ครัวร้อน", "บาร์น้ำ"


@pytest.fixture
def station(cast):
    """A stove for ข้าว; nobody makes drinks."""
    return make_station(STOVE, "ข้าว")


@pytest.fixture
def path(station) -> str:
    return f"/kitchen/{station.pk}/"


@pytest.fixture
def order_id(program, cast, station) -> int:
    """Two ผัดไทย and one สะเต๊ะ for the stove, from one table."""
    order = program.open(cast)
    lines = [{"menu_id": cast.pad_thai.pk, "qty": 2}, {"menu_id": cast.satay.pk, "qty": 1}]
    program.command(f"/orders/{order}/items", items=lines)
    return order


def cards(page: Page) -> list[str]:
    return page.root.texts("article")


def marks() -> list[str]:
    return list(KitchenMark.objects.order_by("pk").values_list("kind", flat=True))


def test_a_card_says_table_minutes_dishes_and_who_sent_it(stove, path, order_id):
    page = stove.see(path)
    (card,) = cards(page)
    assert card.startswith("โต๊ะ 1 0 นาที 2 ผัดไทย 1 สะเต๊ะ ใบ ")
    assert "cashier" in card
    assert "ค้าง 1 ใบ" in page.text
    assert "ต้องทำรวม 3 2 ผัดไทย 1 สะเต๊ะ" in page.text


def test_a_dish_is_done_with_one_tap_and_undone_with_another(stove, path, order_id):
    page = stove.press(stove.see(path), "2 ผัดไทย")
    assert page.path == path
    assert "2 ผัดไทย ✓ เสร็จ 1 สะเต๊ะ" in cards(page)[0]
    assert "ต้องทำรวม 1" in page.text
    page = stove.press(page, "2 ผัดไทย")
    assert "✓ เสร็จ 1" not in cards(page)[0]
    assert marks() == ["done", "undone"]


def test_a_card_is_done_with_one_tap_and_taken_back_with_another(stove, path, order_id):
    page = stove.press(stove.see(path), "เสร็จทั้งใบ")
    assert cards(page) == []
    assert "ไม่มีรายการค้าง" in page.text
    page = stove.press(page, "เอากลับ")
    assert len(cards(page)) == 1
    assert "เพิ่งเสร็จ" not in page.text
    assert marks() == ["done", "done", "recalled", "recalled"]


def test_all_that_was_done_within_the_hour_can_be_taken_back(stove, path, program, cast):
    order = program.open(cast)
    for qty in range(1, 7):
        items = [{"menu_id": cast.satay.pk, "qty": qty}]
        program.command(f"/orders/{order}/items", items=items)
        stove.press(stove.see(path), "เสร็จทั้งใบ")
    first = Slip.objects.order_by("pk").first().number
    page = stove.see(path)
    assert "ก่อนหน้านี้ 2 ใบ" in page.text
    assert cards(stove.press(page, f"เอากลับ ใบ {first}"))[0].startswith("โต๊ะ 1 0 นาที 1 สะเต๊ะ")


def test_a_tap_on_a_page_of_before_a_restore_marks_nothing(stove, path, order_id):
    before = stove.see(path)
    tag = before.response["ETag"]
    DatabaseEpoch.objects.update_or_create(pk=1, defaults={"taken_back": True})
    refused = stove.press(before, "2 ผัดไทย")
    assert (refused.status, marks()) == (400, [])
    assert "ถูกกู้คืนหลังจากเปิดหน้านี้" in refused.text
    assert stove.client.get(path, headers={"if-none-match": tag}).status_code == 200
    stove.press(stove.see(path), "2 ผัดไทย")
    assert marks() == ["done"]


def test_the_last_dish_done_ends_the_card(stove, path, order_id):
    page = stove.press(stove.press(stove.see(path), "2 ผัดไทย"), "1 สะเต๊ะ")
    assert cards(page) == []
    assert "เพิ่งเสร็จ โต๊ะ 1" in page.text


def test_the_same_page_sent_twice_is_one_mark(stove, path, order_id, cast):
    page = stove.see(path)
    stove.press(page, "2 ผัดไทย")
    stove.press(stove.see(path), "2 ผัดไทย")  # undone again
    stove.press(page, "2 ผัดไทย")  # and the first page once more
    assert marks() == ["done", "undone"]
    Visitor(cast.manager).press(stove.see(path), "เสร็จทั้งใบ")


def test_what_another_screen_has_ended_is_not_ended_again(stove, till, path, order_id):
    mine, theirs = stove.see(path), till.see(path)
    stove.press(mine, "เสร็จทั้งใบ")
    assert cards(till.press(theirs, "เสร็จทั้งใบ")) == []
    assert marks() == ["done", "done"]


def test_a_void_comes_as_a_card_of_its_own_that_names_the_first_slip(
    stove, path, order_id, program
):
    first = Slip.objects.get().number
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    program.command(f"/orders/{order_id}/items/{line}/void", reason="ลูกค้าเปลี่ยนใจ", qty=1)
    page = stove.see(path)
    cancel, order = cards(page)
    assert cancel.startswith("ยกเลิก · โต๊ะ 1 1 ผัดไทย เหตุ: ลูกค้าเปลี่ยนใจ")
    assert f"ของใบ {first} " in cancel
    assert "1 ผัดไทย 1 สะเต๊ะ" in order
    page = stove.press(page, "รับทราบ")
    assert len(cards(page)) == 1
    assert marks() == ["acknowledged"]


def test_a_dish_that_is_wholly_taken_back_is_no_longer_to_be_made(stove, path, order_id, program):
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    program.command(f"/orders/{order_id}/items/{line}/void", reason="ของหมด")
    page = stove.press(stove.see(path), "รับทราบ")
    assert "✕ ผัดไทย ยกเลิก 1 สะเต๊ะ" in cards(page)[0]
    assert cards(stove.press(page, "1 สะเต๊ะ")) == []


def test_a_cancelled_order_leaves_only_what_must_be_acknowledged(
    stove, path, order_id, managing_program
):
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    page = stove.see(path)
    (cancel,) = cards(page)
    assert cancel.startswith("ยกเลิก · โต๊ะ 1 2 ผัดไทย 1 สะเต๊ะ เหตุ: ลูกค้ากลับ")
    assert "เพิ่งเสร็จ" not in stove.press(page, "รับทราบ").text


@pytest.fixture
def late(program, cast, station) -> None:
    """A ผัดไทย that a till tapped 38 minutes before it had a network again."""
    lines = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    tapped = timezone.now() - timedelta(minutes=38, seconds=30)
    till = Till(program)
    answer = till.send("/orders", table_id=cast.table.pk, items=lines, occurred_at=tapped)
    assert answer.status_code == 201, answer.content


def test_what_comes_long_after_its_tap_asks_before_it_is_made(stove, path, late):
    page = stove.see(path)
    (card,) = cards(page)
    assert card.startswith("โต๊ะ 1 มาช้า 38 นาที ถามหน้าร้านก่อนทำ 1 ผัดไทย")
    assert "ต้องทำรวม" not in page.text
    page = stove.press(page, "ทำ")
    (card,) = cards(page)
    assert card.startswith("โต๊ะ 1 38 นาที 1 ผัดไทย")
    assert cards(stove.press(page, "เสร็จทั้งใบ")) == []
    assert marks() == ["accepted", "done"]


def test_what_comes_again_after_a_restore_asks_however_short_ago_it_was(stove, path, cast, station):
    order = Order.objects.create(table=cast.table, opened_by=cast.cashier)
    item = order.items.create(menu=cast.satay, name="สะเต๊ะ", qty=1, price=40)
    slip = Slip.objects.create(
        key="k", station=station, order=order, kind="add", is_again=True, sent_by=cast.cashier,
        tapped_at=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip
    slip.lines.create(item=item, qty=1)
    page = stove.see(path)
    asked = "โต๊ะ 1 0 นาที ส่งซ้ำหลังกู้ข้อมูล อาจทำไปแล้ว ถามหน้าร้านก่อนทำ 1 สะเต๊ะ"
    assert cards(page)[0].startswith(asked)
    assert "เสร็จทั้งใบ" in cards(stove.press(page, "ทำ"))[0]


def test_what_comes_too_late_is_not_made_and_that_can_be_taken_back(stove, path, late):
    page = stove.press(stove.see(path), "ไม่ต้องทำ")
    assert cards(page) == []
    page = stove.press(page, "เอากลับ")
    assert cards(page)[0].startswith("โต๊ะ 1 38 นาที 1 ผัดไทย")
    assert marks() == ["skipped", "recalled"]


def test_an_order_without_a_table_says_so(stove, path, order_id):
    Order.objects.filter(pk=order_id).update(kind="no_table", table=None)
    assert cards(stove.see(path))[0].startswith("ไม่มีโต๊ะ")


def test_where_there_is_one_station_the_list_leads_there(stove, path):
    assert stove.see("/kitchen/").path == path


def test_of_several_stations_one_is_chosen(stove, path):
    make_station(BAR, "เครื่องดื่ม")
    page = stove.see("/kitchen/")
    assert page.path == "/kitchen/"
    assert {STOVE, BAR} <= set(page.root.texts("a"))
    assert BAR in stove.see(path).root.texts("a")


def test_a_station_out_of_use_is_offered_while_it_has_slips_of_today(
    stove, station, path, order_id
):
    make_station(BAR, "เครื่องดื่ม")
    Station.objects.filter(pk=station.pk).update(active=False)
    assert STOVE in stove.see("/kitchen/").root.texts("a")
    assert STOVE not in [str(each) for each in stations_at_work(timezone.now() + SHOWN_FOR)]


def test_what_was_carried_out_is_not_undone_by_a_tap(stove, path, order_id):
    stove.press(stove.see(path), "2 ผัดไทย")
    stove.press(stove.see("/kitchen/serving/"), "เสิร์ฟแล้ว")
    page = stove.see(path)
    assert "2 ผัดไทย ✓ เสิร์ฟแล้ว" in cards(page)[0]
    assert page.root.all("button", name="undone") == []


def test_a_shop_without_stations_says_that_nothing_is_sent(stove, office):
    assert "ร้านนี้ยังไม่ได้ตั้งครัว" in stove.see("/kitchen/").text
    page = office.see("/kitchen/")
    add = next(each for each in page.root.all("a") if "ครัวและบาร์" in each.text)
    assert office.see(add.attrs["href"]).status == 200


def test_a_station_that_is_not_there_is_not_found(stove):
    for number in (404, 10**30):
        assert stove.see(f"/kitchen/{number}/").status == 404


def test_nothing_new_is_said_in_a_few_words(stove, path, order_id):
    tag = stove.see(path).response["ETag"]
    again = stove.client.get(path, headers={"if-none-match": tag})
    assert again.status_code in (200, 304)  # a minute may have begun in between
    stove.press(stove.see(path), "2 ผัดไทย")
    news = stove.client.get(path, headers={"if-none-match": tag})
    assert news.status_code == 200
    assert news["ETag"] != tag


def test_what_one_cook_makes_another_does_not_skip(stove, path, late):
    before = stove.see(path)
    stove.press(before, "ทำ")
    assert len(cards(stove.press(before, "ไม่ต้องทำ"))) == 1
    assert marks() == ["accepted"]


def test_only_a_cook_signs_out_here_for_tills_may_hold_commands(stove, till, path):
    assert ["ออกจากระบบ" in each.see(path).text for each in (stove, till)] == [True, False]


@pytest.mark.parametrize("fields", [{}, {"done": "x"}, {"done": "1", "card": "1"}, {"key": ""}])
def test_a_broken_form_marks_nothing(stove, path, order_id, fields):
    token = stove.see(path).root.one("form", id="board").one("input", name="csrfmiddlewaretoken")
    body = {"csrfmiddlewaretoken": token.attrs["value"], "key": "k"} | fields
    assert stove.client.post(f"{path}mark/", body).status_code == 400
    assert marks() == []


def test_a_station_marks_only_what_it_was_sent(stove, path, order_id):
    bar = make_station(BAR, "เครื่องดื่ม")
    token = stove.see(path).root.one("form", id="board").one("input", name="csrfmiddlewaretoken")
    body = {"csrfmiddlewaretoken": token.attrs["value"], "key": "k"}
    body |= {"card": str(Slip.objects.get().pk)}
    assert stove.client.post(f"/kitchen/{bar.pk}/mark/", body).status_code == 302
    assert marks() == []


def test_a_cook_a_cashier_and_a_manager_see_it(stove, till, office, path):
    assert [each.see(path).status for each in (stove, till, office)] == [200, 200, 200]
