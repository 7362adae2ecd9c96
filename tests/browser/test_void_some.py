"""Some of a line is voided: the pad asks how many, and every screen shows what is left."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, look_again, mend, prepared
from tests.browser.looks import fits, is_readable
from tests.browser.till import Till

pytestmark = pytest.mark.browser

QTY = "จำนวนที่ยกเลิก"


@pytest.fixture
def pad(till: Till) -> Till:
    """The pad of table 2, to which three phat thai were sent."""
    till.open("/pos/").tap("โต๊ะ 2", "ผัดไทย", "ผัดไทย", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    return till.tap("โต๊ะ 2").landed("tables/2/")


def line_is(till: Till, qty: str, money: str, note: str = "", part: str = "#sent-lines") -> None:
    """Wait until the only line of a part of the page says so."""
    line = till.page.locator(f"{part} .line")
    expect(line.locator(".line-name span")).to_have_text("ผัดไทย")
    expect(line.locator(".line-qty")).to_have_text(qty)
    expect(line.locator(".money")).to_have_text(money)
    expect(line.locator("em")).to_have_text(note)


def open_menu(till: Till) -> Till:
    """Open the menu of the line."""
    till.page.get_by_label("ยกเลิก ผัดไทย").click()
    return till


def void_elsewhere(books, qty: int) -> None:
    """Another device takes some of the newest order's first line off."""
    order = books.orders(status="open")[0]
    line = f"/orders/{order['order_id']}/items/{order['items'][0]['id']}/void"
    books.command(line, reason="ของหมด", qty=qty)


def test_one_of_three_is_voided_and_the_guests_pay_for_two(pad, window, books):
    other = window().open("/pos/tables/2/")
    line_is(other, "3", "฿180.00")
    open_menu(pad).page.get_by_label(QTY).fill("1")
    pad.page.get_by_label("เหตุผล", exact=True).select_option("ของหมด")
    pad.tap("ยกเลิกรายการ").landed("tables/2/")
    pad.says("ยกเลิก ผัดไทย 1 แล้ว เหลือ 2")
    line_is(pad, "2", "฿120.00", "ยกเลิก 1")
    pad.total_is("฿120.00")
    look_again(other)
    line_is(other, "2", "฿120.00", "ยกเลิก 1")
    other.total_is("฿120.00")
    expect(open_menu(other).page.get_by_label(QTY)).to_have_value("2")
    pad.tap("ชำระเงิน").landed("pay/")
    line_is(pad, "2", "฿120.00", "ยกเลิก 1", "#pay-lines")
    pad.tap("พอดี").landed("paid/")
    order = books.orders()[0]
    assert (order["status"], order["total_price"]) == ("paid", 120)


def test_whoever_chooses_nothing_voids_all_that_is_left_in_two_taps(pad):
    open_menu(pad).tap("ยกเลิกรายการ").landed("tables/2/")
    line_is(pad, "3", "฿180.00", "ยกเลิก: สั่งผิด")
    expect(pad.page.locator("#sent-lines .voided")).to_have_count(1)
    pad.total_is("฿0.00")


def test_what_is_typed_stands_in_place_of_what_was_there(pad):
    open_menu(pad).page.get_by_label(QTY).click()
    pad.page.keyboard.type("2")
    expect(pad.page.get_by_label(QTY)).to_have_value("2")


def test_a_menu_that_is_open_keeps_what_is_typed_and_learns_the_limit(pad, books):
    field = open_menu(pad).page.get_by_label(QTY)
    field.fill("1")
    void_elsewhere(books, 1)
    look_again(pad)
    line_is(pad, "2", "฿120.00", "ยกเลิก 1")
    expect(field).to_have_value("1")
    expect(field).to_have_attribute("max", "2")
    expect(field).to_be_focused()


def test_a_menu_that_was_closed_offers_what_is_left(pad, books):
    open_menu(pad)
    void_elsewhere(books, 1)
    look_again(pad)
    line_is(pad, "2", "฿120.00", "ยกเลิก 1")
    open_menu(pad)  # which closes it
    field = pad.page.get_by_label(QTY)
    expect(field).to_have_value("2")
    void_elsewhere(books, 1)
    look_again(pad)
    line_is(pad, "1", "฿60.00", "ยกเลิก 2")
    expect(field).to_have_count(0)  # there is nothing to choose
    open_menu(pad).tap("ยกเลิกรายการ").landed("tables/2/")
    line_is(pad, "3", "฿180.00", "ยกเลิก: สั่งผิด")


def test_more_than_the_shop_has_left_is_refused_with_a_sentence(pad, books):
    pad.page.route("**/pos/floor/", lambda route: route.abort())  # it hears of nothing
    open_menu(pad).page.get_by_label(QTY).fill("3")
    void_elsewhere(books, 2)
    pad.forgive_the_network()
    pad.tap("ยกเลิกรายการ").landed("tables/2/")
    pad.says("ผัดไทย เหลืออยู่ 1 จึงยกเลิกมากกว่านั้นไม่ได้")
    line_is(pad, "1", "฿60.00", "ยกเลิก 2")


def test_the_open_menu_fits_wet_hands_and_everybody_can_read_it(pad, books):
    void_elsewhere(books, 1)
    look_again(pad)
    line_is(pad, "2", "฿120.00", "ยกเลิก 1")
    open_menu(pad).page.locator("#sheet").evaluate("box => { box.checked = true; }")
    fits(pad)
    is_readable(pad)


def test_without_a_script_the_menu_asks_how_many(window, books):
    books.open(2, (5, 3))
    plain = window(java_script_enabled=False).open("/pos/tables/2/")
    open_menu(plain).page.get_by_label(QTY).fill("1")
    plain.tap("ยกเลิกรายการ").landed("tables/2/")
    line_is(plain, "2", "฿120.00", "ยกเลิก 1")
    plain.total_is("฿120.00")


def test_a_device_without_a_network_shows_what_is_left(till, books):
    books.open(2, (5, 3))
    void_elsewhere(books, 1)
    cut(prepared(till))
    till.tap("โต๊ะ 2").landed("tables/2/")
    line_is(till, "2", "฿120.00", "ยกเลิก 1")
    till.tap("ชำระเงิน").landed("pay/")
    line_is(till, "2", "฿120.00", "ยกเลิก 1", "#pay-lines")
    expect(till.page.locator("#pay-total")).to_have_text("฿120.00")
    mend(till)


def test_the_question_after_a_refresh_tells_what_is_left(pad, books):
    void_elsewhere(books, 1)
    pad.reload()
    expect(pad.page.locator("#recover-lines li")).to_have_text(["ผัดไทย 2 · ฿120.00"])


def test_dishes_that_a_restored_shop_has_no_more_are_offered_as_many_as_were_left(window, books):
    order_id = books.open(2, (5, 3))
    void_elsewhere(books, 1)
    till = prepared(window(service_workers="block"), worker=False)
    expect(till.thing("โต๊ะ 2")).to_contain_text("฿120")

    # Asked for beforehand: an answer that is fetched while the page leaves never comes.
    floor = till.page.request.get(f"{till.url}/pos/floor/").json()
    [name] = [table["order"]["uid"] for table in floor["tables"] if table["order"]]
    for table in floor["tables"]:
        table["order"] = None
    restored = {"json": floor | {"epoch": str(uuid4())}, "headers": {"X-Request-ID": "restored"}}
    missing = {"status": 404, "json": {}, "headers": {"X-Request-ID": "restored"}}
    till.page.route(f"**/orders/{name}", lambda route: route.fulfill(**missing))
    till.page.route("**/pos/floor/", lambda route: route.fulfill(**restored))
    books.add(order_id, (10, 1))  # the floor is read anew
    look_again(till)
    gone = till.page.locator("#taken-back-list")
    expect(gone).to_contain_text("โต๊ะ 2: ผัดไทย 2 · ฿120.00")
    till.tap("ใส่รายการนี้ที่ โต๊ะ 2 อีกครั้ง").landed("tables/2/")
    till.draft_is(["ผัดไทย 2"])
    till.forgive_the_network()
