"""A pad that is open learns the menu: prices, what is sold out, what is new; the draft stays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.device import drafts, until
from tests.browser.evening import Evening

pytestmark = pytest.mark.browser

DISHES = "from menu_app.models import MenuItem as M; "
TYPO = "M.objects.filter(pk=5).update(price=5000)"
MENDED = (
    "M.objects.filter(pk=5).update(price=50); M.objects.filter(pk=21).update(active=False);"
    " M.objects.create(name='ข้าวผัดปู', category=M.objects.get(pk=5).category, price=90)"
)
AS_BEFORE = (
    "M.objects.filter(pk=5).update(price=60); M.objects.filter(pk=21).update(active=True);"
    " M.objects.filter(name='ข้าวผัดปู').update(active=False)"
)


@pytest.fixture
def menu(server) -> Iterator:
    """Change the menu; afterwards it is as it was."""

    def change(how: str) -> None:
        server.manage("shell", "-c", DISHES + how)

    yield change
    change(AS_BEFORE)


def test_a_typo_that_is_mended_under_an_open_pad_is_not_sold(till, books, menu):
    evening = Evening(books)
    menu(TYPO)
    till.open("/pos/tables/2/").tap("ผัดไทย", "โรตีชีส")
    menu(MENDED)
    expect(till.thing("ผัดไทย")).to_contain_text("฿50")
    expect(till.thing("โรตีชีส")).to_contain_text("หมด")
    expect(till.thing("โรตีชีส")).to_be_disabled()
    told = till.page.locator("#menu-changed")
    expect(told).to_contain_text("ราคาเมนูเปลี่ยนแล้ว: ผัดไทย ฿50 (เดิม ฿5,000) กรุณาบอกลูกค้า")
    expect(told).to_contain_text("หมดแล้ว: โรตีชีส กรุณาเอาออก")
    till.draft_is(["ผัดไทย 1", "โรตีชีส 1"])
    till.tap("ลด โรตีชีส", "ข้าวผัดปู")
    till.draft_is(["ผัดไทย 1", "ข้าวผัดปู 1"])
    till.total_is("฿140.00")
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert evening.bill(2) == (["ผัดไทย 1", "ข้าวผัดปู 1"], "open", 140, None)


def test_a_draft_of_yesterday_goes_by_the_menu_of_today(till, books, menu):
    evening = Evening(books)
    till.open("/pos/tables/2/").tap("ผัดไทย")
    until(till.page, lambda: drafts(till.page))
    till.open("/pos/")
    menu(MENDED)
    till.open("/pos/tables/2/").says("ราคาเมนูเปลี่ยนแล้ว: ผัดไทย ฿50 (เดิม ฿60)")
    till.total_is("฿50.00")
    till.tap("ยืนยันออเดอร์").landed("pos/")
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 50, None)
