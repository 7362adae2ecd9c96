"""Paying by QR without JavaScript: the picture of this bill, and the word that money was seen."""

from decimal import Decimal
from html import unescape

import pytest
import segno

from orders_app.billing.promptpay import account_of, payload
from orders_app.models import Order, Payment
from tests.orders_app.bank_slips import REFERENCE, SCANNED

pytestmark = pytest.mark.said_once

SHOP = "0812345678"


@pytest.fixture(autouse=True)
def _shop(settings):
    settings.PROMPTPAY_ID = SHOP
    settings.RESTAURANT_NAME = "ครัวทดสอบ"


def picture_on(page) -> str:
    """Return the path that is drawn."""
    return page.root.one(within="qr-panel").one("path").attrs["d"]


def picture_of(amount: str | None) -> str:
    text = payload(account_of(SHOP), Decimal(amount) if amount else None)
    svg = unescape(segno.make_qr(text, error="m").svg_inline())
    return svg.partition(' d="')[2].partition('"')[0]


def panel(page):
    return page.root.one(within="qr-panel")


def test_the_qr_holds_this_bills_amount_and_says_whom_it_pays(till, pay_path):
    page = till.see(pay_path)
    assert picture_on(page) == picture_of("145.00")
    assert panel(page).all("div", role="img")[0].name == "คิวอาร์พร้อมเพย์ ฿145.00"
    assert panel(page).one(id="qr-amount").text == "฿145.00"
    assert "ครัวทดสอบ" in panel(page).text


def test_it_is_black_on_the_white_of_its_paper_without_a_style_of_its_own(till, pay_path):
    svg = panel(till.see(pay_path)).one("svg")
    assert (svg.one("path").attrs["stroke"], "style" in svg.attrs) == ("#000", False)
    assert svg.attrs["class"] == "qr-picture"
    assert "viewbox" in {name.lower() for name in svg.attrs}
    assert not {"width", "height"} & svg.attrs.keys()


def test_it_is_folded_away_until_the_cashier_taps(till, pay_path):
    details = till.see(pay_path).root.one("details", within="qr")
    assert details.one("summary").text == "คิวอาร์"
    assert "open" not in details.attrs


def test_the_money_that_was_seen_is_taken(till, cast, lunch, pay_path):
    page = till.press(till.see(pay_path), "เห็นเงินแล้ว ฿145")
    assert page.path == f"/pos/orders/{lunch.pk}/paid/"
    payment = Payment.objects.get()
    assert (payment.method, payment.amount, payment.taken_by) == ("qr", 145, cast.cashier)
    assert (payment.proof, payment.slip_reference) == ("seen", None)


def test_a_slip_is_stored_when_it_was_scanned(till, pay_path):
    till.press(till.see(pay_path), "เห็นเงินแล้ว", slip_reference=SCANNED)
    payment = Payment.objects.get()
    assert (payment.proof, payment.slip_reference) == ("slip", REFERENCE)


def test_a_card_takes_no_slip_whatever_stands_in_the_field(till, pay_path):
    till.press(till.see(pay_path), "บัตร", slip_reference=SCANNED)
    payment = Payment.objects.get()
    assert (payment.method, payment.proof, payment.slip_reference) == ("card", "", None)


def test_a_used_slip_is_refused_with_the_panel_open_and_what_was_typed_in_it(
    till, cast, program, pay_path
):
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    first = program.command("/orders", table_id=cast.other_table.pk, items=items).json()["order_id"]
    program.command(f"/orders/{first}/pay", payment_method="qr", slip_reference=SCANNED)
    page = till.press(till.see(pay_path), "เห็นเงินแล้ว", slip_reference=SCANNED)
    assert page.status == 409
    assert page.alert.startswith(f"สลิปนี้ใช้กับออเดอร์ {first} แล้ว")
    assert "open" in page.root.one("details", within="qr").attrs
    assert page.value("slip_reference") == SCANNED
    assert till.press(page, "เห็นเงินแล้ว", slip_reference="").path.endswith("/paid/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("?", "เลขอ้างอิงสลิปเป็นตัวอักษรอังกฤษหรือตัวเลข"),
        (payload(account_of(SHOP)), "นี่คือคิวอาร์รับเงิน ไม่ใช่สลิป"),
        ("A" * 201, "เลขอ้างอิงสลิปยาวเกินไป"),
    ],
)
def test_what_is_no_slip_pays_nothing_and_stays_to_be_corrected(till, pay_path, typed, sentence):
    page = till.press(till.see(pay_path), "เห็นเงินแล้ว", slip_reference=typed)
    assert (page.status, page.alert.startswith(sentence)) == (400, True)
    assert page.value("slip_reference") == typed
    assert Order.objects.get().is_open


def test_enter_behind_a_scanned_slip_pays_nothing(till, pay_path):
    """Enter presses a form's first button, and this one is off."""
    page = till.see(pay_path)
    form = page.form_of(page.button("เห็นเงินแล้ว"))
    first = form.all("button")[0]
    assert {"disabled", "hidden"} <= first.attrs.keys()
    assert "name" not in first.attrs


def test_the_picture_of_a_bill_that_changed_takes_no_money(till, cast, program, lunch, pay_path):
    page = till.see(pay_path)
    program.command(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.lime_juice.pk, "qty": 1}])
    page = till.press(page, "เห็นเงินแล้ว")
    assert page.status == 409
    assert "ยอดรวมเปลี่ยนเป็น ฿170.00" in page.alert
    assert picture_on(page) == picture_of("170.00")
    assert "open" in page.root.one("details", within="qr").attrs
    assert not Payment.objects.exists()


def test_without_an_id_it_says_what_the_owner_must_enter_and_the_shops_own_sign_still_pays(
    till, settings, pay_path
):
    settings.PROMPTPAY_ID = ""
    page = till.see(pay_path)
    assert not panel(page).all("svg")
    assert "ยังไม่ได้ตั้งพร้อมเพย์: ใส่ PROMPTPAY_ID ในการตั้งค่าร้าน" in panel(page).text
    assert till.press(page, "เห็นเงินแล้ว").path.endswith("/paid/")
    assert Payment.objects.get().proof == "seen"


def test_for_a_bill_of_nothing_there_is_nothing_to_scan(till, cast, program):
    cast.pad_thai.price = 0
    cast.pad_thai.save()
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    opened = program.command("/orders", table_id=cast.table.pk, items=items).json()
    page = till.see(f"/pos/orders/{opened['order_id']}/pay/")
    assert not panel(page).all("svg")
    assert till.press(page, "เห็นเงินแล้ว").path.endswith("/paid/")


def test_a_till_without_its_server_has_the_shops_qr_without_an_amount(till):
    """What the device fills in stands in a template: the guest types the amount."""
    text = till.see("/pos/shell/").response.content.decode()
    assert picture_of(None) in text
    assert "ให้ลูกค้าใส่ยอดเอง" in text
    assert "data-holds" not in text
