"""Selling on with no network at all, on a page opened earlier."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import cut, drafts, mend, outlast, prepared, saving, tab_beside
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

THREE_DISHES = ("ผัดไทย", "น้ำมะนาว", "โรตีกล้วยหอม")  # 60 + 25 + 45


@pytest.fixture
def evening(books) -> Evening:
    """What is sold from now on."""
    return Evening(books)


@pytest.fixture
def alone(till, books, evening) -> Till:
    """A till without a network; at table 3 guests have sat since before."""
    books.open(3, (5, 1))
    cut(prepared(till))
    return till


def change(till: Till) -> str:
    """Return the change on the screen, which must be readable from an arm's length."""
    (size,) = till.read(".paid-change", "e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 64
    return till.page.locator(".paid-change").inner_text()


def test_a_free_table_is_sold_from_map_to_change_in_eight_taps(alone, evening):
    alone.tap("โต๊ะ 2", *THREE_DISHES)
    alone.total_is("฿130.00")
    alone.tap("ยืนยันออเดอร์").landed("pos/")
    alone.says("บันทึกในเครื่อง รอส่ง 3 รายการ")
    expect(alone.thing("โต๊ะ 2")).to_contain_text("รอส่ง")
    expect(alone.thing("โต๊ะ 2")).to_contain_text("฿130")
    alone.tap("โต๊ะ 2", "ชำระเงิน").landed("pay/")
    alone.tap("฿500")
    assert change(alone) == "฿370"
    assert alone.taps <= 8
    saving(alone, "บันทึกในเครื่อง รอส่ง 2 รายการ")
    alone.page.locator("#back").click()  # it would go back by itself: test_change_goes_back.py
    expect(alone.thing("โต๊ะ 2")).to_contain_text("จ่ายแล้ว · ☁ รอส่ง")
    mend(alone)
    assert evening.bill(2) == ([f"{name} 1" for name in THREE_DISHES], "paid", 130, 370)
    # The floor was free before and is free again: no read brings news of it.
    expect(alone.page.locator('[data-table="2"] .tile-state')).to_have_text("ว่าง")
    alone.page.wait_for_timeout(2500)
    expect(alone.page.locator('[data-table="2"] .tile-state')).to_have_text("ว่าง")


def test_table_after_table_is_sold_and_afterwards_told_command_by_command(alone, evening):
    alone.tap("โต๊ะ 3")
    expect(alone.page.locator("#sent")).to_contain_text("ผัดไทย")
    alone.total_is("฿60.00")
    alone.tap("น้ำมะนาว", "ชำระเงิน").landed("pay/")
    alone.says("฿85.00")
    alone.tap("฿100")
    assert change(alone) == "฿15"
    alone.tap("โต๊ะ 3 จ่ายแล้ว").landed("pos/")
    alone.taps = 0
    alone.tap("โต๊ะ 4", *THREE_DISHES, "ชำระเงิน").landed("pay/")
    alone.tap("พอดี")
    assert change(alone) == "฿130"
    assert alone.taps <= 6
    outlast(alone)
    mend(alone)

    told = alone.page.locator("#happened-list li")
    (standing,), (opened,) = evening.at(3), evening.at(4)
    expect(told).to_have_count(4)
    for row, (what, order) in enumerate(
        [
            ("โต๊ะ 3: น้ำมะนาว 1", standing),
            ("โต๊ะ 3: ชำระเงิน ฿85.00 ทอน ฿15", standing),
            ("โต๊ะ 4: ผัดไทย 1, น้ำมะนาว 1, โรตีกล้วยหอม 1", opened),
            ("โต๊ะ 4: ชำระเงิน ฿130.00 ทอน ฿0", opened),
        ]
    ):
        expect(told.nth(row)).to_contain_text(what)
        expect(told.nth(row)).to_contain_text(f"บันทึกแล้ว ✓ ออเดอร์ {order['order_id']}")
    assert evening.bill(3) == (["ผัดไทย 1", "น้ำมะนาว 1"], "paid", 85, 15)
    assert evening.bill(4) == ([f"{name} 1" for name in THREE_DISHES], "paid", 130, 0)

    alone.tap("รับทราบ")
    expect(alone.page.locator("#happened")).to_be_hidden()
    alone.open("/pos/")
    saving(alone, "บันทึกแล้ว")
    expect(alone.page.locator("#happened")).to_be_hidden()


def seen_on_the_map(till: Till) -> None:
    """Look for what was tapped, on whatever page of this device."""
    till.tap("ไว้ก่อน")  # the question about the unfinished order
    saving(till, "บันทึกในเครื่อง รอส่ง 1 รายการ")
    expect(till.thing("โต๊ะ 5")).to_contain_text("รอส่ง")
    expect(till.thing("โต๊ะ 5")).to_contain_text("฿85")
    expect(till.thing("โต๊ะ 6")).to_contain_text("ยังไม่ส่ง 2")
    assert drafts(till.page) == {"6": ["ผัดไทย 1", "ชาไทยเย็น 1"]}


def test_a_reload_and_a_new_tab_keep_every_command_and_every_unsent_dish(alone, evening):
    alone.tap("โต๊ะ 5", "ผัดไทย", "น้ำมะนาว", "ยืนยันออเดอร์").landed("pos/")
    alone.tap("โต๊ะ 6", "ผัดไทย", "ชาไทยเย็น").page.locator("#back").click()
    alone.landed("pos/")
    alone.reload()
    seen_on_the_map(alone)
    tab = tab_beside(alone)
    seen_on_the_map(tab.open("/pos/"))
    tab.page.close()
    mend(alone)
    assert evening.bill(5) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)
    assert evening.at(6) == []
    alone.tap("โต๊ะ 6")
    expect(alone.page.locator("#draft > li")).to_have_count(2)
    alone.draft_is(["ผัดไทย 1", "ชาไทยเย็น 1"])
