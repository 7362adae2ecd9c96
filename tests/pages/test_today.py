"""Today's orders."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from core_app.business_day import business_day, start_of, today
from core_app.thai_dates import thai_date, thai_time
from orders_app.models import Order
from tests.cast import TableFactory
from tests.devices_app.till import Till

TODAY = "/pos/orders/"


def rows(page) -> list[list[str]]:
    return [row.texts("td") for row in page.root.one("tbody").all("tr")]


def open_orders(cast, count: int) -> list[Order]:
    return [
        Order.objects.create(table=table, opened_by=cast.cashier)
        for table in TableFactory.create_batch(count)
    ]


@pytest.fixture
def yesterdays(cast, program) -> int:
    """An order opened in the business day before and standing ever since."""
    order_id = program.open_with_lunch(cast)
    earlier = start_of(today()) - timedelta(minutes=1)
    Order.objects.filter(pk=order_id).update(
        created_at=earlier, tapped_at=earlier, business_date=business_day(earlier)
    )
    return order_id


@pytest.fixture
def three(cast, program, managing_program) -> dict[str, int]:
    """An open, a paid and a cancelled order, by status."""
    ids = {}
    for status in ("paid", "cancelled", "open"):
        ids[status] = program.open_with_lunch(cast)
        if status == "paid":
            program.command(f"/orders/{ids[status]}/pay", payment_method="qr")
        if status == "cancelled":
            managing_program.command(f"/orders/{ids[status]}/cancel", reason="ทดสอบ")
    return ids


def test_a_day_without_orders_says_so(till):
    page = till.see(TODAY)
    assert "ยังไม่มีออเดอร์" in page.text
    assert "จ่ายแล้ว 0 ออเดอร์ รวม ฿0.00" in page.text


def test_every_order_of_the_day_newest_first(till, cast, three):
    page = till.see(TODAY)
    assert [row[0] for row in rows(page)] == [
        str(three[status]) for status in ("open", "cancelled", "paid")
    ]
    assert rows(page)[2][3:7] == ["จ่ายแล้ว", "คิวอาร์", "฿145.00", "cashier"]


def test_only_paid_orders_count_in_the_sum(till, three):
    assert "จ่ายแล้ว 1 ออเดอร์ รวม ฿145.00" in till.see(TODAY).text


@pytest.mark.parametrize("status", ["open", "paid", "cancelled"])
def test_a_status_of_its_own(till, three, status):
    page = till.see(f"{TODAY}?status={status}")
    assert [row[0] for row in rows(page)] == [str(three[status])]
    chosen = page.root.one("nav", within="tabs").all("a", **{"aria-current": "true"})
    assert [each.attrs["href"] for each in chosen] == [f"?status={status}"]


@pytest.mark.parametrize("nonsense", ["status=eaten", "page=x", "page=0", "page=999", "status="])
def test_nonsense_shows_the_whole_list(till, three, nonsense):
    page = till.see(f"{TODAY}?{nonsense}")
    assert page.status == 200
    assert len(rows(page)) == 3


def test_fifty_to_a_page(till, cast):
    open_orders(cast, 51)
    first = till.see(TODAY)
    assert len(rows(first)) == 50
    (onward,) = (each for each in first.root.all("a") if each.text == "ถัดไป")
    second = till.see(f"{TODAY}{onward.attrs['href']}")
    assert len(rows(second)) == 1
    assert "หน้า 2 จาก 2" in second.text


def test_paging_keeps_the_chosen_status(till, cast):
    open_orders(cast, 51)
    page = till.see(f"{TODAY}?status=open")
    (onward,) = (each for each in page.root.all("a") if each.text == "ถัดไป")
    assert onward.attrs["href"] == "?status=open&page=2"


def test_guests_of_yesterday_who_pay_today_pay_into_todays_takings(till, program, yesterdays):
    assert [row[0] for row in rows(till.see(TODAY))] == [str(yesterdays)]
    program.command(f"/orders/{yesterdays}/pay", payment_method="qr")
    page = till.see(TODAY)
    assert [row[0] for row in rows(page)] == [str(yesterdays)]
    assert "จ่ายแล้ว 1 ออเดอร์ รวม ฿145.00" in page.text


def test_an_order_of_another_date_than_its_days_says_which(till, program, cast, settings):
    settings.DAY_STARTS_AT = time.max  # until midnight the trade's day is yesterday's
    opened_at = Order.objects.get(pk=program.open_with_lunch(cast)).opened_at
    (row,) = rows(till.see(TODAY))
    assert row[2] == f"{thai_time(opened_at)} {thai_date(opened_at)}"
    settings.DAY_STARTS_AT = time.min
    program.command(f"/orders/{row[0]}/pay", payment_method="qr")
    opened_at = Order.objects.get(pk=program.open_with_lunch(cast)).opened_at
    newest, _ = rows(till.see(TODAY))
    assert newest[2] == thai_time(opened_at)


def test_an_order_that_came_late_says_when_it_was_tapped(till, program, cast):
    tapped = timezone.now() - timedelta(minutes=90)
    opening = {"table_id": cast.table.pk, "occurred_at": tapped}
    assert Till(program).send("/orders", **opening).status_code == 201
    (row,) = rows(till.see(TODAY))
    assert row[2].split()[0] == thai_time(tapped)


def test_an_open_order_leads_to_its_pad_and_a_paid_one_to_its_receipt(till, three, pad_path):
    links = [
        each.attrs["href"] for each in till.see(TODAY).root.one("tbody").all("a", within="button")
    ]
    assert links[0] == pad_path
    assert links[2] == f"/pos/orders/{three['paid']}/receipt/"


def test_a_cook_may_look_but_is_offered_nothing_to_press(stove, three):
    page = stove.see(TODAY)
    assert len(rows(page)) == 3
    assert not page.root.one("tbody").all("a", "button")
    assert "ผังโต๊ะ" not in page.root.one("nav", within="bar-nav").text


def test_a_cook_sees_what_was_ordered_and_not_what_was_taken(stove, till, three):
    for path in (TODAY, f"{TODAY}?status=paid"):
        text = stove.see(path).text
        assert "฿" not in text
        assert "รวม" not in text
    assert "฿" in till.see(TODAY).text
