"""Every screen in a state worth looking at, for what must hold on all of them."""

from collections.abc import Callable

import pytest

from tests.browser.books import Books
from tests.browser.till import Till

WIDTHS = (360, 768, 1280)
HEIGHTS = {360: 740, 768: 1024, 1280: 800}

Show = Callable[[Till, Books], None]


def _map(till: Till, books: Books) -> None:
    books.open(2, (5, 2), (10, 1))
    books.open(9, (18, 12))
    till.open("/pos/")


def _pad(till: Till, books: Books) -> None:
    """An order with a struck line, and dishes not sent yet; the longest names among them."""
    order_id = books.open(2, (5, 2), (10, 1), (1, 1))
    line = books.orders(status="open")[0]["items"][0]["id"]
    books.command(f"/orders/{order_id}/items/{line}/void", reason="ลูกค้าเปลี่ยนใจ")
    till.open("/pos/tables/2/?line=1:2&line=22:12&line=20:1")


def _sheet(till: Till, books: Books) -> None:
    """The ticket opened, which on a phone lies folded."""
    _pad(till, books)
    till.page.locator("#sheet").evaluate("box => { box.checked = true; }")


def _refusal(till: Till, books: Books) -> None:
    till.open("/pos/tables/2/?line=1:2")
    books.open(2, (5, 1))
    till.tap("ยืนยันออเดอร์").says("โต๊ะนี้มีลูกค้าอยู่แล้ว")
    till.refused(409)


def _payment(till: Till, books: Books) -> None:
    till.open(f"/pos/orders/{books.open(2, (5, 2), (1, 1), (22, 3))}/pay/")
    till.page.get_by_label("รับเงิน").fill("100")


def _qr(till: Till, books: Books) -> None:
    _payment(till, books)
    till.tap("คิวอาร์")


def _question(till: Till, books: Books) -> None:
    """An amount that is asked back, on a pad that has its keys by then."""
    _payment(till, books)
    till.page.get_by_label("รับเงิน").fill("88509993")
    till.page.keyboard.press("Enter")
    till.says("ต้องทอน")


def _paid(screen: str) -> Show:
    def show(till: Till, books: Books) -> None:
        order_id = books.open(2, (5, 2), (1, 1), (22, 3))
        books.pay(order_id, 1000)
        till.open(f"/pos/orders/{order_id}/{screen}/")

    return show


def _keys(till: Till, books: Books) -> None:
    till.open("/pos/")
    till.page.keyboard.press("Shift+Slash")


def _sold_out(till: Till, books: Books) -> None:
    till.open("/pos/sold-out/")
    till.page.get_by_label("เหลือกี่จาน โรตีชีส").fill("x")
    till.tap("ตั้งจำนวนที่เหลือ โรตีชีส").says("ต้องเป็นจำนวนเต็ม")
    till.refused(400)


def _nowhere(till: Till, books: Books) -> None:
    till.open("/pos/nowhere")
    till.refused(404)


def _log_in(till: Till, books: Books) -> None:
    till.context.clear_cookies()
    till.open("/pos/login/")
    till.page.get_by_label("ชื่อผู้ใช้").fill("staff001")
    till.page.get_by_label("รหัสผ่าน").fill("wrong")
    till.tap("เข้าสู่ระบบ").says("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    till.refused(401)


SCREENS: dict[str, Show] = {
    "map": _map,
    "pad": _pad,
    "sheet": _sheet,
    "refusal": _refusal,
    "payment": _payment,
    "qr": _qr,
    "question": _question,
    "change": _paid("paid"),
    "receipt": _paid("receipt"),
    "today": lambda till, books: (_map(till, books), till.open("/pos/orders/")),
    "sold out": _sold_out,
    "keys": _keys,
    "nowhere": _nowhere,
    "log-in": _log_in,
}

every_screen = pytest.mark.parametrize("show", SCREENS.values(), ids=SCREENS)


def resize(till: Till, width: int) -> None:
    """Give the window this width, and the height that goes with it."""
    till.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
