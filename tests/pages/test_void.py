"""Taking a line, or some of it, off an unpaid bill."""

import pytest

from core_app.models import AuditEvent
from orders_app.models import OrderItem

pytestmark = pytest.mark.said_once


@pytest.fixture
def pad(till, lunch, pad_path):
    return till.see(pad_path)


def void(visitor, page, **changes):
    """Press the button behind the ⋯ of the first line; a field that is None is not sent."""
    form = page.root.all("form", within="inline")[0]
    fields = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")}
    fields["reason"] = form.all("option")[0].text
    fields = {name: value for name, value in (fields | changes).items() if value is not None}
    response = visitor.client.post(form.attrs["action"], fields, follow=True)
    return response.redirect_chain[-1][0] if response.redirect_chain else "", response


def test_a_line_is_struck_out_with_its_reason_and_the_total_falls(till, lunch, pad, pad_path):
    where, _ = void(till, pad, reason="ของหมด")
    assert where == pad_path
    item = lunch.items.first()
    assert item.voided_at
    assert item.void_reason == "ของหมด"
    lunch.refresh_from_db()
    assert lunch.total_price == 25


def test_the_page_says_it_was_done(till, pad):
    _, response = void(till, pad)
    assert "ยกเลิกรายการแล้ว" in response.content.decode()


def test_every_line_has_a_button_of_its_own_with_ready_reasons(pad):
    forms = [
        form
        for form in pad.root.one(id="sent").all("form")
        if form.one("button").text == "ยกเลิกรายการ"
    ]
    assert len(forms) == 2
    assert forms[0].texts("option") == ["สั่งผิด", "ลูกค้าเปลี่ยนใจ", "ของหมด", "ทำไม่ทัน"]
    assert len({form.one("input", name="key").attrs["value"] for form in forms}) == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(till, pad, reason):
    _, response = void(till, pad, reason=reason)
    assert "กรุณาระบุเหตุผล" in response.content.decode()
    assert not OrderItem.objects.exclude(voided_at=None).exists()


@pytest.mark.parametrize("broken", [{"key": ""}, {"key": "x" * 201}, {"reason": "ก" * 201}])
def test_a_broken_form_voids_nothing(till, pad, broken):
    void(till, pad, **broken)
    assert not OrderItem.objects.exclude(voided_at=None).exists()


def test_the_same_form_sent_twice_is_one_void(till, lunch, pad):
    for _ in range(2):
        void(till, pad)
    lunch.refresh_from_db()
    assert lunch.total_price == 25
    assert AuditEvent.objects.filter(action="order.item_voided").count() == 1


def test_a_line_voided_elsewhere_says_so(till, program, lunch, pad):
    item = lunch.items.first()
    program.command(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="ของหมด")
    _, response = void(till, pad)
    assert "รายการนี้ถูกยกเลิกไปแล้ว" in response.content.decode()


def line_of(page, number: int = 0, part: str = "sent") -> list[str]:
    """Return how a line stands in a part of a page: its name, note, quantity and money."""
    line = page.root.one(id=part).all("li", within="line")[number]
    name = line.one("span", within="line-name")
    cells = [line.one("span", within=each) for each in ("line-qty", "money")]
    return [each.text for each in (name.all("span")[0], name.one("em"), *cells)]


@pytest.fixture
def one_voided(till, lunch, pad):
    """The lunch, one of whose two phat thai was taken off."""
    void(till, pad, qty="1")
    return lunch


def test_where_more_than_one_is_left_the_menu_asks_how_many_and_offers_all(pad):
    first, second = pad.root.one(id="sent").all("form", within="inline")
    asked = first.one("label")
    assert asked.text == "จำนวนที่ยกเลิก"
    field = asked.one("input", name="qty").attrs
    assert [field[name] for name in ("type", "min", "max", "value")] == ["number", "1", "2", "2"]
    assert "required" in field
    assert not second.all("input", name="qty")


def test_some_of_a_line_are_voided_and_the_page_says_how_many(till, lunch, pad, pad_path):
    where, response = void(till, pad, qty="1", reason="ของหมด")
    assert where == pad_path
    assert "ยกเลิก ผัดไทย 1 แล้ว เหลือ 1" in response.content.decode()
    lunch.refresh_from_db()
    assert lunch.total_price == 85
    item = lunch.items.first()
    assert (item.voided_qty, item.voided_at) == (1, None)
    assert [(each.qty, each.reason) for each in item.voids.all()] == [(1, "ของหมด")]


def test_all_that_is_left_is_the_whole_line(till, lunch, pad):
    _, response = void(till, pad, qty="2")
    assert "ยกเลิกรายการแล้ว" in response.content.decode()
    assert lunch.items.first().voided_at


def test_a_page_that_does_not_ask_how_many_voids_all_that_is_left(
    till, lunch, one_voided, pad_path
):
    _, response = void(till, till.see(pad_path), qty=None)
    assert "ยกเลิกรายการแล้ว" in response.content.decode()
    item = lunch.items.first()
    assert item.voided_at
    assert [each.qty for each in item.voids.all()] == [1, 1]


def test_more_than_is_left_is_refused_with_a_sentence_and_nothing_changes(till, lunch, pad):
    _, response = void(till, pad, qty="3")
    assert "ผัดไทย เหลืออยู่ 2 จึงยกเลิกมากกว่านั้นไม่ได้" in response.content.decode()
    assert not OrderItem.objects.exclude(voided_qty=0).exists()


@pytest.mark.parametrize("qty", ["", " ", "0", "-1", "1.5", "หนึ่ง", "1e2", "1000", "9" * 5000])
def test_a_quantity_that_is_none_is_refused_with_a_sentence_and_nothing_changes(till, pad, qty):
    _, response = void(till, pad, qty=qty)
    assert "จำนวนที่ยกเลิกต้องเป็นจำนวนเต็ม 1 ถึง 999" in response.content.decode()
    assert not OrderItem.objects.exclude(voided_qty=0).exists()


def test_the_same_form_sent_twice_voids_one_once(till, lunch, pad):
    for _ in range(2):
        _, response = void(till, pad, qty="1")
        assert "ยกเลิก ผัดไทย 1 แล้ว เหลือ 1" in response.content.decode()
    assert lunch.items.first().voided_qty == 1


def test_the_same_form_with_another_quantity_is_another_command(till, lunch, pad):
    void(till, pad, qty="1")
    _, response = void(till, pad, qty="2")
    assert "notice error" in response.content.decode()
    assert lunch.items.first().voided_qty == 1


def test_the_pad_shows_what_is_left_and_how_many_are_gone(till, one_voided, pad_path):
    page = till.see(pad_path)
    assert line_of(page) == ["ผัดไทย", "ยกเลิก 1", "1", "฿60.00"]
    assert line_of(page, 1) == ["น้ำมะนาว", "", "1", "฿25.00"]
    first = page.root.one(id="sent").all("li", within="line")[0]
    assert "voided" not in first.classes
    assert not first.all("input", name="qty")  # one is left: there is nothing to choose


def test_the_pad_shows_of_a_struck_line_what_it_was(till, one_voided, pad_path):
    void(till, till.see(pad_path), reason="ของหมด")
    page = till.see(pad_path)
    assert line_of(page) == ["ผัดไทย", "ยกเลิก: ของหมด", "2", "฿120.00"]
    assert "voided" in page.root.one(id="sent").all("li", within="line")[0].classes


def test_the_payment_page_asks_for_what_is_left(till, one_voided, pay_path):
    page = till.see(pay_path)
    assert line_of(page, part="pay-lines") == ["ผัดไทย", "ยกเลิก 1", "1", "฿60.00"]
    assert line_of(page, 1, part="pay-lines") == ["น้ำมะนาว", "", "1", "฿25.00"]
    assert page.root.one(id="pay-total").text == "฿85.00"


def test_the_receipt_shows_what_was_left(till, program, one_voided):
    program.command(f"/orders/{one_voided.pk}/pay", payment_method="qr")
    paper = till.see(f"/pos/orders/{one_voided.pk}/receipt/").root.one("article")
    rows = [" ".join(row.texts("td")) for row in paper.all("tr") if row.all("td")]
    assert rows[:3] == ["ผัดไทย ยกเลิก 1 1 ฿60.00", "น้ำมะนาว 1 ฿25.00", "รวม ฿85.00"]


def test_a_paid_bill_is_final(till, program, lunch, pad):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    _, response = void(till, pad)
    assert "จ่ายเงินแล้ว" in response.content.decode()
    assert not OrderItem.objects.exclude(voided_at=None).exists()


def test_a_cook_voids_nothing(stove, till, lunch, pad):
    stove.see("/pos/orders/")
    stove.client.cookies["csrftoken"] = till.client.cookies["csrftoken"].value
    _, response = void(stove, pad)
    assert response.status_code == 403
    assert not OrderItem.objects.exclude(voided_at=None).exists()


@pytest.mark.parametrize("command", ["cancel", "items/1/void"])
def test_looking_at_the_address_of_a_command_does_nothing(office, lunch, command):
    assert office.see(f"/pos/orders/{lunch.pk}/{command}/").status == 405
    lunch.refresh_from_db()
    assert (lunch.status, lunch.total_price) == ("open", 145)
