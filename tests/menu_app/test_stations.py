"""Where a dish is made: where its category is, unless it says otherwise itself."""

import pytest
from django.db import IntegrityError, transaction

from menu_app.models import CategoryStation, Station
from menu_app.queries import dishes_by_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def stove(cast) -> Station:
    """The station that makes ข้าว."""
    return station("ครัวร้อน", "ข้าว")


@pytest.fixture
def grill(cast) -> Station:
    """A station that makes no category."""
    return station("เตาย่าง")


def station(name: str, *makes: str) -> Station:
    made = Station.objects.create(name=name)
    for category in makes:
        CategoryStation.objects.create(station=made, category=category)
    return made


def made_at(dish) -> list[int]:
    return dishes_by_id([dish.pk], on_sale=True)[dish.pk].made_at


def test_a_dish_goes_where_its_category_is_made(cast, stove):
    assert made_at(cast.pad_thai) == [stove.pk]
    assert made_at(cast.lime_juice) == []


def test_a_category_may_be_made_at_several_stations(cast, stove):
    pass_ = station("จุดเสิร์ฟ", "ข้าว", "เครื่องดื่ม")
    assert made_at(cast.pad_thai) == [stove.pk, pass_.pk]
    assert made_at(cast.lime_juice) == [pass_.pk]


def test_a_dish_may_be_made_elsewhere_than_its_category(cast, stove, grill):
    cast.satay.stations.add(grill)
    assert made_at(cast.satay) == [grill.pk]
    assert made_at(cast.pad_thai) == [stove.pk]


def test_a_station_out_of_use_makes_nothing(cast, stove, grill):
    cast.satay.stations.add(grill)
    Station.objects.filter(pk=grill.pk).update(active=False)
    assert made_at(cast.satay) == [stove.pk]
    Station.objects.update(active=False)
    assert made_at(cast.satay) == []


def test_two_stations_of_one_name_and_a_category_twice_are_refused(stove):
    with pytest.raises(IntegrityError), transaction.atomic():
        station("ครัวร้อน")
    with pytest.raises(IntegrityError), transaction.atomic():
        CategoryStation.objects.create(station=stove, category="ข้าว")


def test_late_is_never_earlier_than_nearly_late(stove):
    with pytest.raises(IntegrityError, match="chk_stations_late_after_warn"), transaction.atomic():
        Station.objects.update(warn_minutes=20)
