"""Taking a line off an unpaid bill."""

import pytest

from core_app.models import AuditEvent
from orders_app.models import OrderItem


@pytest.fixture
def pad(till, lunch, pad_path):
    return till.see(pad_path)


def void(visitor, page, **changes):
    """Press the button behind the ⋯ of the first line."""
    form = page.root.all("form", within="inline")[0]
    fields = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")}
    fields["reason"] = form.all("option")[0].text
    response = visitor.client.post(form.attrs["action"], fields | changes, follow=True)
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
