"""A floor where nothing is new costs who-is-it and one statement, and whatever is new is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders_app.models import Order
from tables_app.models import Table, Zone
from tests.cast import TableFactory, ZoneFactory
from tests.orders_app.test_statement_budgets import WHO_BUDGET

FLOOR = "/pos/floor/"


@pytest.fixture
def tag(till, lunch) -> str:
    """The tag of the floor as it was before the test did anything."""
    return till.see(FLOOR).response["ETag"]


def status(till, tag: str) -> int:
    return till.see(FLOOR, **{"if-none-match": tag}).status


def statements(till, tag: str) -> list[str]:
    """Return what an unchanged floor asks, but for who it is that asks."""
    with CaptureQueriesContext(connection) as asked:
        assert status(till, tag) == 304
    sent = [query["sql"] for query in asked]
    who, rest = sent[:WHO_BUDGET], sent[WHO_BUDGET:]
    assert "django_session" in who[0]
    assert '"staff"' in who[1]
    return rest


@pytest.mark.parametrize("tables", [1, 60])
def test_nothing_new_is_one_statement_whatever_the_number_of_parties(till, program, cast, tables):
    for table in TableFactory.create_batch(tables):
        items = [{"menu_id": cast.satay.pk, "qty": 1}]
        program.command("/orders", table_id=table.pk, items=items)
    tag = till.see(FLOOR).response["ETag"]
    (asked,) = statements(till, tag)
    assert "order_items" not in asked


CHANGES = {
    "a zone is renamed": lambda zone, table: Zone.objects.filter(pk=zone.pk).update(name="ริมน้ำ"),
    "a table moves on the map": lambda zone, table: Table.objects.filter(pk=table.pk).update(
        position=9
    ),
    "a table moves to another zone": lambda zone, table: Table.objects.filter(pk=table.pk).update(
        zone=ZoneFactory(name="สวน")
    ),
    "a table is closed": lambda zone, table: Table.objects.filter(pk=table.pk).update(active=False),
    "a table is added": lambda zone, table: TableFactory(),
    "an order grows": lambda zone, table: Order.objects.update(version=99),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_news_when(till, tag, cast, change):
    change(cast.table.zone, cast.table)
    assert status(till, tag) == 200


def test_it_is_news_when_zones_change_places(till, cast):
    TableFactory(zone=ZoneFactory(name="สวน", position=1))
    tag = till.see(FLOOR).response["ETag"]
    Zone.objects.filter(name="สวน").update(position=0)
    Zone.objects.exclude(name="สวน").update(position=1)
    assert status(till, tag) == 200


def test_a_table_that_is_opened_again_brings_the_old_floor_back(till, tag, cast):
    for active, told in ((False, 200), (True, 304)):
        Table.objects.filter(pk=cast.other_table.pk).update(active=active)
        assert status(till, tag) == told


def test_an_order_that_ends_elsewhere_is_no_news(till, tag, cast):
    """What is on no table is on no floor."""
    Order.objects.create(kind=Order.Kind.NO_TABLE, opened_by=cast.cashier)
    assert status(till, tag) == 304
