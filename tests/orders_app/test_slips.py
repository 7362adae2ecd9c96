"""What the kitchen is told: each command as it is, to the stations that make its dishes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core_app.models import AuditEvent
from menu_app.models import CategoryStation, Station
from orders_app.models import Order, Slip
from tests.orders_app.kitchens import heard, make_station
from tests.program import new_key

pytestmark = pytest.mark.django_db(transaction=True)

STOVE, BAR = "ครัวร้อน", "บาร์น้ำ"


@pytest.fixture
def kitchen(cast) -> None:
    """A stove that makes ข้าว, a bar that makes เครื่องดื่ม."""
    make_station(STOVE, "ข้าว")
    make_station(BAR, "เครื่องดื่ม")


def first_line(program, order_id: int) -> int:
    return program.get(f"/orders/{order_id}").json()["items"][0]["id"]


def void(program, order_id: int, **told):
    path = f"/orders/{order_id}/items/{first_line(program, order_id)}/void"
    return program.command(path, reason="สั่งผิด", **told)


def test_an_added_line_is_told_to_the_station_that_makes_it(program, cast, kitchen):
    program.open_with_lunch(cast)
    assert heard() == [(STOVE, "add", "ผัดไทย", 2), (BAR, "add", "น้ำมะนาว", 1)]
    assert AuditEvent.objects.get(action="order.items_added").details["sent"] == 2


def test_an_order_opened_with_lines_is_told_too(program, cast, kitchen):
    items = [{"menu_id": cast.pad_thai.pk, "qty": 3}]
    program.command("/orders", table_id=cast.table.pk, items=items)
    assert heard() == [(STOVE, "add", "ผัดไทย", 3)]


def test_a_dish_made_at_two_stations_is_told_to_both(program, cast, kitchen):
    CategoryStation.objects.create(category="ข้าว", station=Station.objects.get(name=BAR))
    program.open_with_lunch(cast)
    told = [(station, dish) for station, _, dish, _ in heard()]
    assert sorted(told) == sorted([(STOVE, "ผัดไทย"), (BAR, "ผัดไทย"), (BAR, "น้ำมะนาว")])
    assert Slip.objects.count() == 2


def test_a_shop_without_stations_tells_nobody(program, cast):
    order_id = program.open_with_lunch(cast)
    void(program, order_id, qty=1)
    assert not Slip.objects.exists()
    assert "sent" not in AuditEvent.objects.get(action="order.items_added").details


def test_a_void_takes_back_as_many_where_they_were_sent(program, cast, kitchen):
    order_id = program.open_with_lunch(cast)
    CategoryStation.objects.all().delete()  # what was sent is taken back where it was sent
    void(program, order_id, qty=1)
    void(program, order_id)
    assert heard()[2:] == [(STOVE, "void", "ผัดไทย", 1)] * 2
    assert set(Slip.objects.filter(kind="void").values_list("reason", flat=True)) == {"สั่งผิด"}


def test_a_line_of_before_the_stations_is_voided_without_a_word(program, cast):
    order_id = program.open_with_lunch(cast)
    make_station(STOVE, "ข้าว")
    assert void(program, order_id).status_code == 200
    assert heard() == []


def test_a_cancelled_order_takes_back_what_is_left_of_it(managing_program, cast, kitchen):
    order_id = managing_program.open_with_lunch(cast)
    void(managing_program, order_id, qty=1)
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    assert heard()[3:] == [(STOVE, "cancel", "ผัดไทย", 1), (BAR, "cancel", "น้ำมะนาว", 1)]


def test_a_key_that_comes_again_tells_the_kitchen_nothing(program, cast, kitchen):
    order_id = program.open(cast)
    body = {"items": [{"menu_id": cast.pad_thai.pk, "qty": 1}], "idempotency_key": new_key()}
    answers = [program.post(f"/orders/{order_id}/items", body) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert heard() == [(STOVE, "add", "ผัดไทย", 1)]


def test_a_refused_command_tells_the_kitchen_nothing(program, cast, kitchen):
    order_id = program.open_with_lunch(cast)
    before = heard()
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}, {"menu_id": 999999, "qty": 1}]
    assert program.command(f"/orders/{order_id}/items", items=items).status_code == 409
    assert void(program, order_id, qty=99).status_code == 409
    assert heard() == before


def test_paying_tells_the_kitchen_nothing(program, cast, kitchen):
    order_id = program.open_with_lunch(cast)
    before = heard()
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    assert (Order.objects.get(pk=order_id).status, heard()) == ("paid", before)


def test_a_slip_says_who_sent_it_and_when_it_was_tapped(program, cast, kitchen):
    program.open_with_lunch(cast)
    slip = Slip.objects.first()
    assert slip.sent_by == cast.cashier
    assert timezone.now() - timedelta(minutes=1) < slip.tapped_at <= slip.created_at


def test_slips_are_called_by_short_numbers():
    numbers = [Slip(pk=pk).number for pk in (1, 2, 999, 1000, 1_000_001)]
    assert numbers == [1, 2, 999, 1, 2]
