"""Selling, with every tap counted from map to map."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import hold_clock

pytestmark = pytest.mark.browser

STAY = 5000  # milliseconds that the change stays
THREE_DISHES = ("ผัดไทย", "น้ำมะนาว", "โรตีกล้วยหอม")  # 60 + 25 + 45


# What each print says of copies, with the paper as it is then.
COUNT_PRINTS = """
window.print = () => {
  const marks = [...document.querySelectorAll(".paper-copy")].filter((each) => !each.hidden);
  const said = marks.map((each) => each.textContent).join(" ") || "ใบเสร็จ";
  sessionStorage.printed = (sessionStorage.printed ?? "") + said + ",";
  document.documentElement.dataset.printed = sessionStorage.printed;
};
"""


def sold(books) -> tuple:
    """Return how the newest order ended."""
    order = books.orders()[0]
    return order["status"], order["payment_method"], order["total_price"], order["change"]


def test_eating_in_and_paying_later_with_a_500_note_takes_eight_taps(window, books):
    till = hold_clock(window(goes_back=True)).open("/pos/")
    till.tap("โต๊ะ 2", *THREE_DISHES)
    till.total_is("฿130.00")
    till.tap("ยืนยันออเดอร์").landed("pos/")
    till.says("โต๊ะ 2: ส่งครัวแล้ว 3 รายการ")
    till.tap("โต๊ะ 2", "ชำระเงิน").landed("pay/")
    till.tap("฿500").landed("paid/")
    till.says("฿370")
    till.page.clock.run_for(STAY)
    till.landed("pos/")  # by itself
    assert till.taps <= 8
    assert sold(books) == ("paid", "cash", 130, 370)


def test_paying_at_once_takes_six_taps(till, books):
    till.open("/pos/")
    till.tap("โต๊ะ 3", *THREE_DISHES, "ชำระเงิน").landed("pay/")
    till.tap("฿500").landed("paid/")
    assert till.taps <= 6
    till.tap("โต๊ะ 3 จ่ายแล้ว").landed("pos/")
    assert sold(books) == ("paid", "cash", 130, 370)


def test_card_takes_six_taps(till, books):
    till.open("/pos/")
    till.tap("โต๊ะ 4", *THREE_DISHES, "ชำระเงิน").landed("pay/")
    till.tap("บัตร").landed("paid/")
    till.says("ไม่มีเงินทอน")
    assert till.taps <= 6
    assert sold(books) == ("paid", "card", 130, 0)


def test_the_same_dish_again_is_one_more_tap_and_minus_takes_it_back(till):
    till.open("/pos/")
    till.tap("โต๊ะ 5").landed("tables/5/")
    till.tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว", "เพิ่ม น้ำมะนาว")
    till.draft_is(["ผัดไทย 2", "น้ำมะนาว 2"])
    till.total_is("฿170.00")
    till.tap("ลด ผัดไทย", "ลด ผัดไทย")
    till.draft_is(["น้ำมะนาว 2"])
    till.total_is("฿50.00")


def test_a_tap_asks_the_server_nothing(till):
    till.open("/pos/")
    till.tap("โต๊ะ 5").landed("tables/5/")
    asked = []
    till.page.on("request", lambda request: asked.append((request.resource_type, request.method)))
    till.tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว")
    assert ("document", "GET") not in asked
    assert till.posts == 0


def test_guests_order_again_and_everything_is_on_one_bill(till, books):
    till.open("/pos/")
    till.tap("โต๊ะ 6", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.tap("โต๊ะ 6", "ชาไทยเย็น", "ชำระเงิน").landed("pay/")
    till.says("฿95.00")
    till.tap("พอดี").landed("paid/")
    assert len(books.orders()[0]["items"]) == 2


def test_the_receipt_is_shown_and_leads_back_to_the_map(till, books):
    till.open("/pos/")
    till.tap("โต๊ะ 7", "ผัดไทย", "ชำระเงิน").landed("pay/")
    till.tap("฿100").landed("paid/")
    till.page.add_init_script(COUNT_PRINTS)
    till.tap("พิมพ์ใบเสร็จ").landed("receipt/")
    for printed in ("ใบเสร็จ,", "ใบเสร็จ,สำเนา ครั้งที่ 1,"):
        till.tap("พิมพ์ใบเสร็จ")
        expect(till.page.locator("html")).to_have_attribute("data-printed", printed)
    till.tap("กลับผังโต๊ะ").landed("pos/")


def test_on_a_phone_with_a_finger(window, books):
    phone = window(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    phone.open("/pos/")
    phone.thing("โต๊ะ 8").tap()
    phone.landed("tables/8/")
    for name in ("ผัดไทย", "น้ำมะนาว", "ชำระเงิน"):
        phone.thing(name).tap()
    phone.landed("pay/").thing("฿500").tap()
    phone.landed("paid/").says("฿415")
    assert sold(books) == ("paid", "cash", 85, 415)


def test_a_manager_cancels_an_order_and_voids_a_line(window, books):
    order_id = books.open(9, (5, 1), (10, 1))
    office = window("manager001").open("/pos/tables/9/")
    office.page.get_by_label("ยกเลิก ผัดไทย").click()
    office.tap("ยกเลิกรายการ")
    office.says("ยกเลิก: สั่งผิด")
    office.total_is("฿25.00")
    office.page.get_by_label("เหตุผลที่ยกเลิกออเดอร์").select_option("เปิดผิดโต๊ะ")
    office.tap("ยกเลิกออเดอร์").landed("pos/")
    office.says(f"ยกเลิกออเดอร์ {order_id} แล้ว")
    assert books.orders(table_id=9)[0]["status"] == "cancelled"
