"""The database remembers every price a dish has had, whoever changes it and however."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.utils import timezone

from menu_app.models import MenuItem, MenuPrice
from menu_app.prices import had_prices
from tests.cast import DishFactory

BEFORE_TRIGGERS = [("menu_app", "0002_menu_prices")]
NOW = timezone.now()
HOUR = timedelta(hours=1)


def history(dish: MenuItem) -> list[Decimal]:
    """Return every price `dish` had, oldest first."""
    rows = MenuPrice.objects.filter(menu_id=dish.pk).order_by("since", "id")
    return list(rows.values_list("price", flat=True))


@pytest.fixture
def dish(db) -> MenuItem:
    return DishFactory(price=Decimal("60.00"))


def test_a_new_dish_begins_with_its_price(dish):
    assert history(dish) == [60]


def test_a_saved_price_is_remembered_with_its_time(dish):
    before = timezone.now() - timedelta(milliseconds=1)  # SQLite's clock tells no more than that
    dish.price = Decimal("62.50")
    dish.save()
    assert history(dish) == [60, Decimal("62.50")]
    latest = MenuPrice.objects.latest("since")
    assert before <= latest.since <= timezone.now()


def test_a_price_changed_in_bulk_is_remembered_for_each_dish(dish):
    other = DishFactory(price=100)
    MenuItem.objects.update(price=F("price") + 5)
    assert (history(dish), history(other)) == ([60, 65], [100, 105])


def test_dishes_made_in_bulk_begin_with_their_prices(db):
    made = MenuItem.objects.bulk_create(DishFactory.build_batch(3, price=Decimal(70)))
    dishes = MenuItem.objects.filter(name__in=[each.name for each in made])
    assert [history(each) for each in dishes] == [[70]] * 3


def test_a_price_typed_into_the_tables_is_remembered(dish):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE menus SET price = 61 WHERE id = %s", [dish.pk])
    assert history(dish) == [60, 61]


def test_a_dish_typed_into_the_tables_is_remembered(dish):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO menus (name, price, category, active, position, created_at, updated_at)"
            " SELECT name, 75, category, active, position, created_at, updated_at FROM menus"
        )
    assert history(MenuItem.objects.get(price=75)) == [75]


def test_a_price_that_stays_adds_nothing(dish):
    dish.name = "ผัดไทยกุ้งสด"
    dish.save()
    dish.price = Decimal("60.0")
    dish.save()
    MenuItem.objects.update(price=60, active=False)
    assert history(dish) == [60]


def test_a_price_that_comes_back_is_remembered_again(dish):
    for price in (65, 60):
        MenuItem.objects.update(price=price)
    assert history(dish) == [60, 65, 60]


def test_the_history_outlives_the_dish(dish):
    pk = dish.pk
    dish.delete()
    assert MenuPrice.objects.filter(menu_id=pk).count() == 1


def past(dish: MenuItem, *prices: tuple[int, timedelta]) -> None:
    """Write a past: each price with how long ago it began."""
    MenuPrice.objects.filter(menu_id=dish.pk).delete()
    for price, ago in prices:
        MenuPrice.objects.create(menu_id=dish.pk, price=price, since=NOW - ago)


def had(dish: MenuItem, price: int, *, ago: timedelta) -> bool:
    pair = (dish.pk, Decimal(price))
    return had_prices({pair}, at=NOW - ago) == {pair}


@pytest.mark.parametrize(
    ("price", "ago", "expected"),
    [
        (50, timedelta(days=9), True),
        (50, timedelta(days=4), True),  # a menu may be a day old
        (50, timedelta(days=4) - HOUR, False),
        (60, timedelta(days=5) + HOUR, False),  # nobody shows a price before it comes
        (60, timedelta(days=5), True),
        (60, timedelta(0), True),
        (60, -timedelta(days=30), True),  # it stands until there is another
        (50, timedelta(days=10) + HOUR, False),
        (50, timedelta(days=10), True),
        (70, timedelta(days=5), False),
    ],
)
def test_a_price_stood_then_or_in_the_day_before(dish, price, ago, expected):
    past(dish, (50, timedelta(days=10)), (60, timedelta(days=5)))
    assert had(dish, price, ago=ago) is expected


def test_a_dish_without_a_past_had_no_price(dish):
    past(dish)
    assert not had(dish, 60, ago=HOUR)


def test_the_prices_of_several_dishes_are_one_question(dish, django_assert_num_queries):
    other = DishFactory(price=Decimal("25.00"))
    true = {(dish.pk, Decimal("60.00")), (other.pk, Decimal("25.00"))}
    false = {(dish.pk, Decimal("25.00")), (other.pk, Decimal("60.00")), (10**9, Decimal("60.00"))}
    with django_assert_num_queries(1):
        assert had_prices(true | false, at=timezone.now()) == true


@pytest.mark.django_db(transaction=True)
def test_a_shop_that_sold_before_begins_its_history_with_what_stands():
    """Walk back to the release without triggers, and forward again."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate(BEFORE_TRIGGERS)
        dish = DishFactory(price=Decimal("60.00"))
        MenuItem.objects.update(price=65, updated_at=NOW - timedelta(days=3))
        assert history(dish) == []
    finally:
        MigrationExecutor(connection).migrate(latest)
    assert history(dish) == [65]
    assert MenuPrice.objects.get().since == NOW - timedelta(days=3)
    MenuItem.objects.update(price=70)
    assert history(dish) == [65, 70]
