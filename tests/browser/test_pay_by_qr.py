"""Paying by QR in a real browser: four taps from the map, and a picture of this bill alone."""

from decimal import Decimal

import pytest
import segno
from playwright.sync_api import expect

from orders_app.billing.promptpay import account_of, payload
from tests.browser.conftest import PROMPTPAY_ID
from tests.browser.device import SLIP, commands, cut, look_again, mend, prepared
from tests.orders_app.bank_slips import OTHER, SCANNED

pytestmark = pytest.mark.browser
CHANGED = "ยอดเปลี่ยน กรุณาเปิดหน้านี้ใหม่เพื่อสร้างคิวอาร์ใหม่"


def picture_of(amount: str | None) -> str:
    """Return the path that segno draws of the text itself."""
    text = payload(account_of(PROMPTPAY_ID), Decimal(amount) if amount else None)
    svg = segno.make_qr(text, error="m").svg_inline()
    return svg.partition(' d="')[2].partition('"')[0]


def drawn(till) -> list[str]:
    return till.read(".qr-picture path", "path => path.getAttribute('d')")


def order_of(books, table: int) -> dict:
    return books.orders(table_id=table)[0]


def test_from_the_map_it_takes_four_taps(till, books):
    books.open(2, (5, 2), (10, 1))
    till.open("/pos/")
    till.tap("โต๊ะ 2", "ชำระเงิน", "คิวอาร์")
    till.says("฿145.00")
    assert drawn(till) == [picture_of("145.00")]
    till.tap("เห็นเงินแล้ว ฿145").landed("paid/")
    assert till.taps <= 4
    order = order_of(books, 2)
    assert (order["status"], order["payment_method"], order["total_price"]) == ("paid", "qr", 145)


def test_without_javascript_too(window, books):
    books.open(2, (5, 2), (10, 1))
    plain = window(java_script_enabled=False).open("/pos/")
    plain.tap("โต๊ะ 2", "ชำระเงิน", "คิวอาร์")
    expect(plain.page.locator(".qr-picture")).to_be_visible()
    plain.tap("เห็นเงินแล้ว").landed("paid/")
    assert plain.taps <= 4
    assert order_of(books, 2)["payment_method"] == "qr"


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1280, 800)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_camera_finds_it_large_and_black_on_white(window, books, width, height, scheme):
    size = {"width": width, "height": height}
    till = window(viewport=size, color_scheme=scheme)
    till.open(f"/pos/orders/{books.open(2, (5, 2), (10, 1))}/pay/").tap("คิวอาร์")
    picture = till.page.locator(".qr-picture")
    box = picture.bounding_box()
    assert min(box["width"], box["height"]) >= 240
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    [[paper, ink]] = till.read(
        ".qr-paper",
        "e => [getComputedStyle(e).backgroundColor,"
        " getComputedStyle(e.querySelector('path')).stroke]",
    )
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_a_dish_that_another_till_adds_voids_the_picture(till, books):
    order_id = books.open(2, (5, 2), (10, 1))
    till.open(f"/pos/orders/{order_id}/pay/").tap("คิวอาร์")
    books.add(order_id, (10, 1))
    look_again(till)
    till.says(CHANGED)
    expect(till.page.locator(".qr-picture")).to_be_hidden()
    expect(till.thing("เห็นเงินแล้ว")).to_be_hidden()
    till.tap("เปิดหน้านี้ใหม่", "คิวอาร์").says("฿170.00")
    assert drawn(till) == [picture_of("170.00")]
    till.tap("เห็นเงินแล้ว ฿170").landed("paid/")
    assert order_of(books, 2)["total_price"] == 170


def test_a_bill_that_another_till_paid_is_not_to_be_scanned(till, books):
    order_id = books.open(2, (5, 1))
    till.open(f"/pos/orders/{order_id}/pay/").tap("คิวอาร์")
    books.pay(order_id, 60)
    look_again(till)
    till.says(CHANGED)


def test_without_the_server_the_guest_types_the_amount(till, books):
    books.open(2, (5, 2), (10, 1))
    cut(prepared(till))
    till.tap("โต๊ะ 2", "ชำระเงิน", "คิวอาร์")
    till.says("คิวอาร์นี้ไม่มียอด ให้ลูกค้าใส่ยอดเอง")
    assert drawn(till) == [picture_of(None)]
    expect(till.page.locator("#qr-amount")).to_have_text("฿145.00")
    (size,) = till.read("#qr-amount", "e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 28
    till.page.get_by_label("เลขอ้างอิงสลิป").fill(SCANNED)
    till.tap("เห็นเงินแล้ว ฿145").says("ถ้าเห็นเงินเข้าแล้ว")
    till.page.wait_for_timeout(SLIP)
    till.tap("เห็นเงินแล้ว").says("จ่ายแล้ว ✓")
    assert commands(till.page)[-1]["body"]["slip_reference"] == SCANNED
    mend(till)
    assert order_of(books, 2)["payment_method"] == "qr"


def test_a_scanned_slip_waits_for_a_tap_and_pays_one_bill(till, books):
    first = books.open(2, (5, 1))
    books.command(f"/orders/{first}/pay", payment_method="qr", slip_reference=OTHER)
    order_id = books.open(3, (5, 1))
    till.open(f"/pos/orders/{order_id}/pay/").tap("คิวอาร์")
    till.page.get_by_label("เลขอ้างอิงสลิป").click()
    till.page.keyboard.type(f"{OTHER}\n")  # a scanner's letters and Enter
    assert till.posts == 0
    till.tap("เห็นเงินแล้ว").says(f"สลิปนี้ใช้กับออเดอร์ {first} แล้ว")
    till.refused(409)
    till.tap("คิวอาร์", "เห็นเงินแล้ว").landed("paid/")
    assert order_of(books, 3)["payment_method"] == "qr"


def test_the_qr_to_pay_by_is_not_taken_for_a_slip(till, books):
    till.open(f"/pos/orders/{books.open(2, (5, 1))}/pay/").tap("คิวอาร์")
    field = till.page.get_by_label("เลขอ้างอิงสลิป")
    field.fill(payload(account_of(PROMPTPAY_ID), Decimal(60)))
    till.tap("เห็นเงินแล้ว")
    assert field.evaluate("field => field.validity.patternMismatch")
    assert till.posts == 0
    field.fill(SCANNED.replace("0001A", "0002B"))
    assert field.evaluate("field => field.validity.valid")
