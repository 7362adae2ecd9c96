"""The order pad's two buttons: confirm, and confirm and pay."""

import pytest

from core_app.models import IdempotencyKey
from orders_app.models import Order, OrderItem
from tables_app.models import Table
from tests.orders_app.kitchens import make_station
from tests.pages.visitor import Page, Visitor


def tapped(till: Visitor, path: str, *names: str) -> Page:
    """Open the pad and tap dishes."""
    page = till.see(path)
    for name in names:
        page = till.press(page, name)
    return page


def sold() -> list[tuple[str, int]]:
    """Return every line there is."""
    return list(OrderItem.objects.order_by("pk").values_list("name", "qty"))


def test_confirm_opens_the_table_and_adds_the_dishes_in_one_command(till, cast, pad_path):
    page = tapped(till, pad_path, "ผัดไทย", "ผัดไทย", "น้ำมะนาว")
    page = till.press(page, "ยืนยันออเดอร์")
    assert (page.status, page.path) == (200, "/pos/")
    assert page.notice == "โต๊ะ 1: บันทึกแล้ว 2 รายการ"
    order = Order.objects.get()
    assert (order.table, order.opened_by, order.total_price) == (cast.table, cast.cashier, 145)
    assert sold() == [("ผัดไทย", 2), ("น้ำมะนาว", 1)]
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"
    assert IdempotencyKey.objects.count() == 1


def test_a_confirm_says_that_it_was_sent_only_where_the_kitchen_heard(till, cast, pad_path):
    make_station("ครัวร้อน", "ข้าว")
    page = till.press(tapped(till, pad_path, "น้ำมะนาว"), "ยืนยันออเดอร์")
    assert page.notice == "โต๊ะ 1: บันทึกแล้ว 1 รายการ"
    page = till.press(tapped(till, pad_path, "ผัดไทย"), "ยืนยันออเดอร์")
    assert page.notice == "โต๊ะ 1: ส่งครัวแล้ว 1 รายการ"


def test_a_shop_without_stations_never_speaks_of_a_kitchen(till, lunch, pad_path):
    page = till.see(pad_path)
    assert "สั่งแล้ว" in page.root.texts("h2")
    assert "ส่งครัว" not in page.text


def test_confirm_adds_to_the_order_that_stands(till, lunch, pad_path):
    till.press(tapped(till, pad_path, "สะเต๊ะ"), "ยืนยันออเดอร์")
    lunch.refresh_from_db()
    assert lunch.total_price == 207.5
    assert sold()[-1] == ("สะเต๊ะ", 1)
    assert Order.objects.count() == 1


def test_pay_confirms_first_and_leads_to_the_payment_pad(till, pad_path):
    page = till.press(tapped(till, pad_path, "ผัดไทย"), "ชำระเงิน")
    assert page.path == f"/pos/orders/{Order.objects.get().pk}/pay/"
    assert "ยอดรวม ฿60.00" in page.text
    assert sold() == [("ผัดไทย", 1)]


def test_pay_adds_what_is_unsent_to_the_order_that_stands(till, lunch, pad_path):
    page = till.press(tapped(till, pad_path, "น้ำมะนาว"), "ชำระเงิน")
    assert "ยอดรวม ฿170.00" in page.text


def test_pay_with_nothing_unsent_only_leads_on(till, lunch, pad_path):
    page = till.press(till.see(pad_path), "ชำระเงิน")
    assert page.path == f"/pos/orders/{lunch.pk}/pay/"
    assert len(sold()) == 2


@pytest.mark.parametrize("button", ["ยืนยันออเดอร์", "ชำระเงิน"])
def test_the_same_form_sent_three_times_is_one_order(till, pad_path, button):
    page = tapped(till, pad_path, "ผัดไทย")
    landed = {till.press(page, button).path for _ in range(3)}
    assert len(landed) == 1
    assert sold() == [("ผัดไทย", 1)]
    assert Order.objects.count() == 1


def test_the_same_addition_sent_twice_is_one_addition(till, lunch, pad_path):
    page = tapped(till, pad_path, "สะเต๊ะ")
    assert [till.press(page, "ยืนยันออเดอร์").path for _ in range(2)] == ["/pos/", "/pos/"]
    assert len(sold()) == 3


def test_confirm_and_pay_tapped_in_one_breath_are_one_order(till, pad_path):
    page = tapped(till, pad_path, "ผัดไทย")
    till.press(page, "ยืนยันออเดอร์")
    assert till.press(page, "ชำระเงิน").path.endswith("/pay/")
    assert sold() == [("ผัดไทย", 1)]


@pytest.mark.parametrize("button", ["ยืนยันออเดอร์", "ชำระเงิน"])
def test_with_nothing_tapped_on_a_free_table_nothing_is_opened(till, pad_path, button):
    page = till.press(till.see(pad_path), button)
    assert page.status == 400
    assert page.alert == "ยังไม่ได้เลือกเมนู กรุณาแตะเมนูที่ต้องการก่อน"
    assert not Order.objects.exists()


def test_every_page_brings_a_key_of_its_own(till, pad_path):
    assert len({key_of(till.see(pad_path)) for _ in range(3)}) == 3


def key_of(page) -> str:
    """Return the key that ยืนยันออเดอร์ would send."""
    return page.form_of(page.button("ยืนยันออเดอร์")).one("input", name="key").attrs["value"]


def test_without_javascript_the_key_stays_with_the_draft_and_back_confirms_nothing_new(
    till, cast, pad_path
):
    page = tapped(till, pad_path, "ผัดไทย")
    till.press(page, "ยืนยันออเดอร์")
    again = till.see(f"{pad_path}?line={cast.pad_thai.pk}:1&key={key_of(page)}")
    assert key_of(again) == key_of(page)
    till.press(again, "ยืนยันออเดอร์")
    assert OrderItem.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 201, "%0a", ""])
def test_a_key_of_nonsense_in_the_address_is_replaced(till, pad_path, key):
    assert len(key_of(till.see(f"{pad_path}?key={key}"))) == 36


@pytest.mark.parametrize("broken", [{"key": ""}, {"key": "x" * 201}, {"order_id": "x"}])
def test_a_broken_form_keeps_the_drafts_and_says_what_to_do(till, cast, pad_path, broken):
    page = till.press(tapped(till, pad_path, "ผัดไทย"), "ยืนยันออเดอร์", **broken)
    assert page.status == 400
    assert "กรุณาตรวจรายการแล้วกดยืนยันอีกครั้ง" in page.alert
    assert page.drafts() == [f"{cast.pad_thai.pk}:1"]
    assert not Order.objects.exists()


def test_the_cashier_reads_what_was_done_only_once(till, pad_path):
    till.press(tapped(till, pad_path, "ผัดไทย"), "ยืนยันออเดอร์")
    assert till.see("/pos/").notice == ""
