"""What a cashier sees of the kitchen: on the map, on a table's bill, and in what tills follow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.devices_app.till import Till
from tests.orders_app.kitchens import make_station
from tests.pages.visitor import Visitor

pytestmark = pytest.mark.django_db

FLOOR = "/pos/floor/"


@pytest.fixture
def bar(cast):
    return make_station("บาร์น้ำ", "เครื่องดื่ม")


@pytest.fixture
def order_id(program, cast, bar) -> int:
    """Two ผัดไทย, which no station makes, and a น้ำมะนาว from the bar."""
    make_station("ครัวร้อน", "ข้าว")
    return program.open_with_lunch(cast)


def make(stove: Visitor, bar) -> None:
    """Make all that the bar has to make."""
    stove.press(stove.see(f"/kitchen/{bar.pk}/"), "เสร็จทั้งใบ")


def carry(stove: Visitor) -> None:
    """Carry out what is ready."""
    stove.press(stove.see("/kitchen/serving/"), "เสิร์ฟแล้ว")


def steps(till: Visitor) -> list[int | None]:
    (order,) = [
        each["order"] for each in till.see(FLOOR).response.json()["tables"] if each["order"]
    ]
    return [item.get("step") for item in order["items"]]


def state(till: Visitor, cast) -> str:
    tile = till.see("/pos/").root.one("a", **{"data-table": str(cast.table.pk)})
    return tile.one("span", **{"class": "tile-state"}).text


def test_a_tile_says_how_much_is_ready_until_it_is_carried_out(till, stove, cast, bar, order_id):
    assert "พร้อม" not in state(till, cast)
    make(stove, bar)
    assert state(till, cast).endswith("· พร้อม 1/2")
    carry(stove)
    assert "พร้อม" not in state(till, cast)


def test_a_line_on_the_bill_says_that_the_kitchen_has_made_it(till, stove, cast, bar, order_id):
    pad = f"/pos/tables/{cast.table.pk}/"
    assert "✓ เสร็จ" not in till.see(pad).text
    make(stove, bar)
    notes = [
        line.one("em").text for line in till.see(pad).root.one("ul", id="sent-lines").all("li")
    ]
    assert notes == ["", "✓ เสร็จ"]


def test_every_mark_is_news_to_the_tills(till, stove, bar, order_id):
    tags = {till.see(FLOOR).response["ETag"]}
    make(stove, bar)
    tags.add(till.see(FLOOR).response["ETag"])
    carry(stove)
    tags.add(till.see(FLOOR).response["ETag"])
    assert len(tags) == 3
    assert till.see(FLOOR, **{"if-none-match": till.see(FLOOR).response["ETag"]}).status == 304


def test_the_floor_tells_of_each_line_how_far_the_kitchen_is(till, stove, bar, order_id):
    assert steps(till) == [1, 1]
    make(stove, bar)
    assert steps(till) == [1, 2]
    carry(stove)
    assert steps(till) == [1, 3]
    stove.press(stove.see(f"/kitchen/{bar.pk}/"), "เอากลับ")
    assert steps(till) == [1, 1]


def test_what_a_cook_was_told_not_to_make_is_not_said_to_be_made(till, stove, program, cast, bar):
    tapped = timezone.now() - timedelta(minutes=38)
    lines = [{"menu_id": cast.lime_juice.pk, "qty": 1}]
    Till(program).send("/orders", table_id=cast.table.pk, items=lines, occurred_at=tapped)
    stove.press(stove.see(f"/kitchen/{bar.pk}/"), "ไม่ต้องทำ")
    assert steps(till) == [None]
    assert "✓ เสร็จ" not in till.see(f"/pos/tables/{cast.table.pk}/").text


def test_of_two_stations_the_later_one_counts(till, stove, program, cast, bar):
    make_station("จุดตกแต่ง", "เครื่องดื่ม")
    program.open_with_lunch(cast)
    make(stove, bar)
    assert steps(till) == [None, 1]


def test_a_shop_without_stations_says_nothing_of_a_kitchen(till, program, cast):
    program.open_with_lunch(cast)
    assert steps(till) == [None, None]
    assert "พร้อม" not in state(till, cast)
