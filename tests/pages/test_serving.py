"""Where dishes are carried out from: what is ready of each order, whichever station made it."""

import pytest

from orders_app.models import KitchenMark
from tests.orders_app.kitchens import make_station
from tests.pages.visitor import Page, Visitor

pytestmark = pytest.mark.django_db

COUNTER = "/kitchen/serving/"


@pytest.fixture
def stations(cast):
    """A stove for rice dishes, a bar for drinks."""
    return make_station("ครัวร้อน", "ข้าว"), make_station("บาร์น้ำ", "เครื่องดื่ม")


@pytest.fixture
def order_id(program, cast, stations) -> int:
    """Two ผัดไทย from the stove and a น้ำมะนาว from the bar."""
    return program.open_with_lunch(cast)


@pytest.fixture
def runner(cast) -> Visitor:
    return Visitor(cast.cashier)


def make(stove: Visitor, station) -> None:
    """Make all that a station has to make."""
    stove.press(stove.see(f"/kitchen/{station.pk}/"), "เสร็จทั้งใบ")


def trays(page: Page) -> list[str]:
    return page.root.texts("article")


def marks() -> list[str]:
    return list(KitchenMark.objects.order_by("pk").values_list("kind", flat=True))


def test_a_tray_says_how_much_is_ready_and_who_still_makes_the_rest(
    runner, stove, stations, order_id
):
    assert trays(runner.see(COUNTER)) == [
        f"โต๊ะ 1 พร้อม 0/2 รายการ 2 ผัดไทย ครัวร้อน 1 น้ำมะนาว บาร์น้ำ ออเดอร์ {order_id} รอมา 0 นาที"
    ]
    make(stove, stations[1])
    page = runner.see(COUNTER)
    assert trays(page) == [
        f"โต๊ะ 1 พร้อม 1/2 รายการ 2 ผัดไทย ครัวร้อน 1 น้ำมะนาว ✓ พร้อม"
        f" ออเดอร์ {order_id} รอมา 0 นาที ✓ เสิร์ฟแล้ว 1"
    ]
    assert "พร้อมเสิร์ฟ 1 ออเดอร์" in page.text


def test_one_tap_carries_out_what_is_ready_and_another_takes_it_back(
    runner, stove, stations, order_id
):
    make(stove, stations[1])
    page = runner.press(runner.see(COUNTER), "เสิร์ฟแล้ว")
    assert page.path == COUNTER
    assert trays(page) == [f"โต๊ะ 1 พร้อม 0/1 รายการ 2 ผัดไทย ครัวร้อน ออเดอร์ {order_id} รอมา 0 นาที"]
    assert "เพิ่งเสิร์ฟ โต๊ะ 1 1 รายการ" in page.text
    page = runner.press(page, "เอากลับ")
    assert trays(page)[0].startswith("โต๊ะ 1 พร้อม 1/2")
    assert marks() == ["done", "served", "done"]


def test_a_tray_that_is_all_out_is_gone(runner, stove, stations, order_id):
    for station in stations:
        make(stove, station)
    page = runner.press(runner.see(COUNTER), "เสิร์ฟแล้ว")
    assert trays(page) == []
    assert "ไม่มีรายการรอเสิร์ฟ" in page.text


def test_a_tap_carries_out_what_its_page_showed_and_not_what_became_ready_since(
    runner, stove, stations, order_id
):
    make(stove, stations[1])
    shown = runner.see(COUNTER)
    make(stove, stations[0])
    page = runner.press(shown, "เสิร์ฟแล้ว")
    assert trays(page)[0].startswith("โต๊ะ 1 พร้อม 1/1 รายการ 2 ผัดไทย ✓ พร้อม")


def test_a_dish_of_two_stations_is_ready_when_both_have_made_it(
    runner, stove, program, cast, stations
):
    grill = make_station("เตาย่าง", "ข้าว")
    program.open_with_lunch(cast)
    make(stove, stations[0])
    assert "พร้อม 0/2 รายการ 2 ผัดไทย เตาย่าง" in trays(runner.see(COUNTER))[0]
    make(stove, grill)
    page = runner.see(COUNTER)
    assert "พร้อม 1/2 รายการ 2 ผัดไทย ✓ พร้อม" in trays(page)[0]
    assert "พร้อม 0/1" in trays(runner.press(page, "เสิร์ฟแล้ว"))[0]
    assert marks() == ["done", "done", "served", "served"]


def test_what_two_runners_carry_at_once_is_carried_once(runner, stove, stations, order_id):
    make(stove, stations[1])
    mine, theirs = runner.see(COUNTER), stove.see(COUNTER)
    runner.press(mine, "เสิร์ฟแล้ว")
    stove.press(theirs, "เสิร์ฟแล้ว")
    assert marks() == ["done", "served"]


def test_what_was_taken_back_is_on_no_tray(runner, program, managing_program, stations, order_id):
    line = program.get(f"/orders/{order_id}").json()["items"][0]["id"]
    managing_program.command(f"/orders/{order_id}/items/{line}/void", reason="ของหมด", qty=1)
    assert "1 ผัดไทย ครัวร้อน" in trays(runner.see(COUNTER))[0]
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    assert trays(runner.see(COUNTER)) == []


def test_what_a_cook_takes_back_is_made_again_though_it_was_carried_out(
    runner, stove, stations, order_id
):
    make(stove, stations[1])
    runner.press(runner.see(COUNTER), "เสิร์ฟแล้ว")
    stove.press(stove.see(f"/kitchen/{stations[1].pk}/"), "เอากลับ")
    assert "พร้อม 0/2" in trays(runner.see(COUNTER))[0]


def test_what_is_ready_comes_before_what_is_not(runner, stove, program, cast, stations, order_id):
    drink = [{"menu_id": cast.lime_juice.pk, "qty": 1}]
    program.command("/orders", table_id=cast.other_table.pk, items=drink)
    page = stove.see(f"/kitchen/{stations[1].pk}/")
    stove.press(page, page.root.all("button", name="card")[1].name)
    assert [tray.split(" พร้อม")[0] for tray in trays(runner.see(COUNTER))] == ["โต๊ะ 2", "โต๊ะ 1"]


def test_nothing_new_is_said_in_a_few_words(runner, stove, stations, order_id):
    tag = runner.see(COUNTER).response["ETag"]
    again = runner.client.get(COUNTER, headers={"if-none-match": tag})
    assert again.status_code in (200, 304)  # a minute may have begun in between
    make(stove, stations[1])
    assert runner.client.get(COUNTER, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"serve": "x"},
        {"serve": "-1"},
        {"serve": "1", "unserve": "1"},
        {"key": ""},
        {"serve": f"{10**30}"},
        {"serve": "1," * 3000},
    ],
)
def test_a_broken_form_marks_nothing(runner, stations, order_id, fields):
    token = (
        runner.see(COUNTER).root.one("form", id="board").one("input", name="csrfmiddlewaretoken")
    )
    body = {"csrfmiddlewaretoken": token.attrs["value"], "key": "k"} | fields
    assert runner.client.post(f"{COUNTER}mark/", body).status_code == 400
    assert marks() == []


def test_guests_who_have_paid_and_wait_for_a_dish_are_told_from_those_after_them(
    runner, program, cast, stations, order_id
):
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    program.open_with_lunch(cast)
    assert [f"ออเดอร์ {order_id} จ่ายแล้ว" in tray for tray in trays(runner.see(COUNTER))] == [
        True, False,
    ]  # fmt: skip


def test_what_is_not_made_yet_is_not_carried_out(runner, stations, order_id):
    token = (
        runner.see(COUNTER).root.one("form", id="board").one("input", name="csrfmiddlewaretoken")
    )
    body = {"csrfmiddlewaretoken": token.attrs["value"], "key": "k", "serve": "1,2,3,4,5,6"}
    assert runner.client.post(f"{COUNTER}mark/", body).status_code == 302
    assert marks() == []


def test_a_cook_a_cashier_and_a_manager_see_it(stove, till, office, stations):
    assert [each.see(COUNTER).status for each in (stove, till, office)] == [200, 200, 200]
