"""Two tabs of one till: one draft, one outbox, one order, one payment."""

import pytest
from playwright.sync_api import expect

from tests.browser.device import states, tab_beside, until
from tests.browser.evening import Evening
from tests.browser.till import Till

pytestmark = pytest.mark.browser

AT_ONCE = (
    "([button, at]) => setTimeout(() => document.querySelector(button).click(), at - Date.now())"
)


def at_once(button: str, *tabs: Till) -> None:
    """Hit the same button in several tabs at the same moment."""
    moment = tabs[0].page.evaluate("() => Date.now() + 500")
    for tab in tabs:
        tab.page.evaluate(AT_ONCE, [button, moment])


@pytest.fixture
def evening(books) -> Evening:
    """What is sold from now on."""
    return Evening(books)


def test_a_dish_tapped_in_one_tab_shows_in_the_other(till, books):
    till.open("/pos/tables/2/")
    tab = tab_beside(till).open("/pos/tables/2/")
    till.tap("ผัดไทย", "น้ำมะนาว")
    expect(tab.page.locator("#draft > li")).to_have_count(2)
    tab.tap("ผัดไทย", "ลด น้ำมะนาว")
    expect(till.page.locator("#draft > li")).to_have_count(1)
    till.draft_is(["ผัดไทย 2"])
    till.total_is("฿120.00")


def test_both_confirm_at_once_and_it_is_one_order(till, evening):
    till.open("/pos/tables/3/").tap("ผัดไทย", "น้ำมะนาว")
    tab = tab_beside(till).open("/pos/tables/3/")
    tab.tap("ไว้ก่อน", "โต๊ะ 3")
    expect(tab.page.locator("#draft > li")).to_have_count(2)
    at_once("#confirm-button", till, tab)
    for each in (till, tab):
        expect(each.page.locator("#draft > li")).to_have_count(0)
    until(till.page, lambda: "/pos/" in (till.path, tab.path))  # whichever was first goes there
    till.open("/pos/")
    expect(till.page.locator("#saving")).to_contain_text("บันทึกแล้ว")
    assert states(till.page) == ["done"]
    assert evening.bill(3) == (["ผัดไทย 1", "น้ำมะนาว 1"], "open", 85, None)


def test_both_take_the_money_at_once_and_it_is_one_payment(till, books, evening):
    order = books.open(4, (5, 1))
    till.open(f"/pos/orders/{order}/pay/")
    tab = tab_beside(till).open(f"/pos/orders/{order}/pay/")
    for each in (till, tab):
        each.page.wait_for_load_state("networkidle")
    at_once('#notes [value="100"]', till, tab)
    for each in (till, tab):
        each.landed("paid/").says("฿40")
    assert evening.bill(4) == (["ผัดไทย 1"], "paid", 60, 40)
    till.forgive_the_network()
