"""Closing an order unpaid, with a reason: with lines managers only, without any who sells."""

import pytest

from orders_app.models import Order
from tables_app.models import Table

pytestmark = pytest.mark.said_once


@pytest.fixture
def pad(office, lunch, pad_path):
    return office.see(pad_path)


def post(visitor, page, **changes):
    form = page.form_of(page.button("ยกเลิกออเดอร์"))
    fields = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")}
    fields["reason"] = form.texts("option")[1]
    return visitor.client.post(form.attrs["action"], fields | changes, follow=True)


def test_the_manager_cancels_and_the_table_is_free(office, cast, lunch, pad):
    page = office.press(pad, "ยกเลิกออเดอร์", reason="เปิดผิดโต๊ะ")
    assert page.path == "/pos/"
    assert page.notice == f"ยกเลิกออเดอร์ {lunch.pk} แล้ว โต๊ะ 1 ว่าง"
    lunch.refresh_from_db()
    assert (lunch.status, lunch.cancel_reason) == ("cancelled", "เปิดผิดโต๊ะ")
    assert Table.objects.get(pk=cast.table.pk).status == "available"


def test_a_reason_is_needed(office, lunch, pad, pad_path):
    page = office.press(pad, "ยกเลิกออเดอร์", reason="")
    assert page.path == pad_path
    assert "กรุณาระบุเหตุผล" in page.notice
    assert Order.objects.get().is_open


def test_a_cashier_is_offered_no_button_but_told_who_may(till, lunch, pad_path):
    page = till.see(pad_path)
    assert "ยกเลิกทั้งออเดอร์ต้องให้ผู้จัดการทำ" in page.text
    assert not page.root.all("form", action=f"/pos/orders/{lunch.pk}/cancel/")


def test_a_cashier_who_sends_the_form_all_the_same_is_refused(till, pad, pad_path):
    token = till.see("/pos/").root.all("input", name="csrfmiddlewaretoken")[0].attrs["value"]
    response = post(till, pad, csrfmiddlewaretoken=token)
    assert "ต้องให้ผู้จัดการยกเลิก หรือยกเลิกทุกรายการก่อน" in response.content.decode()
    assert Order.objects.get().is_open


@pytest.fixture
def voided(program, lunch) -> Order:
    """The lunch, every line of it voided."""
    for line in lunch.items.all():
        program.command(f"/orders/{lunch.pk}/items/{line.pk}/void", reason="สั่งผิด")
    return lunch


@pytest.mark.parametrize("screen", ["pad", "pay"])
def test_a_cashier_closes_an_order_without_a_line_where_they_stand(
    till, cast, voided, pad_path, screen
):
    page = till.see(pad_path if screen == "pad" else f"/pos/orders/{voided.pk}/pay/")
    assert "ปิดออเดอร์ได้เลย" in page.text
    page = till.press(page, "ปิดออเดอร์", reason="ลูกค้ายกเลิก")
    assert (page.path, "โต๊ะ 1 ว่าง" in page.notice) == ("/pos/", True)
    assert Order.objects.get().status == "cancelled"
    assert Table.objects.get(pk=cast.table.pk).status == "available"


def test_a_line_that_came_meanwhile_keeps_the_order_open(till, program, cast, voided, pad_path):
    page = till.see(pad_path)
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    program.command(f"/orders/{voided.pk}/items", items=items)
    page = till.press(page, "ปิดออเดอร์", reason="ลูกค้ายกเลิก")
    assert (page.path, "ออเดอร์นี้ยังมีรายการอาหาร" in page.notice) == (pad_path, True)
    assert Order.objects.get().is_open


def test_the_same_form_sent_twice_is_one_cancelling(office, pad):
    for _ in range(2):
        page = office.press(pad, "ยกเลิกออเดอร์", reason="ทดสอบระบบ")
        assert page.path == "/pos/"
    assert Order.objects.get().status == "cancelled"


def test_a_paid_order_is_final(office, program, lunch, pad, pad_path):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    page = office.press(pad, "ยกเลิกออเดอร์", reason="ทดสอบระบบ")
    assert (page.path, "จ่ายเงินแล้ว" in page.notice) == (pad_path, True)
    assert Order.objects.get().status == "paid"


def test_a_free_table_offers_nothing_to_cancel(office, pad_path):
    assert "ยกเลิกออเดอร์" not in office.see(pad_path).text


def test_an_unknown_order_is_a_kind_404(office, pad):
    token = pad.root.all("input", name="csrfmiddlewaretoken")[0].attrs["value"]
    fields = {"csrfmiddlewaretoken": token, "key": "k", "reason": "ทดสอบ"}
    assert office.client.post("/pos/orders/987654321/cancel/", fields).status_code == 404
