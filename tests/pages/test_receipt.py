"""The receipt view."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from core_app.thai_dates import thai_datetime, thai_day
from orders_app.models import Order

pytestmark = pytest.mark.said_once


@pytest.fixture
def path(lunch) -> str:
    return f"/pos/orders/{lunch.pk}/receipt/"


@pytest.fixture
def paper(till, program, lunch, path):
    """The paid lunch on paper."""
    program.command(f"/orders/{lunch.pk}/pay", payment_method="cash", amount_received=500)
    return till.see(path).root.one("article")


def test_the_receipt_holds_lines_total_received_and_change(paper):
    rows = [" ".join(row.texts("td")) for row in paper.all("tr") if row.all("td")]
    assert rows == [
        "ผัดไทย 2 ฿120.00",
        "น้ำมะนาว 1 ฿25.00",
        "รวม ฿145.00",
        "รับ (เงินสด) ฿500.00",
        "ทอน ฿355.00",
    ]


def test_the_receipt_names_shop_table_and_order(settings, till, program, lunch, path):
    settings.RESTAURANT_NAME = "ครัวทดสอบ"
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    paper = till.see(path).root.one("article")
    assert paper.one("h1").text == "ครัวทดสอบ"
    assert "ใบเสร็จรับเงิน" in paper.text
    assert f"โต๊ะ 1 · ออเดอร์ {lunch.pk}" in paper.text


def test_the_date_is_the_thai_one_of_the_payment(paper, lunch):
    lunch.refresh_from_db()
    assert thai_datetime(lunch.paid_at) in paper.text
    assert str(lunch.paid_at.year + 543) in paper.text


def test_the_business_date_stands_beside_another_date(settings, till, program, cast):
    settings.DAY_STARTS_AT = time.max  # until midnight the trade's day is yesterday's
    lunch = Order.objects.get(pk=program.open_with_lunch(cast))
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    lunch.refresh_from_db()
    yesterday = timezone.localdate(lunch.paid_at) - timedelta(days=1)
    paper = till.see(f"/pos/orders/{lunch.pk}/receipt/").root.one("article")
    assert f"วันขาย {thai_day(yesterday)}" in paper.text


def test_the_business_date_is_left_out_where_it_is_the_date(settings, till, program, cast):
    settings.DAY_STARTS_AT = time.min
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    assert "วันขาย" not in till.see(f"/pos/orders/{order_id}/receipt/").text


def test_the_year_2026_is_2569():
    assert thai_datetime(datetime(2026, 11, 22, 17, 30, tzinfo=UTC)) == "23 พ.ย. 2569 00:30"


def test_before_payment_it_is_a_bill_and_says_so(till, path):
    paper = till.see(path).root.one("article")
    assert "ใบแจ้งรายการ (ยังไม่ชำระ)" in paper.text
    assert "ทอน" not in paper.text


def test_a_voided_line_is_not_on_the_paper(till, program, lunch, path):
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="ของหมด")
    paper = till.see(path).root.one("article")
    assert "ผัดไทย" not in paper.text
    assert "รวม ฿25.00" in paper.text


def test_a_cancelled_order_is_never_printed_as_if_something_were_to_pay(
    till, managing_program, lunch, path
):
    managing_program.command(f"/orders/{lunch.pk}/cancel", reason="ทดสอบ")
    paper = till.see(path).root.one("article")
    assert "ยกเลิก" in paper.text
    assert "ยังไม่ชำระ" not in paper.text


def test_a_demo_receipt_says_that_nothing_was_sold(settings, till, path):
    settings.DEMO = True
    assert "ตัวอย่าง ไม่ใช่การขายจริง" in till.see(path).root.one("article").text
    settings.DEMO = False
    assert "ตัวอย่าง" not in till.see(path).root.one("article").text


def test_without_javascript_it_says_how_to_print(till, path):
    page = till.see(path)
    assert "กดพิมพ์ใบเสร็จก่อน" in page.root.one("noscript").text
    page = till.press(page, "พิมพ์ใบเสร็จ")
    assert "Ctrl+P" in page.root.one("noscript").text
