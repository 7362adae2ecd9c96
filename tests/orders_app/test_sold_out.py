"""What is sold out: refused by name, counted in the order's transaction, back by the clock."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core_app.models import AuditEvent
from core_app.moment import Moment
from menu_app.limits import Deed, say
from menu_app.models import MenuItem, MenuLimit
from orders_app.commands.voiding import RAN_OUT
from orders_app.kitchen.marking import DEEDS, mark
from orders_app.models import Order, OrderItem, Slip
from tests.cast import Cast
from tests.expect import refused
from tests.orders_app.kitchens import make_station
from tests.program import Program, new_key

pytestmark = pytest.mark.django_db(transaction=True)


def limit(cast: Cast, dish: MenuItem, deed: Deed, portions: int | None = None) -> None:
    say(Moment(cast.cashier, str(uuid4())), dish.pk, deed, portions=portions)


def order(program: Program, cast: Cast, *wanted: tuple[MenuItem, int], key: str | None = None):
    items = [{"menu_id": dish.pk, "qty": qty} for dish, qty in wanted]
    asked = {"table_id": cast.table.pk, "items": items, "idempotency_key": key or new_key()}
    return program.post("/orders", asked)


def left(dish: MenuItem) -> int | None:
    return MenuLimit.objects.get(menu=dish).portions


@pytest.mark.parametrize("deed", [Deed.TODAY, Deed.HOUR])
def test_what_is_sold_out_is_refused_by_name_and_nothing_is_added(program, cast, deed):
    limit(cast, cast.satay, deed)
    answer = order(program, cast, (cast.pad_thai, 1), (cast.satay, 1))
    body = refused(answer, 409, "SOLD_OUT")
    assert body["dishes"] == [{"menu_id": cast.satay.pk, "name": "สะเต๊ะ", "left": 0}]
    assert body["menu_ids"] == [cast.satay.pk]
    assert "สะเต๊ะ หมด" in body["message"]
    assert not Order.objects.exists()


def test_it_is_back_by_the_clock(program, cast):
    limit(cast, cast.satay, Deed.HOUR)
    MenuLimit.objects.update(off_until=timezone.now() - timedelta(seconds=1))
    assert order(program, cast, (cast.satay, 1)).status_code == 201


def test_it_is_back_when_somebody_says_so(program, cast):
    limit(cast, cast.satay, Deed.TODAY)
    limit(cast, cast.satay, Deed.BACK)
    assert order(program, cast, (cast.satay, 1)).status_code == 201


def test_each_order_takes_its_portions_and_the_last_ones_are_not_sold_twice(program, cast):
    limit(cast, cast.satay, Deed.COUNT, 3)
    assert order(program, cast, (cast.satay, 1), (cast.satay, 1)).status_code == 201
    assert left(cast.satay) == 1
    number = Order.objects.get().pk
    two = [{"menu_id": cast.satay.pk, "qty": 2}]
    body = refused(program.command(f"/orders/{number}/items", items=two), 409, "SOLD_OUT")
    assert (body["dishes"][0]["left"], left(cast.satay)) == (1, 1)
    assert "สะเต๊ะ เหลือ 1" in body["message"]
    one = [{"menu_id": cast.satay.pk, "qty": 1}]
    assert program.command(f"/orders/{number}/items", items=one).status_code == 201
    assert (left(cast.satay), OrderItem.objects.count()) == (0, 3)


def test_what_is_refused_takes_no_portion_of_other_dishes(program, cast):
    limit(cast, cast.pad_thai, Deed.COUNT, 5)
    limit(cast, cast.satay, Deed.COUNT, 1)
    refused(order(program, cast, (cast.pad_thai, 2), (cast.satay, 2)), 409, "SOLD_OUT")
    assert (left(cast.pad_thai), left(cast.satay)) == (5, 1)


def test_a_refusal_is_kept_and_a_repeat_takes_nothing(program, cast):
    limit(cast, cast.satay, Deed.COUNT, 1)
    key = new_key()
    first = order(program, cast, (cast.satay, 2), key=key)
    limit(cast, cast.satay, Deed.COUNT, 5)
    assert order(program, cast, (cast.satay, 2), key=key).content == first.content
    done = new_key()
    assert order(program, cast, (cast.satay, 2), key=done).status_code == 201
    assert order(program, cast, (cast.satay, 2), key=done).status_code == 201
    assert left(cast.satay) == 3


def test_the_later_word_counts_and_the_log_keeps_both(cast):
    limit(cast, cast.satay, Deed.COUNT, 4)
    limit(cast, cast.satay, Deed.TODAY)
    row = MenuLimit.objects.get()
    assert (row.portions, row.off_until > timezone.now()) == (None, True)
    events = AuditEvent.objects.filter(action="menu.limited", subject_id=cast.satay.pk)
    told = list(events.order_by("pk").values_list("details", flat=True))
    assert told == [{"deed": "count", "portions": 4}, {"deed": "today"}]


def test_the_same_word_under_the_same_key_is_said_once(program, cast):
    at = Moment(cast.cashier, str(uuid4()))
    say(at, cast.satay.pk, Deed.COUNT, portions=3)
    order(program, cast, (cast.satay, 1))
    say(at, cast.satay.pk, Deed.COUNT, portions=3)
    assert left(cast.satay) == 2


def test_the_menu_leaves_out_what_is_sold_out_and_tells_what_is_left(program, cast):
    limit(cast, cast.satay, Deed.COUNT, 2)
    limit(cast, cast.lime_juice, Deed.TODAY)
    menus = {each["name"]: each for each in program.get("/menus").json()["menus"]}
    assert menus.keys() == {"ผัดไทย", "สะเต๊ะ"}
    assert menus["สะเต๊ะ"]["left"] == 2
    assert "left" not in menus["ผัดไทย"]


def voided(program: Program, cast: Cast, qty: int) -> None:
    """Three สะเต๊ะ are ordered, and so many of them voided."""
    order(program, cast, (cast.satay, 3))
    number = Order.objects.get().pk
    path = f"/orders/{number}/items/{OrderItem.objects.get().pk}/void"
    if qty:
        assert program.command(path, reason="ลูกค้าเปลี่ยนใจ", qty=qty).status_code == 200


def test_a_void_gives_back_what_was_not_made(program, cast):
    limit(cast, cast.satay, Deed.COUNT, 5)
    voided(program, cast, 2)
    assert left(cast.satay) == 4


def test_what_ran_out_is_not_given_back(program, cast):
    limit(cast, cast.satay, Deed.COUNT, 5)
    voided(program, cast, 0)
    limit(cast, cast.satay, Deed.COUNT, 0)
    line = OrderItem.objects.get()
    path = f"/orders/{line.order_id}/items/{line.pk}/void"
    assert program.command(path, reason=RAN_OUT, qty=2).status_code == 200
    assert left(cast.satay) == 0


def test_what_the_kitchen_has_made_is_not_given_back(program, cast):
    make_station("ครัวร้อน", cast.satay.category)
    limit(cast, cast.satay, Deed.COUNT, 5)
    voided(program, cast, 0)
    mark(DEEDS["card"], Slip.objects.get().pk, by=cast.cook, key="k")
    line = OrderItem.objects.get()
    path = f"/orders/{line.order_id}/items/{line.pk}/void"
    assert program.command(path, reason="ทำผิด").status_code == 200
    assert left(cast.satay) == 2


def test_a_cancelled_order_gives_back_what_was_not_made(program, managing_program, cast):
    limit(cast, cast.satay, Deed.COUNT, 9)
    limit(cast, cast.pad_thai, Deed.COUNT, 4)
    voided(program, cast, 1)
    number = Order.objects.get().pk
    items = [{"menu_id": cast.pad_thai.pk, "qty": 2}, {"menu_id": cast.lime_juice.pk, "qty": 1}]
    program.command(f"/orders/{number}/items", items=items)
    assert (left(cast.satay), left(cast.pad_thai)) == (7, 2)
    managing_program.command(f"/orders/{number}/cancel", reason="ลูกค้ากลับ")
    assert (left(cast.satay), left(cast.pad_thai)) == (9, 4)
