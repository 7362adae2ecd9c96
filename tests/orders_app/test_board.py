"""What a station's board says of time: minutes since the tap, and what came late."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from menu_app.models import Station
from orders_app.kitchen.board import KEPT_FOR, SHOWN_FOR, Card, read_board, read_sign
from orders_app.kitchen.marking import DEEDS, mark
from orders_app.models import Slip
from tests.orders_app.kitchens import make_station
from tests.program import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(cast) -> Station:
    return make_station("ครัวร้อน", "ข้าว")


@pytest.fixture
def sent(program, cast, station) -> datetime:
    """A lunch of two ผัดไทย; the moment it was tapped."""
    program.open_with_lunch(cast)
    return Slip.objects.get().tapped_at


def card_after(station: Station, sent: datetime, **waited) -> Card:
    (card,) = read_board(station, sent + timedelta(**waited)).open_cards
    return card


@pytest.mark.parametrize(
    ("minutes", "urgency", "share"),
    [(0, "calm", 0), (9, "calm", 60), (10, "near", 66), (14, "near", 93), (15, "late", 100)],
)
def test_a_card_turns_by_its_stations_limits(station, sent, minutes, urgency, share):
    card = card_after(station, sent, minutes=minutes)
    assert (card.minutes, card.urgency, card.share) == (minutes, urgency, share)


def test_an_owner_sets_a_stations_limits(station, sent):
    Station.objects.update(warn_minutes=3, late_minutes=5)
    assert [card_after(station, sent, minutes=n).urgency for n in (2, 3, 5)] == [
        "calm", "near", "late",
    ]  # fmt: skip


def test_what_arrives_long_after_its_tap_asks_first(cast, station):
    now = timezone.now()
    slip = Slip(station=station, kind="add", tapped_at=now - timedelta(minutes=38), created_at=now)
    assert Card(slip, [], now, None).came_late_by == 38
    slip.tapped_at = now - timedelta(minutes=9)
    assert Card(slip, [], now, None).came_late_by == 0


def test_the_oldest_tap_comes_first(station, sent, program, cast):
    program.command(
        "/orders", table_id=cast.other_table.pk, items=[{"menu_id": cast.satay.pk, "qty": 1}]
    )
    board = read_board(station, timezone.now())
    assert [card.slip.order.table.name for card in board.open_cards] == ["โต๊ะ 1", "โต๊ะ 2"]
    assert board.totals == [("ผัดไทย", 2), ("สะเต๊ะ", 1)]


def test_what_nobody_marked_all_day_is_shown_no_more(station, sent):
    assert read_board(station, sent + SHOWN_FOR - timedelta(minutes=1)).open_cards
    assert not read_board(station, sent + SHOWN_FOR + timedelta(minutes=1)).cards


def test_what_is_done_can_be_taken_back_for_a_while(station, sent, cast):
    mark(DEEDS["card"], Slip.objects.get().pk, by=cast.cook, key="k")
    now = timezone.now()
    assert read_board(station, now).just_done
    assert not read_board(station, now + KEPT_FOR + timedelta(minutes=1)).cards


def test_its_sign_changes_with_all_it_shows(station, sent, program, cast):
    now = timezone.now() + timedelta(seconds=1)
    signs = [read_sign(now, station)]
    mark(DEEDS["card"], Slip.objects.get().pk, by=cast.cook, key="k")
    signs.append(read_sign(now, station))
    add = [{"menu_id": cast.satay.pk, "qty": 1}]
    order_id = Slip.objects.get().order_id
    program.command(f"/orders/{order_id}/items", items=add)
    signs.append(read_sign(now, station))
    Program(cast.manager).command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    signs.append(read_sign(now, station))
    assert len(set(signs)) == 4
    assert read_sign(now, station) == signs[-1]
