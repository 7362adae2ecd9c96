"""How much a page asks and looks at: as many questions for sixty tables as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from menu_app.models import MenuItem
from orders_app.models import Order, OrderItem
from tests.cast import DishFactory, TableFactory

pytestmark = pytest.mark.said_once

MOST = 8


def statements(visitor, path: str) -> list[str]:
    """Return what opening `path` asks the database, who-is-it included."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert visitor.see(path).status == 200
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("path", ["/pos/", "/pos/floor/"])
def test_the_map_asks_little_whatever_the_number_of_tables(till, cast, path, count):
    for table in TableFactory.create_batch(count - 2):
        Order.objects.create(table=table, opened_by=cast.cashier)
    assert len(statements(till, path)) <= MOST


@pytest.mark.parametrize("lines", [1, 60])
@pytest.mark.parametrize("dishes", [10, 150])
def test_the_pad_asks_little_whatever_the_number_of_dishes_and_lines(
    till, lunch, pad_path, dishes, lines
):
    menu = DishFactory.create_batch(dishes - 3)
    OrderItem.objects.bulk_create(
        OrderItem(order=lunch, menu=menu[0], name=menu[0].name, qty=1, price=menu[0].price)
        for _ in range(lines - 1)
    )
    drafts = "&".join(f"line={dish.pk}:1" for dish in menu[:50])
    assert len(statements(till, f"{pad_path}?{drafts}")) <= MOST


@pytest.mark.parametrize("categories", [1, 40])
def test_the_pad_looks_at_each_dish_once_whatever_the_number_of_categories(
    till, pad_path, cast, monkeypatch, categories
):
    looks = []

    def look(dish: MenuItem) -> str:
        looks.append(dish)
        return dish.__dict__["category"]

    for n in range(80):
        DishFactory(category=f"หมวด {n % categories}")
    counted = property(look, lambda dish, text: dish.__dict__.update(category=text))
    monkeypatch.setattr(MenuItem, "category", counted)
    assert till.see(pad_path).text.count("เมนูทดสอบ") >= 80
    assert 80 <= len(looks) <= 2 * MenuItem.objects.count()


@pytest.mark.parametrize("screen", ["pay", "receipt"])
def test_an_orders_screens_ask_little(till, lunch, screen):
    assert len(statements(till, f"/pos/orders/{lunch.pk}/{screen}/")) <= MOST


@pytest.mark.parametrize("count", [1, 60])
def test_todays_orders_ask_little_whatever_their_number(till, cast, count):
    for table in TableFactory.create_batch(count):
        Order.objects.create(table=table, opened_by=cast.cashier)
    assert len(statements(till, "/pos/orders/")) <= MOST


def test_the_count_sees_every_statement(till):
    asked = statements(till, "/pos/")
    assert any("django_session" in sql for sql in asked)
    assert any("staff" in sql for sql in asked)
    assert any('"tables"' in sql for sql in asked)
