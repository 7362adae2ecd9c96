"""Orders in the admin: everything is shown, nothing can be done."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core_app.thai_dates import thai_datetime, thai_day
from orders_app.models import Order
from tests.admin.pages import text_of
from tests.cast import Cast, TableFactory
from tests.orders_app.bank_slips import REFERENCE, SCANNED
from tests.program import Program

pytestmark = pytest.mark.said_once

LONG_AGO = "2020-01-01+00%3A00%3A00%2B07%3A00"  # as the filter's own links say it
LIST = "/admin/orders_app/order/"


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.fixture
def paid(cast: Cast, program: Program) -> int:
    """The brief's lunch, paid with 200; one more juice was voided."""
    order_id = program.open_with_lunch(cast)
    more = program.command(
        f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}]
    )
    item_id = more.json()["items"][0]["id"]
    program.command(f"/orders/{order_id}/items/{item_id}/void", reason="ลูกค้าเปลี่ยนใจ")
    answer = program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=200)
    assert answer.json()["change"] == 55
    return order_id


def test_the_list_shows_what_a_manager_looks_for(office: Client, paid: int):
    text = text_of(office.get(LIST))
    for shown in (f">{paid}</a>", "โต๊ะ 1", "จ่ายแล้ว", "145", "เงินสด", "cashier", "2569"):
        assert shown in text


def test_the_page_shows_lines_payment_and_the_audit_log(office: Client, paid: int):
    text = text_of(office.get(f"{LIST}{paid}/change/"))
    for line in ("ผัดไทย", "<s>สะเต๊ะ</s>", "ลูกค้าเปลี่ยนใจ", "120.00"):
        assert line in text
    for payment in ("200.00", "55.00", "รับโดย"):
        assert payment in text
    commands = ("เปิดออเดอร์", "เพิ่มรายการ", "ยกเลิกรายการ", "รับชำระเงิน · วิธีจ่าย: เงินสด")
    places = [text.rindex(command) for command in commands]
    assert places == sorted(places)


def test_the_page_shows_the_business_dates_as_thai_ones(office: Client, paid: int):
    order = Order.objects.get(pk=paid)
    text = text_of(office.get(f"{LIST}{paid}/change/"))
    assert text.count(thai_day(order.business_date)) >= 3  # opened, ended, paid
    assert thai_datetime(order.tapped_at) in text


def test_what_was_voided_in_part_is_shown_with_what_is_left_to_pay(
    office: Client, cast: Cast, program: Program
):
    order_id = program.open_with_lunch(cast)
    line = Order.objects.get(pk=order_id).items.get(qty=2)
    program.command(f"/orders/{order_id}/items/{line.pk}/void", reason="หก", qty=1)
    text = text_of(office.get(f"{LIST}{order_id}/change/"))
    assert "1 · " in text
    assert "หก</p>" in text
    assert "<s>ผัดไทย</s>" not in text
    assert "85.00" in text  # 60 + 25


def test_a_reason_cannot_smuggle_html_into_the_page(
    office: Client, cast: Cast, managing_program: Program
):
    order_id = managing_program.open(cast)
    managing_program.command(f"/orders/{order_id}/cancel", reason="<b onclick=x>ผิดโต๊ะ</b>")
    text = text_of(office.get(f"{LIST}{order_id}/change/"))
    assert "<b onclick" not in text
    assert text.count("&lt;b onclick=x&gt;ผิดโต๊ะ") == 2


@pytest.mark.parametrize("query", ["status__exact=paid", "payment_method__exact=cash"])
def test_orders_are_filtered_by_state_and_method(
    office: Client, cast: Cast, paid: int, program: Program, query
):
    still_open = program.open(cast)
    text = text_of(office.get(f"{LIST}?{query}"))
    assert f"{LIST}{paid}/change/" in text
    assert f"{LIST}{still_open}/change/" not in text


def test_orders_are_filtered_by_day(office: Client, paid: int):
    assert f"{LIST}{paid}/change/" in text_of(office.get(f"{LIST}?created_at__gte={LONG_AGO}"))
    assert f"{LIST}{paid}/change/" not in text_of(office.get(f"{LIST}?created_at__lt={LONG_AGO}"))


def test_orders_are_found_by_number_and_by_table(office: Client, cast: Cast, paid: int):
    for term in (str(paid), f"#{paid}", "โต๊ะ 1", " ต๊ะ 1 "):
        assert f"{LIST}{paid}/change/" in text_of(office.get(LIST, {"q": term})), term
    for term in (str(paid + 1000), "โต๊ะ 2"):
        assert f"{LIST}{paid}/change/" not in text_of(office.get(LIST, {"q": term})), term


@pytest.mark.parametrize(
    "query",
    [
        "q=999999999999999999999999999999",
        "q=%00",
        "q=²",
        "status__exact=eaten",
        "created_at__gte=yesterday",
        "created_at__gte=999999-01-01",
        "opened_by__password__startswith=p",
        "p=99999999",
        "o=99",
        "e=1",
        "no_such=1",
    ],
)
def test_no_address_somebody_may_type_breaks_the_list(office: Client, paid: int, query):
    assert office.get(f"{LIST}?{query}", follow=True).status_code in (200, 400)


@pytest.mark.parametrize("number", ["0", "-1", "999999999999999999999999", "x", "1'--"])
def test_an_order_that_does_not_exist_leads_back_with_a_sentence(office: Client, number):
    answer = office.get(f"{LIST}{number}/change/", follow=True)
    assert "ไม่พบออเดอร์หมายเลข" in text_of(answer)


def test_nothing_can_be_added_changed_or_deleted(office: Client, paid: int):
    before = Order.objects.filter(pk=paid).values().get()
    assert office.get(f"{LIST}add/").status_code == 403
    for what in ("change", "delete"):
        sent = {"status": "open", "total_price": "1", "post": "yes"}
        assert office.post(f"{LIST}{paid}/{what}/", sent).status_code == 403
    office.post(LIST, {"action": "delete_selected", "_selected_action": [paid], "post": "yes"})
    assert Order.objects.filter(pk=paid).values().get() == before
    page = text_of(office.get(f"{LIST}{paid}/change/"))
    for button in ('name="_save"', "deletelink", 'addlink" aria'):
        assert button not in page.split('id="content-main"')[1]


def test_the_list_takes_as_many_queries_for_many_orders_as_for_one(
    office: Client, cast: Cast, paid: int, program: Program
):
    few = queries_of(office, LIST)
    for _ in range(5):
        assert program.command("/orders", table_id=TableFactory().pk).status_code == 201
    assert queries_of(office, LIST) == few <= 8


def test_the_page_takes_as_many_queries_for_many_lines_as_for_few(
    office: Client, cast: Cast, paid: int, program: Program
):
    order_id = program.open_with_lunch(cast)
    few = queries_of(office, f"{LIST}{order_id}/change/")
    lines = [{"menu_id": cast.satay.pk, "qty": 1}] * 20
    program.command(f"/orders/{order_id}/items", items=lines)
    program.command(f"/orders/{order_id}/items", items=lines)
    assert queries_of(office, f"{LIST}{order_id}/change/") == few <= 12


def test_a_word_of_many_tables_finds_their_orders_and_the_number_too(
    office: Client, cast: Cast, paid: int, program: Program
):
    many = [TableFactory(name=f"สวน {paid} {n}") for n in range(5)]
    other = program.command("/orders", table_id=many[0].pk).json()["order_id"]
    text = text_of(office.get(LIST, {"q": str(paid)}))
    assert f"{LIST}{paid}/change/" in text
    assert f"{LIST}{other}/change/" in text


def test_of_a_transfer_it_says_by_what_proof_it_was_believed(
    office: Client, cast: Cast, program: Program
):
    order_id = program.open_with_lunch(cast)
    body = {"payment_method": "qr", "slip_reference": SCANNED}
    assert program.command(f"/orders/{order_id}/pay", **body).status_code == 200
    text = text_of(office.get(f"{LIST}{order_id}/change/"))
    assert f"มีสลิป · เลขอ้างอิง {REFERENCE} · รับโดย" in text
    assert f"หลักฐานการโอน: มีสลิป · เลขอ้างอิงสลิป: {REFERENCE}" in text


def test_of_a_transfer_without_a_slip_it_says_that_the_money_was_seen(
    office: Client, cast: Cast, program: Program
):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    assert "เห็นเงินเข้าแล้ว · รับโดย" in text_of(office.get(f"{LIST}{order_id}/change/"))
