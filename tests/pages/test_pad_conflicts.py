"""The order pad when something has changed since the page was opened: no tap is ever lost."""

import pytest

from menu_app.models import MenuItem
from orders_app.models import Order, OrderItem
from tests.pages.visitor import Page
from tests.program import new_key

pytestmark = pytest.mark.said_once


@pytest.fixture
def draft(till, pad_path) -> Page:
    """The pad of the free table with one pad thai tapped, not sent."""
    return till.press(till.see(pad_path), "ผัดไทย")


@pytest.fixture
def addition(till, lunch, pad_path) -> Page:
    """The pad of the lunch with one pad thai tapped, not sent."""
    return till.press(till.see(pad_path), "ผัดไทย")


def kept(page: Page, cast) -> bool:
    return page.drafts() == [f"{cast.pad_thai.pk}:1"]


def test_another_till_opened_the_table_first(till, cast, program, draft):
    order_id = program.open_with_lunch(cast)
    page = till.press(draft, "ยืนยันออเดอร์")
    assert page.status == 409
    assert "โต๊ะนี้มีลูกค้าอยู่แล้ว" in page.alert
    assert "กดยืนยันอีกครั้งเพื่อเพิ่มเข้าออเดอร์นี้" in page.alert
    assert kept(page, cast)
    assert f"ออเดอร์ {order_id}" in page.root.one(id="sent").text

    page = till.press(page, "ยืนยันออเดอร์")
    assert page.path == "/pos/"
    assert Order.objects.get().total_price == 205


def test_another_till_opened_the_table_first_and_the_cashier_wants_to_pay(
    till, cast, program, draft
):
    order_id = program.open_with_lunch(cast)
    page = till.press(draft, "ชำระเงิน")
    assert page.status == 409
    assert kept(page, cast)
    assert till.press(page, "ชำระเงิน").path == f"/pos/orders/{order_id}/pay/"


def test_the_order_was_paid_elsewhere_meanwhile(till, cast, program, lunch, addition):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    page = till.press(addition, "ยืนยันออเดอร์")
    assert page.status == 409
    assert page.alert == f"ออเดอร์ {lunch.pk} จ่ายเงินแล้ว กรุณาเปิดออเดอร์ใหม่"
    assert kept(page, cast)

    till.press(page, "ยืนยันออเดอร์")
    assert Order.objects.get(status="open").total_price == 60


def test_the_order_was_cancelled_elsewhere_meanwhile(till, cast, managing_program, lunch, addition):
    managing_program.command(f"/orders/{lunch.pk}/cancel", reason="ทดสอบ")
    page = till.press(addition, "ชำระเงิน")
    assert page.status == 409
    assert "ถูกยกเลิกแล้ว" in page.alert
    assert kept(page, cast)


def test_a_dish_sold_out_meanwhile_is_named_and_the_rest_waits(till, cast, draft, pad_path):
    page = till.press(draft, "น้ำมะนาว")
    MenuItem.objects.filter(pk=cast.lime_juice.pk).update(active=False)
    page = till.press(page, "ยืนยันออเดอร์")
    assert page.status == 409
    assert "เมนูนี้หมดหรือเลิกขายแล้ว: น้ำมะนาว" in page.alert
    assert page.drafts() == [f"{cast.pad_thai.pk}:1", f"{cast.lime_juice.pk}:1"]
    assert not Order.objects.exists()

    takes = page.root.one("ul", id="draft").all("button", name="take")
    page = till.see(f"{pad_path}?line={page.drafts()[0]}&take={takes[1].attrs['value']}")
    till.press(page, "ยืนยันออเดอร์")
    assert Order.objects.get().total_price == 60


def test_a_form_edited_after_it_was_sent_says_so_and_keeps_the_drafts(till, cast, draft):
    till.press(draft, "ยืนยันออเดอร์")
    page = till.press(draft, "ยืนยันออเดอร์", line=f"{cast.pad_thai.pk}:3")
    assert page.status == 422
    assert "หน้านี้เคยส่งรายการไปแล้ว รายการที่เลือกตอนนี้ยังไม่ถูกส่ง" in page.alert
    assert page.drafts() == [f"{cast.pad_thai.pk}:3"]
    assert OrderItem.objects.count() == 1

    till.press(page, "ยืนยันออเดอร์")
    assert Order.objects.get().total_price == 240


def test_a_key_used_elsewhere_sells_nothing_here(till, cast, program, draft):
    key = new_key()
    program.command("/orders", table_id=cast.other_table.pk, idempotency_key=key)
    page = till.press(draft, "ยืนยันออเดอร์", key=key)
    assert page.status == 422
    assert kept(page, cast)
    assert not cast.table.orders.exists()


def test_a_price_changed_meanwhile_is_the_new_price(till, cast, draft):
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=70)
    page = till.press(draft, "ชำระเงิน")
    assert "ยอดรวม ฿70.00" in page.text


def test_an_order_that_does_not_exist_keeps_the_drafts(till, cast, draft):
    page = till.press(draft, "ยืนยันออเดอร์", order_id="987654321")
    assert page.status == 404
    assert "ไม่พบออเดอร์นี้" in page.alert
    assert kept(page, cast)


def test_who_lost_the_right_to_sell_is_refused(till, cast, draft):
    cast.cashier.role = "cook"
    cast.cashier.save(update_fields=["role"])
    assert till.press(draft, "ยืนยันออเดอร์").status == 403
    assert not Order.objects.exists()


def test_a_page_whose_cookie_is_gone_says_so(till, draft):
    till.client.cookies.pop("csrftoken")
    page = till.press(draft, "ยืนยันออเดอร์")
    assert page.status == 403
    assert "คุกกี้" in page.text
    assert not Order.objects.exists()


@pytest.mark.parametrize("button", ["ยืนยันออเดอร์", "ชำระเงิน"])
def test_a_page_of_one_table_never_adds_to_the_order_of_another(till, cast, lunch, button):
    page = till.press(till.see(f"/pos/tables/{cast.other_table.pk}/"), "ผัดไทย")
    page = till.press(page, button, order_id=str(lunch.pk))
    assert page.status == 409
    assert page.alert.startswith(f"ออเดอร์ {lunch.pk} เป็นของ โต๊ะ 1 ไม่ใช่โต๊ะของหน้านี้")
    assert kept(page, cast)
    assert lunch.items.count() == 2

    till.press(page, "ยืนยันออเดอร์")
    assert cast.other_table.orders.get().total_price == 60


def test_a_page_of_one_table_never_leads_to_the_bill_of_another(till, cast, lunch):
    page = till.see(f"/pos/tables/{cast.other_table.pk}/")
    page = till.press(page, "ชำระเงิน", order_id=str(lunch.pk))
    assert (page.status, page.path) == (409, f"/pos/tables/{cast.other_table.pk}/")
    assert "ไม่ใช่โต๊ะของหน้านี้" in page.alert
