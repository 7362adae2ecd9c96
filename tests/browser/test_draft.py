"""Dishes tapped but not sent survive what happens to the page."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(till):
    """The pad of table 2 with three dishes tapped."""
    till.open("/pos/tables/2/")
    return till.tap("ผัดไทย", "ผัดไทย", "น้ำมะนาว")


def key(till) -> str:
    return till.page.locator("#confirm [name=key]").input_value()


def test_a_refresh_keeps_the_draft_and_its_key(pad, books):
    before = key(pad)
    pad.page.reload()
    assert pad.draft() == ["ผัดไทย 2", "น้ำมะนาว 1"]
    assert pad.total() == "฿145.00"
    assert key(pad) == before
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    assert books.orders(status="open")[0]["total_price"] == 145


def test_a_draft_taken_back_to_nothing_leaves_a_clean_address(pad):
    pad.tap("ลด น้ำมะนาว", "ลด ผัดไทย", "ลด ผัดไทย")
    assert pad.page.url.endswith("/pos/tables/2/")


def test_a_refusal_keeps_the_draft(pad, books):
    order_id = books.open(2, (1, 1))
    pad.tap("ยืนยันออเดอร์").says("โต๊ะนี้มีลูกค้าอยู่แล้ว")
    pad.refused(409)
    assert pad.draft() == ["ผัดไทย 2", "น้ำมะนาว 1"]
    assert pad.total() == "฿210.00"
    pad.tap("ยืนยันออเดอร์").landed("pos/")
    (order,) = books.orders(status="open")
    assert (order["order_id"], order["total_price"]) == (order_id, 210)


def test_a_new_visit_starts_clean_with_a_key_of_its_own(pad):
    before = key(pad)
    pad.open("/pos/tables/2/")
    assert pad.draft() == []
    assert key(pad) != before
