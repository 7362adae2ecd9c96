"""The kitchen's screen as it stands by a stove all evening: it renews itself, keeps its cooks' taps
and is never blank, also when the server's power is cut."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.books import Books
from tests.browser.conftest import log_in
from tests.browser.device import hold_clock, until
from tests.browser.looks import fits, is_readable
from tests.browser.till import Till
from tests.server import RealServer

pytestmark = pytest.mark.browser

PHAT_THAI, LIME_JUICE = (5, 2), (10, 1)
MARK = "window.isTheFirstPage = true"
LEFT = "form => form.querySelector('[name=card], [name=seen]')?.value"
IS_MARKED = "window.isTheFirstPage === true"
# Counts the notes that are played, and plays them.
COUNT_NOTES = """
window.notes = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) {
  window.notes.push(this.frequency.value);
  return start.call(this, at);
};
"""


@pytest.fixture(scope="module")
def house() -> Iterator[RealServer]:
    """A shop whose kitchen nobody else sends anything to."""
    with RealServer() as running:
        yield running


@pytest.fixture(scope="module")
def its_books(house) -> Books:
    return Books(house.url)


@pytest.fixture(scope="module")
def cookies(house, chromium) -> dict:
    return log_in(chromium, house.url, "kitchen001", lands=r"kitchen/")


@pytest.fixture
def books(its_books) -> Iterator[Books]:
    """The shop's books; every table is free afterwards."""
    yield its_books
    its_books.close_all()


@pytest.fixture
def screen(house, chromium, cookies, books) -> Iterator[Callable[..., Till]]:
    """Open the stove's screen; the first one finds nothing to do."""
    opened: list[Till] = []

    def open_screen() -> Till:
        stove = Till(chromium.new_context(storage_state=cookies), house.url)
        stove.page.add_init_script(COUNT_NOTES)
        opened.append(stove)
        stove.open("/kitchen/").tap("ครัวร้อน").landed(r"kitchen/\d+/")
        if len(opened) == 1:
            empty(stove)
        stove.page.evaluate(MARK)
        return stove

    yield open_screen
    for stove in opened:
        stove.context.close()
    assert [stove.troubles for stove in opened] == [[] for _ in opened]


@pytest.fixture
def stove(screen) -> Till:
    return screen()


def empty(stove: Till) -> None:
    """Do all that the test before left."""
    while left := stove.read("#board", LEFT)[0]:
        button = stove.page.locator(f"footer [value='{left}']")
        button.press("Enter")  # two quick taps at one place would be one
        expect(button).to_have_count(0)


def take_back(stove: Till) -> None:
    """Take back the card that was done last."""
    stove.page.locator("[name=recall]").first.click()


def card(stove: Till, place: str) -> Locator:
    """The card of what is to be made for a table."""
    heading = stove.page.get_by_role("heading", name=place, exact=True)
    return stove.page.locator("article").filter(has=heading)


def is_of_one_page(stove: Till) -> None:
    assert stove.page.evaluate(IS_MARKED), "the page was loaded anew"


def test_what_is_sent_and_taken_back_comes_by_itself(stove, books):
    order = books.open(2, PHAT_THAI, LIME_JUICE)
    expect(card(stove, "โต๊ะ 2")).to_contain_text("ผัดไทย")
    expect(card(stove, "โต๊ะ 2")).not_to_contain_text("น้ำมะนาว")
    books.command(f"/orders/{order}/cancel", reason="ลูกค้ากลับ")
    expect(card(stove, "ยกเลิก · โต๊ะ 2")).to_contain_text("เหตุ: ลูกค้ากลับ")
    expect(card(stove, "โต๊ะ 2")).to_have_count(0)
    stove.tap("รับทราบ")
    expect(card(stove, "ยกเลิก · โต๊ะ 2")).to_have_count(0)
    is_of_one_page(stove)


def test_one_tap_ends_a_dish_and_one_a_card_on_every_screen(screen, books):
    stove, beside = screen(), screen()
    books.open(2, PHAT_THAI, (1, 1))
    stove.tap("2 ผัดไทย")
    expect(card(beside, "โต๊ะ 2").locator(".done")).to_contain_text("ผัดไทย")
    stove.tap("เสร็จทั้งใบ")
    expect(card(beside, "โต๊ะ 2")).to_have_count(0)
    assert stove.taps == 3  # and the station, once an evening
    take_back(beside)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    for each in (stove, beside):
        is_of_one_page(each)


def test_it_stays_while_the_servers_power_is_cut_and_keeps_a_tap(stove, books, house):
    books.open(2, PHAT_THAI)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    house.kill()
    stove.tap("2 ผัดไทย")
    stove.says("ติดต่อเซิร์ฟเวอร์ไม่ได้ · ข้อมูลเมื่อ")
    stove.says("รอบันทึก")
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    house.start()
    expect(card(stove, "โต๊ะ 2")).to_have_count(0)
    expect(stove.page.locator("#away")).to_be_hidden()
    is_of_one_page(stove)
    stove.forgive_the_network()


def test_a_tap_outlives_its_page(stove, books):
    books.open(2, PHAT_THAI)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    stove.page.route("**/mark/", lambda route: route.abort())
    stove.tap("2 ผัดไทย")
    stove.says("รอบันทึก")
    stove.page.unroute("**/mark/")
    stove.open(stove.path)
    expect(card(stove, "โต๊ะ 2")).to_have_count(0)
    stove.forgive_the_network()


def test_a_second_tap_takes_back_what_waits(stove, books, house):
    books.open(2, PHAT_THAI)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    house.kill()
    stove.tap("2 ผัดไทย").says("รอบันทึก")
    stove.thing("2 ผัดไทย").press("Enter")
    expect(stove.page.locator("#away-left")).to_be_hidden()
    house.start()
    expect(stove.page.locator("#away")).to_be_hidden()
    expect(card(stove, "โต๊ะ 2").locator("button.done")).to_have_count(0)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    stove.forgive_the_network()


def test_two_windows_of_a_screen_keep_the_taps_of_both(stove, books):
    for table in (2, 3):
        books.open(table, PHAT_THAI)
    beside = stove.context.new_page()
    beside.goto(stove.page.url)
    expect(card(stove, "โต๊ะ 3")).to_be_visible()
    stove.context.set_offline(True)
    for page, place in ((stove.page, "โต๊ะ 2"), (beside, "โต๊ะ 3")):
        heading = page.get_by_role("heading", name=place, exact=True)
        page.locator("article").filter(has=heading).locator("[name=card]").click()
        expect(page.locator("#away-left")).to_be_visible()
    beside.close()
    stove.context.set_offline(False)
    for place in ("โต๊ะ 2", "โต๊ะ 3"):
        expect(card(stove, place)).to_have_count(0)
    stove.forgive_the_network()


def test_a_double_tap_ends_one_card_and_not_the_next_that_moves_up(stove, books):
    for table in (2, 3):
        books.open(table, PHAT_THAI)
    hold_clock(stove).open(stove.path)
    box = card(stove, "โต๊ะ 2").locator("[name=card]").bounding_box()
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stove.page.mouse.click(*spot)
    expect(card(stove, "โต๊ะ 2")).to_have_count(0)
    stove.page.mouse.click(*spot)  # at the same moment, on the card that has moved up
    stove.open(stove.path)
    expect(card(stove, "โต๊ะ 3")).to_be_visible()
    stove.page.mouse.click(*spot)
    expect(card(stove, "โต๊ะ 3")).to_have_count(0)


def test_a_tap_whose_answer_is_lost_counts_once(stove, books):
    books.open(2, PHAT_THAI)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    lost = []

    def lose(route):
        lost.append(route.fetch())
        route.abort()

    stove.page.route("**/mark/", lose, times=1)
    stove.tap("2 ผัดไทย")
    expect(card(stove, "โต๊ะ 2")).to_have_count(0)
    until(stove.page, lambda: lost)
    take_back(stove)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    stove.forgive_the_network()


def test_a_tap_that_waits_is_sent_when_the_cook_has_logged_in_again(stove, books):
    books.open(2, PHAT_THAI)
    hold_clock(stove).open(stove.path)  # else a look may find out before the tap
    stove.context.clear_cookies()
    stove.tap("2 ผัดไทย").landed("login/")
    stove.page.get_by_label("ชื่อผู้ใช้").fill("kitchen001")
    stove.page.get_by_label("รหัสผ่าน").fill("demo1234")
    stove.tap("เข้าสู่ระบบ").landed(r"kitchen/\d+/")
    expect(card(stove, "โต๊ะ 2")).to_have_count(0)
    stove.forgive_the_network()


def test_a_slip_is_heard_and_one_that_takes_back_sounds_otherwise(stove, books):
    stove.reload().tap("แตะเพื่อเปิดเสียง")
    expect(stove.thing("เสียงเปิด")).to_have_attribute("aria-pressed", "true")
    stove.page.evaluate("window.notes.length = 0")  # what the button played to show it
    order = books.open(2, PHAT_THAI)
    until(stove.page, lambda: stove.page.evaluate("window.notes") == [660, 880])
    expect(stove.page.locator("#news")).to_have_text("โต๊ะ 2")
    books.command(f"/orders/{order}/cancel", reason="ลูกค้ากลับ")
    until(stove.page, lambda: stove.page.evaluate("window.notes") == [660, 880, 330, 260, 330])
    stove.tap("เสียงเปิด")
    expect(stove.thing("เสียงปิด")).to_have_attribute("aria-pressed", "false")
    books.open(3, PHAT_THAI)
    expect(card(stove, "โต๊ะ 3")).to_be_visible()
    assert stove.page.evaluate("window.notes.length") == 5


@pytest.fixture
def cashier(house, chromium) -> Iterator[Till]:
    """A cashier's till in that shop, on the map."""
    cookies = log_in(chromium, house.url, "staff001")
    till = Till(chromium.new_context(storage_state=cookies), house.url)
    yield till.open("/pos/")
    till.context.close()
    assert till.troubles == []


def test_a_cashier_sees_what_is_ready_until_somebody_carries_it_out(stove, cashier, books):
    books.open(2, PHAT_THAI, LIME_JUICE)
    stove.tap("เสร็จทั้งใบ")
    expect(cashier.thing("โต๊ะ 2")).to_contain_text("พร้อม 1/2")
    stove.open("/kitchen/serving/").tap("เสิร์ฟแล้ว โต๊ะ 2")
    expect(cashier.thing("โต๊ะ 2")).to_contain_text("มีลูกค้า")
    expect(cashier.thing("โต๊ะ 2")).not_to_contain_text("พร้อม")
    cashier.tap("โต๊ะ 2")
    expect(cashier.page.locator("#sent-lines li").first).to_contain_text("✓ เสร็จ")


@pytest.fixture
def sweets(house, chromium) -> None:
    """The manager puts a dish on the menu that no kitchen makes."""
    cookies = log_in(chromium, house.url, "manager001")
    office = Till(chromium.new_context(storage_state=cookies), house.url)
    office.open("/admin/menu_app/menuitem/add/")
    for name, value in {"name": "ลอดช่อง", "category": "ของหวาน", "price": "30"}.items():
        office.page.locator(f"[name={name}]").fill(value)
    office.page.locator("[name=_save]").click()
    office.says("ยังไม่ไปครัวไหน")
    office.context.close()


def test_a_dish_that_no_kitchen_makes_is_said_to_be_saved_and_not_sent(sweets, cashier, books):
    cashier.tap("โต๊ะ 3").tap("ลอดช่อง").tap("ยืนยันออเดอร์").says("โต๊ะ 3: บันทึกแล้ว 1 รายการ")
    cashier.tap("โต๊ะ 3").tap("ผัดไทย").tap("ยืนยันออเดอร์").says("โต๊ะ 3: ส่งครัวแล้ว 1 รายการ")


def test_who_goes_by_the_keyboard_keeps_the_place(stove, books):
    books.open(2, PHAT_THAI)
    expect(card(stove, "โต๊ะ 2")).to_be_visible()
    stove.thing("2 ผัดไทย").focus()
    books.open(3, PHAT_THAI)
    expect(card(stove, "โต๊ะ 3")).to_be_visible()
    focused = stove.page.evaluate("document.activeElement.name")
    assert focused == "done"


def test_cards_stand_side_by_side_on_a_wide_screen(stove, books):
    books.open(2, PHAT_THAI)
    books.open(3, PHAT_THAI)
    expect(card(stove, "โต๊ะ 3")).to_be_visible()
    tops = stove.read("article", "e => e.getBoundingClientRect().top")
    assert tops == [tops[0]] * 2


def test_a_full_board_fits_every_screen_and_is_readable(stove, books):
    order = books.open(2, PHAT_THAI, (18, 3), (15, 1))
    books.add(order, (22, 2))
    books.open(3, (1, 12), (13, 1))
    line = books.orders(status="open")[1]["items"][0]["id"]
    books.command(f"/orders/{order}/items/{line}/void", reason="ลูกค้าเปลี่ยนใจ", qty=1)
    expect(card(stove, "โต๊ะ 3")).to_be_visible()
    expect(card(stove, "ยกเลิก · โต๊ะ 2")).to_be_visible()
    stove.tap("12 ข้าวกะเพราหมูสับไข่ดาว")
    expect(card(stove, "โต๊ะ 3").locator(".done")).to_be_visible()
    fits(stove)
    is_readable(stove)
    stove.open("/kitchen/serving/")
    fits(stove)
    is_readable(stove)
