"""A printer whose cover stands open: cooks and cashiers hear of it, and paper comes by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.books import Books
from tests.browser.conftest import log_in
from tests.browser.looks import fits, is_readable
from tests.browser.screens import WIDTHS, resize
from tests.browser.till import Till
from tests.printing.fake_printer import FakePrinter
from tests.printing.workers import known_of, print_at, printing, wait_until
from tests.server import RealServer

pytestmark = pytest.mark.browser

LONGEST = 60_000  # milliseconds: a board that finds nothing new looks again for the next minute
PHAT_THAI = (5, 2)
NAME = "เครื่องพิมพ์ครัว"


@pytest.fixture(scope="module")
def house() -> Iterator[RealServer]:
    """A shop of its own: its printers are nobody else's."""
    with RealServer() as running:
        yield running


@pytest.fixture(scope="module")
def people(house, chromium) -> dict[str, dict]:
    return {
        "kitchen001": log_in(chromium, house.url, "kitchen001", lands=r"kitchen/"),
        "staff001": log_in(chromium, house.url, "staff001"),
    }


@pytest.fixture
def opened(house, chromium, people):
    """Open a page as one of the people."""
    tills: list[Till] = []

    def open_page(username: str, path: str) -> Till:
        tills.append(Till(chromium.new_context(storage_state=people[username]), house.url))
        return tills[-1].open(path)

    yield open_page
    for till in tills:
        till.context.close()
    assert [till.troubles for till in tills] == [[] for _ in tills]


def test_an_open_cover_is_told_on_a_standing_board_and_gone_when_it_is_closed(house, opened):
    books = Books(house.url)
    with FakePrinter(is_cover_open=True) as printer, printing(house):
        print_at(house, printer.address, name=NAME)
        board = opened("kitchen001", "/kitchen/").tap("ครัวร้อน").landed(r"kitchen/\d+/").page
        floor = opened("staff001", "/pos/").page
        books.open(2, PHAT_THAI)
        told = [page.get_by_role("alert").filter(has_text="ฝาเครื่องพิมพ์") for page in (board, floor)]
        for each in told:  # nobody has touched these pages
            expect(each).to_contain_text("ยังไม่พิมพ์", timeout=LONGEST)
        till = opened("staff001", "/pos/")
        till.page.add_init_script("window.setInterval = () => 0")  # nothing moves while we look
        till.tap("ดูงานพิมพ์").landed(r"pos/printing/")
        till.says("ยังไม่พิมพ์ · เครื่องพิมพ์ครัว")
        for width in WIDTHS:
            resize(till, width)
            fits(till)
            is_readable(till)
        renewed = opened("kitchen001", "/pos/printing/").page
        printer.close_cover()
        wait_until(lambda: known_of(house, printer.address) == [("printed", "")])
        assert len(printer.papers(1)) == 1
        for each in told:
            expect(each).to_have_count(0, timeout=LONGEST)
        nothing = renewed.get_by_text("ไม่มีงานพิมพ์ที่ต้องดู")
        expect(nothing).to_be_visible(timeout=LONGEST)
    books.close_all()


def test_a_receipt_comes_out_of_the_shops_printer_and_no_browser_prints(house, opened):
    books = Books(house.url)
    with FakePrinter() as printer, printing(house):
        order_id = books.open(3, (5, 2))
        books.pay(order_id, 1000)
        print_at(house, printer.address, name="หน้าร้าน")
        till = opened("staff001", f"/pos/orders/{order_id}/receipt/")
        till.page.add_init_script("window.print = () => { window.isPrinting = true; }")
        till.reload().tap("พิมพ์ใบเสร็จ").says("ส่งไปพิมพ์ที่ หน้าร้าน แล้ว")
        assert len(printer.papers(1)) == 1
        assert till.page.evaluate("window.isPrinting") is None
        wait_until(lambda: known_of(house, printer.address) == [("printed", "")])
