"""Going back from today's orders to those of the days before."""

from datetime import time, timedelta

import pytest

from core_app.business_day import business_day, start_of, today
from core_app.thai_dates import thai_day
from orders_app.models import Order
from tests.pages.test_today import TODAY, rows

ONE = timedelta(days=1)


def link(page, name: str) -> str | None:
    links = {each.text: each.attrs["href"] for each in page.root.all("a")}
    return links.get(name)


def days_ago(order_id: int, days: int) -> None:
    """Let an order have been opened so many days ago, ten minutes into that business day."""
    moment = start_of(today()) - days * ONE + timedelta(minutes=10)
    Order.objects.filter(pk=order_id).update(
        created_at=moment, tapped_at=moment, business_date=business_day(moment)
    )


@pytest.fixture
def long_standing(program, cast) -> int:
    """An order opened two days ago and open ever since."""
    order_id = program.open_with_lunch(cast)
    days_ago(order_id, 2)
    return order_id


def test_back_to_the_first_day_and_forward_to_today(till, long_standing):
    page = till.see(TODAY)
    assert link(page, "วันถัดไป ›") is None
    before = till.see(f"{TODAY}{link(page, '‹ วันก่อน')}")
    assert "ไม่มีออเดอร์ของวันนั้น" in before.text
    first = till.see(f"{TODAY}{link(before, '‹ วันก่อน')}")
    assert [row[0] for row in rows(first)] == [str(long_standing)]
    assert link(first, "‹ วันก่อน") is None
    onward = till.see(f"{TODAY}{link(first, 'วันถัดไป ›')}")
    assert (
        till.see(f"{TODAY}{link(onward, 'วันถัดไป ›')}").root.one("h1").text.startswith("ออเดอร์วันนี้")
    )


def test_a_day_counts_its_own_takings(till, program, cast):
    order_id = program.open_with_lunch(cast)
    days_ago(order_id, 1)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    day = today() - ONE
    page = till.see(f"{TODAY}?day={day}")
    assert [row[0] for row in rows(page)] == [str(order_id)]
    assert "จ่ายแล้ว 0 ออเดอร์ รวม ฿0.00" in page.text  # paid today
    assert page.root.one("h1").text == f"ออเดอร์ {thai_day(day)}"
    assert "จ่ายแล้ว 1 ออเดอร์ รวม ฿145.00" in till.see(TODAY).text


def test_status_and_pages_stay_in_the_chosen_day(till, long_standing):
    day = today() - 2 * ONE
    page = till.see(f"{TODAY}?day={day}")
    assert link(page, "เปิดอยู่") == f"?day={day}&status=open"
    assert link(page, "ทั้งหมด") == f"?day={day}"


@pytest.mark.parametrize(
    "day",
    ["x", "", "0001-01-01", "9999-12-31", "2026-02-30", "๒๕๖๙-๐๑-๐๑", "2026-1-1", "1e9"],
)
def test_a_nonsense_day_is_today(till, long_standing, day):
    page = till.see(f"{TODAY}?day={day}")
    assert page.status == 200
    assert page.root.one("h1").text.startswith("ออเดอร์วันนี้")


def test_a_bar_that_closes_late_still_sees_its_night(till, program, cast, settings):
    settings.DAY_STARTS_AT = time.max
    order_id = program.open_with_lunch(cast)
    page = till.see(TODAY)
    assert f"{settings.DAY_STARTS_AT:%H:%M}" in page.root.one("h1").text
    assert [row[0] for row in rows(page)] == [str(order_id)]


def test_another_cut_off_moves_nothing_that_was_sold_before(till, program, cast, settings):
    settings.DAY_STARTS_AT = time.max  # the trade's day is yesterday's until midnight
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    sold_on = today()
    settings.DAY_STARTS_AT = time.min
    assert today() == sold_on + ONE
    assert "ยังไม่มีออเดอร์" in till.see(TODAY).text
    before = till.see(f"{TODAY}?day={sold_on}")
    assert [row[0] for row in rows(before)] == [str(order_id)]
    assert "จ่ายแล้ว 1 ออเดอร์ รวม ฿145.00" in before.text
