"""What was tapped in an outage and then refused: told in words, decided by a person, never lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.device import (
    age,
    commands,
    cut,
    hold_clock,
    keep_otherwise,
    mend,
    offline,
    outlast,
    prepared,
    saving,
    states,
    until,
)
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

CHEESE_ROTI, PRAWN_RICE = 21, 11  # ids; 45 and 75 baht
AS_BEFORE = {CHEESE_ROTI: {"active": True}, PRAWN_RICE: {"price": 75}}


@pytest.fixture
def evening(books) -> Evening:
    """What is sold from now on."""
    return Evening(books)


@pytest.fixture
def change_menu(server) -> Iterator[Callable[[dict[int, dict]], None]]:
    """Change dishes while the till is away; afterwards the menu is as it was."""

    def change(dishes: dict[int, dict]) -> None:
        steps = [f"M.objects.filter(pk={pk}).update(**{what})" for pk, what in dishes.items()]
        # What stands on the menu stood long before the test, and was no slip.
        steps.insert(0, "P.objects.update(since='2026-01-01T00:00:00Z')")
        models = "from menu_app.models import MenuItem as M, MenuPrice as P"
        server.manage("shell", "-c", "; ".join([models, *steps]))

    yield change
    change(AS_BEFORE)


@pytest.fixture
def alone(till, books, evening) -> Till:
    """A till without a network; at tables 5 and 6 guests have sat since before."""
    books.open(5, (5, 1))
    books.open(6, (5, 1))
    cut(prepared(till))
    return till


def ordered(till: Till, table: int, *dishes: str) -> None:
    till.tap(f"โต๊ะ {table}", *dishes, "ยืนยันออเดอร์").landed("pos/")


def paid(till: Till, table: int, *dishes: str, note: str) -> None:
    till.tap(f"โต๊ะ {table}", *dishes, "ชำระเงิน").landed("pay/")
    till.tap(note, f"โต๊ะ {table} จ่ายแล้ว").landed("pos/")


def row(till: Till, table: int) -> Locator:
    """Return the refused command of a table, once it is told of."""
    found = till.page.locator("#refused-list li").filter(has_text=f"โต๊ะ {table}:")
    expect(found).to_be_visible(timeout=15000)
    return found


def test_guests_whose_table_was_taken_move_with_their_dishes_and_their_payment(
    alone, books, evening
):
    paid(alone, 2, "ผัดไทย", "น้ำมะนาว", note="฿100")
    ordered(alone, 4, "ชาไทยเย็น")
    books.open(2, (9, 1))
    outlast(alone)
    mend(alone, "รอส่ง 1 รายการ")  # the payment, behind the refused order
    expect(row(alone, 2)).to_contain_text("โต๊ะนี้มีลูกค้าอยู่แล้ว")
    assert evening.bill(4) == (["ชาไทยเย็น 1"], "open", 35, None)  # no other order was held back

    alone.open("/pos/")
    expect(row(alone, 2)).to_contain_text("ผัดไทย 1, น้ำมะนาว 1")
    row(alone, 2).get_by_label("เลือกโต๊ะอื่น").select_option(label="โต๊ะ 7")
    row(alone, 2).get_by_text("ย้ายไปโต๊ะนี้").click()
    saving(alone, "บันทึกแล้ว")
    expect(alone.page.locator("#refused")).to_be_hidden()
    assert evening.bill(7) == (["ผัดไทย 1", "น้ำมะนาว 1"], "paid", 85, 15)
    assert evening.bill(2) == (["ชาไทยเย็น 1"], "open", 35, None)


def test_dishes_join_the_order_that_took_the_table_and_the_payment_is_asked_about(
    alone, window, books, evening
):
    paid(alone, 2, "ผัดไทย", note="฿100")
    books.open(2, (9, 1))
    outlast(alone)
    mend(alone, "รอส่ง 1 รายการ")
    row(alone, 2).get_by_text("เพิ่มเข้าออเดอร์เดิม").click()
    # 60 baht were taken for what is a bill of 95 now: only a person can say what that means.
    expect(row(alone, 2)).to_contain_text("ยอดรวมเปลี่ยนเป็น ฿95")
    assert evening.bill(2) == (["ชาไทยเย็น 1", "ผัดไทย 1"], "open", 95, None)
    row(alone, 2).get_by_label("เหตุผล").select_option("คืนเงินแล้ว")
    row(alone, 2).get_by_text("ไม่ทำรายการนี้").click()
    expect(alone.page.locator("#refused")).to_be_hidden()
    assert "refused" not in states(alone.page)
    office = window("manager001").open("/admin/tills_app/setaside/")
    expect(office.page.locator("#result_list tbody tr").first).to_contain_text("คืนเงินแล้ว")
    alone.forgive_the_network()


@pytest.fixture
def office(window) -> Iterator[Till]:
    """A manager at the page of what is sold out; afterwards all is on sale again."""
    office = window("manager001").open("/pos/sold-out/")
    yield office
    office.open("/pos/sold-out/").tap("เปิดขาย โรตีชีส").says("ตอนนี้ขายได้ทุกเมนู")


def test_of_a_counted_dish_what_is_left_is_sent(alone, office, evening):
    ordered(alone, 3, "ผัดไทย", "โรตีชีส", "โรตีชีส")
    office.page.get_by_label("เหลือกี่จาน โรตีชีส").fill("1")
    office.tap("ตั้งจำนวนที่เหลือ โรตีชีส").says("โรตีชีส: เหลือ 1")
    mend(alone, "ต้องตัดสินใจ 1 รายการ")
    expect(row(alone, 3)).to_contain_text("ของไม่พอ: โรตีชีส เหลือ 1")
    row(alone, 3).get_by_text("ส่งเฉพาะที่มีขาย").click()
    expect(alone.page.locator("#refused")).to_be_hidden()
    saving(alone, "บันทึกแล้ว")
    assert evening.bill(3) == (["ผัดไทย 1", "โรตีชีส 1"], "open", 105, None)
    office.open("/pos/sold-out/").says("โรตีชีส หมด")


def test_sold_out_dishes_are_left_out_and_a_price_once_told_stands(
    alone, window, books, evening, change_menu
):
    ordered(alone, 3, "ผัดไทย", "โรตีชีส")
    paid(alone, 4, "ข้าวผัดกุ้ง", note="฿100")
    change_menu({CHEESE_ROTI: {"active": False}, PRAWN_RICE: {"price": 80}})
    age(alone, 120)  # what is younger than a minute is asked back
    mend(alone, "ต้องตัดสินใจ 1 รายการ")
    expect(row(alone, 3)).to_contain_text("เมนูนี้หมดหรือเลิกขายแล้ว: โรตีชีส")
    row(alone, 3).get_by_text("ส่งเฉพาะที่มีขาย").click()
    expect(alone.page.locator("#refused")).to_be_hidden()
    until(alone.page, lambda: "waiting" not in states(alone.page))
    saving(alone, "บันทึกแล้ว")
    assert evening.bill(3) == (["ผัดไทย 1"], "open", 60, None)
    assert evening.bill(4) == (["ข้าวผัดกุ้ง 1"], "paid", 75, 25)
    order = evening.at(4)[0]["order_id"]
    office = window("manager001").open(f"/admin/orders_app/order/{order}/change/")
    office.says("ต่างจากเมนู 80")
    office.says("ราคาต่างจากเมนู")
    alone.forgive_the_network()


def test_what_names_another_tables_order_or_far_too_much_cash_can_still_be_done_as_meant(
    alone, window, books, evening
):
    ordered(alone, 5, "น้ำมะนาว")
    ordered(alone, 6, "ชาไทยเย็น")
    paid(alone, 8, "ผัดไทย", note="พอดี")
    other = evening.at(6)[0]["order_id"]
    slip = {"payment_method": "cash", "amount_received": 100000}
    keep_otherwise(alone, {"1": {"order": str(other)}, "4": {"body": slip}})
    outlast(alone)
    mend(alone, "ต้องตัดสินใจ 2 รายการ")
    expect(row(alone, 5)).to_contain_text("เป็นของ โต๊ะ 6 ไม่ใช่โต๊ะของหน้านี้")
    row(alone, 5).get_by_text("เพิ่มเข้าออเดอร์เดิม").click()
    row(alone, 8).get_by_text("รับ ฿100,000 จริง").click()
    expect(alone.page.locator("#refused")).to_be_hidden()
    saving(alone, "บันทึกแล้ว")
    assert evening.bill(5) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)
    assert evening.bill(6) == (["ผัดไทย 1", "ชาไทยเย็น 1"], "open", 95, None)
    assert evening.bill(8) == (["ผัดไทย 1"], "paid", 60, 99940)
    # The question left nothing under its number, which is no gap all the same.
    office = window("manager001").open("/admin/tills_app/setaside/")
    expect(office.page.locator("#result_list tbody tr").first).to_contain_text("ส่งใหม่เป็นคำสั่ง")
    alone.forgive_the_network()


def test_an_order_closed_elsewhere_is_told_and_stays_until_somebody_decides(alone, books, evening):
    ordered(alone, 5, "น้ำมะนาว")
    paid(alone, 6, note="พอดี")
    ordered(alone, 8, "ชาไทยเย็น")
    cancelled, elsewhere = (
        next(each["order_id"] for each in books.orders(table_id=table, status="open"))
        for table in (5, 6)
    )
    books.command(f"/orders/{cancelled}/cancel", reason="ลูกค้ายกเลิก")
    books.pay(elsewhere, 100)
    outlast(alone)
    mend(alone, "ต้องตัดสินใจ 2 รายการ")
    expect(row(alone, 5)).to_contain_text(f"ออเดอร์ {cancelled} ถูกยกเลิกแล้ว")
    expect(row(alone, 6)).to_contain_text(f"ออเดอร์ {elsewhere} จ่ายเงินแล้ว")
    assert evening.bill(8) == (["ชาไทยเย็น 1"], "open", 35, None)

    alone.reload()
    row(alone, 6).get_by_label("เหตุผล").select_option("จ่ายจากเครื่องอื่นแล้ว")
    row(alone, 6).get_by_text("ไม่ทำรายการนี้").click()
    expect(alone.page.locator("#refused-list li")).to_have_count(1)
    row(alone, 5).get_by_label("เลือกโต๊ะอื่น").select_option(label="โต๊ะ 5")
    row(alone, 5).get_by_text("ย้ายไปโต๊ะนี้").click()
    expect(alone.page.locator("#refused")).to_be_hidden()
    until(alone.page, lambda: "waiting" not in states(alone.page))
    saving(alone, "บันทึกแล้ว")
    assert [(each["status"], each["total_price"]) for each in evening.at(5)] == [
        ("cancelled", 60),
        ("open", 25),
    ]
    assert evening.bill(6) == (["ผัดไทย 1"], "paid", 60, 40)
    assert evening.bill(8) == (["ชาไทยเย็น 1"], "open", 35, None)


def test_a_refusal_after_a_moments_outage_is_told_too(till, books, evening):
    books.open(3, (9, 1))
    prepared(till)
    till.page.route("**/pos/floor/", lambda route: route.abort())  # it does not know of table 4
    books.open(4, (9, 1))
    offline(till)
    till.tap("โต๊ะ 4", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.context.set_offline(False)
    expect(row(till, 4)).to_contain_text("โต๊ะนี้มีลูกค้าอยู่แล้ว")
    till.page.close()  # which still asks for the floor
    till.forgive_the_network()


def test_a_refusal_is_listed_after_four_seconds_whatever_happens_meanwhile(till):
    no = {"error": "NOT_FOUND", "message": "ไม่พบโต๊ะนี้"}
    answer = {"status": 404, "json": no, "headers": {"X-Request-ID": "of-this-test"}}
    till.page.route("**/orders", lambda route: route.fulfill(**answer))
    hold_clock(till).open("/pos/tables/4/")
    till.tap("ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    until(till.page, lambda: states(till.page) == ["refused"])
    saving(till, "ต้องตัดสินใจ 1 รายการ")
    till.page.clock.run_for(3000)
    till.page.evaluate(SOMETHING_WAS_WRITTEN)
    assert states(till.page) == ["refused"]  # read by now, by the page too
    till.page.clock.run_for(1500)
    expect(till.page.locator("#refused-list > li")).to_contain_text("ไม่พบโต๊ะนี้")
    till.forgive_the_network()


# As another tab of this till tells it.
SOMETHING_WAS_WRITTEN = "() => new BroadcastChannel('pos-outbox').postMessage('changed')"
PRICED = "price => document.querySelector('.dish[value=\"5\"]').dataset.price = price"


def test_a_price_that_never_was_is_refused_and_only_it_goes_at_the_price_of_now(
    alone, books, evening, change_menu
):
    alone.tap("โต๊ะ 2")
    alone.page.locator("#pad").wait_for()
    alone.page.evaluate(PRICED, "1")
    alone.tap("ผัดไทย", "ข้าวผัดกุ้ง", "ข้าวผัดกุ้ง", "ยืนยันออเดอร์").landed("pos/")
    change_menu({PRAWN_RICE: {"price": 80}})
    age(alone, 120)  # what is younger than a minute is asked back
    mend(alone, "ต้องตัดสินใจ 1 รายการ")
    expect(row(alone, 2)).to_contain_text("ราคาเมนูเปลี่ยนแล้ว: ผัดไทย ฿60")
    assert evening.at(2) == []
    row(alone, 2).get_by_text("ส่งด้วยราคาตอนนี้").click()
    expect(alone.page.locator("#refused")).to_be_hidden()
    until(alone.page, lambda: "waiting" not in states(alone.page))
    saving(alone, "บันทึกแล้ว")
    # The rice was quoted at 75, which it really cost then.
    assert evening.bill(2) == (["ผัดไทย 1", "ข้าวผัดกุ้ง 2"], "open", 210, None)
    assert commands(alone.page)[-1]["lines"] == [["ผัดไทย", 1, 6000], ["ข้าวผัดกุ้ง", 2, 15000]]


def test_on_a_page_older_than_the_price_the_next_confirm_sells_at_the_price_of_now(till, evening):
    # The page learns the menu when it opens: too late for this one.
    till.page.route("**/menus", lambda route: route.abort())
    till.open("/pos/tables/2/")
    till.page.evaluate(PRICED, "1")
    till.tap("ผัดไทย", "ยืนยันออเดอร์").says("ราคาเมนูเปลี่ยนแล้ว: ผัดไทย ฿60")
    till.refused(409)
    till.total_is("฿60.00")
    till.draft_is(["ผัดไทย 1"])
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 60, None)
    till.forgive_the_network()
