"""An order without a table: every page and door that shows an order shows this one too."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from orders_app.models import Order
from tests.pages.visitor import Page
from tests.program import Program


def window(staff) -> Client:
    """A browser somebody is logged in at."""
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def cashier(cast) -> Client:
    return window(cast.cashier)


@pytest.fixture
def manager(cast) -> Client:
    return window(cast.manager)


@pytest.fixture
def order(cast, program) -> Order:
    """The brief's lunch, whose table went to others."""
    order_id = program.open_with_lunch(cast)
    order = Order.objects.get(pk=order_id)
    order.seatings.update(until=order.created_at)
    Order.objects.filter(pk=order_id).update(kind=Order.Kind.NO_TABLE, table=None)
    return Order.objects.get(pk=order_id)


def test_today_leads_to_where_its_money_is_taken(till, order):
    page = till.see("/pos/orders/")
    [row] = page.root.one("tbody").all("tr")
    assert row.texts("td")[1] == "ไม่มีโต๊ะ"
    assert row.one("a").attrs["href"] == f"/pos/orders/{order.pk}/pay/"


def test_the_payment_pad_names_no_table_and_leads_back_to_the_map(till, order):
    page = till.see(f"/pos/orders/{order.pk}/pay/")
    back = page.root.one("a", id="back")
    assert (back.attrs["href"], back.text) == ("/pos/", "‹ ไม่มีโต๊ะ")


def test_it_is_paid_and_its_receipt_says_so(till, cashier, order):
    path = f"/pos/orders/{order.pk}/pay/"
    form = till.see(path).root.one("form", id="tender")
    fields = {name: form.one("input", name=name).attrs["value"] for name in ("key", "total")}
    paid = cashier.post(path, fields | {"method": "qr"}, follow=True)
    assert paid.redirect_chain[-1][0] == f"/pos/orders/{order.pk}/paid/"
    assert "ไม่มีโต๊ะ จ่ายแล้ว" in paid.content.decode()
    assert "ไม่มีโต๊ะ · ออเดอร์" in cashier.get(f"/pos/orders/{order.pk}/receipt/").content.decode()


def test_a_line_is_voided_and_the_order_cancelled_from_pages_that_come_back_to_it(manager, order):
    item = order.items.first()
    fields = {"key": "void", "reason": "ของหมด"}
    voided = manager.post(f"/pos/orders/{order.pk}/items/{item.pk}/void/", fields)
    assert voided["Location"] == f"/pos/orders/{order.pk}/pay/"
    fields = {"key": "cancel", "reason": "ทดสอบระบบ"}
    cancelled = manager.post(f"/pos/orders/{order.pk}/cancel/", fields, follow=True)
    assert f"ยกเลิกออเดอร์ {order.pk} แล้ว</p>" in cancelled.content.decode()


def test_a_cancel_that_is_refused_comes_back_to_it(cashier, order):
    fields = {"key": "cancel", "reason": "ทดสอบระบบ"}  # its lines are a manager's
    refused = cashier.post(f"/pos/orders/{order.pk}/cancel/", fields)
    assert refused["Location"] == f"/pos/orders/{order.pk}/pay/"


def test_programs_read_it(program, order):
    told = program.get(f"/orders/{order.pk}").json()
    assert (told["table_id"], told["table_name"]) == (None, "ไม่มีโต๊ะ")
    [listed] = program.get("/orders").json()["orders"]
    assert (listed["table_id"], listed["table_name"]) == (None, "ไม่มีโต๊ะ")


def test_a_table_s_page_may_go_on_with_it(cast, order):
    """The device that opened it still shows the table it had."""
    lines = [{"menu_id": cast.satay.pk, "qty": 1}]
    told = {"items": lines, "idempotency_key": "more"}
    path, shown = f"/orders/{order.pk}/items", {"X-Till-Table": str(cast.table.pk)}
    assert Program(cast.cashier).post(path, told, **shown).status_code == 201


def test_the_admin_lists_and_shows_it(manager, order):
    for path in ("/admin/orders_app/order/", f"/admin/orders_app/order/{order.pk}/change/"):
        assert manager.get(path).status_code == 200


def test_commands_of_the_technician_read_it(order, capsys):
    long_ago = order.created_at - timedelta(hours=3)
    Order.objects.update(created_at=long_ago, updated_at=long_ago)
    with pytest.raises(SystemExit):  # something is stuck
        call_command("recover_orders")
    assert "ไม่มีโต๊ะ" in capsys.readouterr().out
    call_command("check_ledger")


def test_what_was_voided_is_told_to_the_device_that_did_it(manager, order):
    item = order.items.first()
    fields = {"key": "void", "reason": "ของหมด", "qty": 1}
    path = f"/pos/orders/{order.pk}/items/{item.pk}/void/"
    page = Page(manager.post(path, fields, follow=True), path)
    [told] = [each.attrs["data-done"] for each in page.root.all("p") if "data-done" in each.attrs]
    order.refresh_from_db()
    done = json.loads(told)
    assert done.pop("at")
    assert done == {
        "kind": "void",
        "key": "void",
        "order": str(order.uid),
        "item": str(item.uid),
        "table": "",
        "version": order.version,
        "body": {"reason": "ของหมด", "qty": 1},
    }
