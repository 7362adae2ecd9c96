"""Two cooks mark the same card in one moment: the second finds what the first one said."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import connection

from orders_app.kitchen import marking
from orders_app.kitchen.marking import DEEDS, mark
from orders_app.models import KitchenMark, Slip
from tests.orders_app.kitchens import make_station
from tests.races.racing import Window, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slip(program, cast) -> Slip:
    """A card with one dish."""
    make_station("ครัวร้อน", "ข้าว")
    program.open_with_lunch(cast)
    return Slip.objects.get()


def both_say_done(cast, slip: Slip, window: Window, monkeypatch) -> list[int]:
    """The cook has looked what is not done yet; then the cashier ends the card; the cook goes on.

    Return how many lines each of them marked."""
    monkeypatch.setattr(marking, "not_so_yet", window.after(marking.not_so_yet))

    def cook() -> int:
        return mark(DEEDS["card"], slip.pk, by=cast.cook, key="cook")

    def cashier() -> int:
        return mark(DEEDS["card"], slip.pk, by=cast.cashier, key="cashier")

    return race(cook, window.then(cashier))


def test_without_the_lock_both_end_it(cast, slip, monkeypatch):
    monkeypatch.setattr(marking, "hold", lambda lines: [line.pk for line in lines])
    if connection.vendor == "sqlite":  # whose one writer at a time is a guard too
        alone = SimpleNamespace(atomic=lambda **options: nullcontext())
        monkeypatch.setattr(marking, "transaction", alone)
    assert both_say_done(cast, slip, Window(), monkeypatch) == [1, 1]
    assert KitchenMark.objects.count() == 2


def test_one_ends_it_and_the_other_finds_it_done(cast, slip, monkeypatch):
    window = Window(guarded=True)
    assert both_say_done(cast, slip, window, monkeypatch) == [1, 0]
    assert KitchenMark.objects.get().marked_by == cast.cook
