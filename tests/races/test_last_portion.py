"""Two tills want the last portion in one moment: one gets it, the other hears that none is left."""

import pytest

from core_app.plain_sql import change
from menu_app import limits
from menu_app.models import MenuLimit
from orders_app.models import OrderItem
from tests.cast import Cast
from tests.program import Program
from tests.races import guards_off
from tests.races.racing import Window, assert_books_are_right, race, statuses

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def last(cast) -> MenuLimit:
    """One สะเต๊ะ is left."""
    return MenuLimit.objects.create(menu=cast.satay, portions=1)


def open_table(staff, table, cast: Cast):
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    return Program(staff).command("/orders", table_id=table.pk, items=items)


def both_want_it(cast: Cast, window: Window) -> list:
    return race(
        lambda: open_table(cast.cashier, cast.table, cast),
        window.then(lambda: open_table(cast.other_cashier, cast.other_table, cast)),
    )


def test_without_the_condition_it_is_sold_twice(cast, last, monkeypatch):
    window = Window()

    def look_then_write(dish_id: int, qty: int) -> bool:
        if window.after(lambda: MenuLimit.objects.get(menu=dish_id).portions)() < qty:
            return False
        change("UPDATE menu_limits SET portions = 0 WHERE menu_id = %s", dish_id)
        return True

    monkeypatch.setattr(limits, "take", look_then_write)
    guards_off.one_transaction_off(monkeypatch)
    assert statuses(both_want_it(cast, window)) == [201, 201]
    assert OrderItem.objects.count() == 2


def test_one_gets_it(cast, last, monkeypatch):
    window = Window(guarded=True)
    monkeypatch.setattr(limits, "take", window.after(limits.take))
    answers = both_want_it(cast, window)
    assert statuses(answers) == [201, 409]
    [refused] = [answer.json() for answer in answers if answer.status_code == 409]
    assert (refused["error"], refused["dishes"][0]["left"]) == ("SOLD_OUT", 0)
    assert (OrderItem.objects.count(), MenuLimit.objects.get().portions) == (1, 0)
    assert_books_are_right()
