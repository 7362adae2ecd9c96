"""What is sold out, said by a cashier or a cook with one tap, and seen on every pad."""

import pytest

from menu_app.models import MenuLimit
from tests.cast import DishFactory
from tests.pages.visitor import Visitor

pytestmark = pytest.mark.django_db

PAGE = "/pos/sold-out/"


@pytest.fixture
def pad_path(cast) -> str:
    return f"/pos/tables/{cast.table.pk}/"


def dish_of(page, name: str):
    """The button of a dish on the pad."""
    (found,) = (each for each in page.root.all("button") if name in each.text)
    return found


def test_from_the_pad_a_dish_is_sold_out_with_two_taps(till, cast, pad_path):
    (link,) = (each for each in till.see(pad_path).root.all("a") if "นับจำนวน" in each.text)
    page = till.press(till.see(link.attrs["href"]), "หมดวันนี้ สะเต๊ะ")
    assert page.notice == "สะเต๊ะ: หมดวันนี้ พรุ่งนี้กลับมาขายเอง"
    assert "สะเต๊ะ หมดถึง 04:00" in page.text
    button = dish_of(till.see(pad_path), "สะเต๊ะ")
    assert button.text == "สะเต๊ะ หมด"
    assert "disabled" in button.attrs


def test_a_dish_that_comes_back_in_an_hour_can_be_sold_again_at_once(till, cast, pad_path):
    page = till.press(till.see(PAGE), "หมด 1 ชั่วโมง สะเต๊ะ")
    assert "สะเต๊ะ หมดถึง" in page.text
    page = till.press(page, "เปิดขาย สะเต๊ะ")
    assert page.notice == "สะเต๊ะ: กลับมาขายแล้ว"
    assert "ตอนนี้ขายได้ทุกเมนู" in page.text
    assert "disabled" not in dish_of(till.see(pad_path), "สะเต๊ะ").attrs


def test_a_pad_says_how_many_are_left_and_sells_no_more(till, cast, pad_path):
    till.press(till.see(PAGE), "ตั้งจำนวนที่เหลือ สะเต๊ะ", portions="1")
    page = till.see(pad_path)
    assert dish_of(page, "สะเต๊ะ").text == "สะเต๊ะ ฿62.50 · เหลือ 1"
    page = till.press(till.press(page, "สะเต๊ะ"), "สะเต๊ะ")
    page = till.press(page, "ยืนยันออเดอร์")
    assert "ของไม่พอ: สะเต๊ะ เหลือ 1" in page.alert


def test_a_cook_says_it_too(stove, cast):
    page = stove.press(stove.see(PAGE), "หมดวันนี้ ผัดไทย")
    assert "ผัดไทย หมดถึง" in page.text
    assert MenuLimit.objects.get().menu == cast.pad_thai


@pytest.mark.parametrize("portions", ["", "x", "-1", "1000"])
def test_a_count_that_is_none_is_asked_again(till, cast, portions):
    page = till.press(till.see(PAGE), "ตั้งจำนวนที่เหลือ สะเต๊ะ", portions=portions)
    assert (page.status, MenuLimit.objects.count()) == (400, 0)
    assert "ต้องเป็นจำนวนเต็ม 0 ถึง 999" in page.alert


def test_a_page_that_is_sent_twice_changes_nothing_the_second_time(till, cast):
    page = till.see(PAGE)
    till.press(page, "ตั้งจำนวนที่เหลือ สะเต๊ะ", portions="3")
    MenuLimit.objects.update(portions=2)  # one was sold
    till.press(page, "ตั้งจำนวนที่เหลือ สะเต๊ะ", portions="3")
    assert MenuLimit.objects.get().portions == 2
    again = till.press(page, "หมดวันนี้ สะเต๊ะ")
    assert (again.status, MenuLimit.objects.get().portions) == (422, 2)
    assert "ยังไม่มีอะไรเปลี่ยน" in again.alert


def test_a_large_menu_is_shown_by_category(office, cast):
    DishFactory.create_batch(101)
    page = office.see(PAGE)
    assert "น้ำมะนาว" not in page.text
    links = {each.text: each.attrs["href"] for each in page.root.all("a")}
    assert "น้ำมะนาว" in office.see(f"{PAGE}{links['เครื่องดื่ม']}").text


def test_a_form_that_is_sent_again_after_its_dish_was_deleted_fails_nowhere(till, cast):
    page = till.see(PAGE)
    till.press(page, "หมดวันนี้ สะเต๊ะ")
    cast.satay.delete()
    again = till.press(page, "หมดวันนี้ สะเต๊ะ")
    assert (again.status, again.notice) == (200, "สะเต๊ะ: หมดวันนี้ พรุ่งนี้กลับมาขายเอง")


def test_a_dish_that_is_not_there_is_not_found(till, cast):
    page = till.see(PAGE)
    token = page.root.all("input", name="csrfmiddlewaretoken")[0].attrs["value"]
    body = {"csrfmiddlewaretoken": token, "key": "k", "dish": "999999", "deed": "today"}
    assert till.client.post(PAGE, body).status_code == 404
    assert till.client.post(PAGE, body | {"dish": "x"}).status_code == 400
    assert not MenuLimit.objects.exists()


def test_an_open_till_hears_that_a_dish_is_sold_out(till, cast):
    other = Visitor(cast.other_cashier)
    before = till.client.get("/pos/floor/").json()["menu"]
    other.press(other.see(PAGE), "ตั้งจำนวนที่เหลือ สะเต๊ะ", portions="2")
    counted = till.client.get("/pos/floor/").json()["menu"]
    other.press(other.see(PAGE), "หมดวันนี้ สะเต๊ะ")
    off = till.client.get("/pos/floor/").json()["menu"]
    assert len({before, counted, off}) == 3
