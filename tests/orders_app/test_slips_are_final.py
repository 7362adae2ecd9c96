"""What the database refuses of slips: no change, nothing twice, nothing that was never sent."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from menu_app.models import Station
from orders_app.models import KitchenMark, OrderItem, Slip, SlipLine
from tests.orders_app.kitchens import make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(managing_program, cast) -> int:
    """An order of which the stove was told two ผัดไทย."""
    make_station("ครัวร้อน", "ข้าว")
    return managing_program.open_with_lunch(cast)


def says_no(sentence: str, deed) -> None:
    """The database refuses `deed`, in these words or by this constraint."""
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        deed()


def a_slip(cast, order_id: int, **told) -> Slip:
    now = timezone.now()
    station = Station.objects.get(name="ครัวร้อน")
    good = {"key": "by hand", "station": station, "order_id": order_id, "kind": "add"}
    good |= {"sent_by": cast.cashier, "tapped_at": now, "created_at": now}
    return Slip.objects.create(**good | told)


def a_mark(cast, line: SlipLine, kind: str, key: str = "k") -> KitchenMark:
    now = timezone.now()
    return KitchenMark.objects.create(
        line=line, kind=kind, key=key, marked_by=cast.cook, created_at=now
    )


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Slip, {"kind": "cancel", "reason": "x"}),
        (Slip, {"key": "other"}),
        (SlipLine, {"qty": 9}),
        (KitchenMark, {"kind": "undone"}),
    ],
)
def test_slips_lines_and_marks_never_change(sent, cast, model, change):
    a_mark(cast, SlipLine.objects.get(), "done")
    says_no("is final", lambda: model.objects.update(**change))


def test_marks_are_never_deleted_but_where_a_flush_empties_tables_by_delete(sent, cast):
    a_mark(cast, SlipLine.objects.get(), "done")
    if connection.vendor == "sqlite":
        assert KitchenMark.objects.all().delete()[0] == 1
    else:
        says_no("is final", KitchenMark.objects.all().delete)


def test_one_command_has_one_slip_for_a_station(sent, cast):
    key = Slip.objects.get().key
    says_no("uniq_kitchen_slips_once|kitchen_slips.key", lambda: a_slip(cast, sent, key=key))


def test_what_is_taken_back_has_a_reason(sent, cast):
    wrong = "chk_kitchen_slips_taken_back_has_reason"
    says_no(wrong, lambda: a_slip(cast, sent, kind="void"))
    says_no(wrong, lambda: a_slip(cast, sent, reason="ไม่มีเหตุ"))


def test_a_line_is_sent_to_a_station_once(sent, cast):
    again, item = a_slip(cast, sent), SlipLine.objects.get().item
    says_no("sent to a station whole", lambda: again.lines.create(item=item, qty=item.qty))


def test_a_line_is_sent_whole(sent, cast):
    slip, item = a_slip(cast, sent), OrderItem.objects.get(name="น้ำมะนาว")
    says_no("sent to a station whole", lambda: slip.lines.create(item=item, qty=item.qty + 1))


def test_a_slip_tells_lines_of_its_own_order(sent, cast, program):
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    slip, item = a_slip(cast, other), OrderItem.objects.get(name="น้ำมะนาว")
    says_no("sent to a station whole", lambda: slip.lines.create(item=item, qty=1))


def test_no_more_is_taken_back_than_was_sent(sent, cast):
    slip, item = a_slip(cast, sent, kind="void", reason="x"), SlipLine.objects.get().item
    says_no("more is taken back", lambda: slip.lines.create(item=item, qty=item.qty + 1))
    slip.lines.create(item=item, qty=item.qty)
    more = a_slip(cast, sent, kind="void", reason="x", key="more")
    says_no("more is taken back", lambda: more.lines.create(item=item, qty=1))


def test_the_kitchen_hears_nothing_of_an_order_that_ended(sent, cast, managing_program):
    managing_program.command(f"/orders/{sent}/cancel", reason="ลูกค้ากลับ")
    says_no("order that ended", lambda: a_slip(cast, sent))


def test_what_is_to_be_made_is_done_and_what_is_taken_back_acknowledged(
    sent, cast, managing_program
):
    made = SlipLine.objects.get()
    managing_program.command(f"/orders/{sent}/cancel", reason="ลูกค้ากลับ")
    back = SlipLine.objects.latest("pk")
    says_no("is acknowledged", lambda: a_mark(cast, made, "acknowledged"))
    says_no("is acknowledged", lambda: a_mark(cast, back, "done"))
    a_mark(cast, back, "acknowledged")


def test_one_tap_is_one_mark(sent, cast):
    line = SlipLine.objects.get()
    a_mark(cast, line, "done")
    says_no("uniq_kitchen_marks_once|kitchen_marks.key", lambda: a_mark(cast, line, "done"))
