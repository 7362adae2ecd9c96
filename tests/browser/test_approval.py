"""A manager's word at the cashier's screen: on a phone, with and without JavaScript."""

from collections.abc import Iterator

import pytest

from tests.browser.books import Books
from tests.browser.looks import fits, is_reachable_at_twice_the_text, is_readable
from tests.browser.till import Till
from tests.words import PIN

pytestmark = pytest.mark.browser

SET = f"""
from staff_app.models import User
from staff_app.pins import set_pin
set_pin(User.objects.get(username="manager001"), "{PIN}")
name = {{"role": "manager", "display_name": "ผู้จัดการกะเย็นที่มีชื่อยาวกว่าใครในร้าน"}}
set_pin(User.objects.get_or_create(username="manager002", defaults=name)[0], "593026")
"""
UNSET = "from staff_app.models import User; User.objects.update(pin=None)"


@pytest.fixture(scope="module")
def pins(server) -> Iterator[None]:
    """Two managers have PINs, until these tests are over."""
    server.manage("shell", "--no-imports", "-c", SET)
    yield
    server.manage("shell", "--no-imports", "-c", UNSET)


def ask(till: Till, books: Books) -> Till:
    """Come to the page that asks, about what somebody else has sent."""
    books.open(2, (5, 2), (10, 1))
    till.open("/pos/tables/2/")
    till.page.get_by_label("เหตุผลที่ยกเลิกออเดอร์").select_option("ลูกค้ายกเลิก")
    till.tap("ยกเลิกออเดอร์").says("ต้องให้ผู้จัดการอนุมัติ")
    till.refused(409)
    return till


def give(till: Till, pin: str) -> Till:
    """Let the first of the two managers type a PIN."""
    till.page.get_by_label("ผู้จัดการ 1").check()
    till.page.get_by_label("PIN ของผู้จัดการ").fill(pin)
    return till.tap("อนุมัติ")


@pytest.mark.parametrize("scripted", [True, False])
def test_an_order_is_cancelled_with_a_word(window, books, pins, scripted):
    till = ask(window(java_script_enabled=scripted), books)
    give(till, "111112").refused(401)
    till.says("ลองได้อีก")
    give(till, PIN).landed("pos/")
    till.says("โต๊ะ 2 ว่าง")
    assert books.orders(status="open") == []


def test_the_page_fits_wet_hands_and_is_readable(till, books, pins):
    ask(till, books)
    fits(till)
    is_readable(till)
    is_reachable_at_twice_the_text(till)
