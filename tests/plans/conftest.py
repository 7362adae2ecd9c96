"""A shop with years behind it."""

import os

import pytest
from django.db import connection, transaction

from orders_app.models import Order
from tests.cast import DishFactory, StaffFactory, TableFactory
from tests.load.history import fill
from tests.orders_app.kitchens import make_station
from tests.pages.every import Shop
from tests.pages.visitor import Visitor
from tests.program import Program

# SQLite explains no costs and counts no rows: there the floor alone is looked at.
ON_POSTGRES = "DATABASE_URL" in os.environ
collect_ignore = ["test_sqlite.py"] if ON_POSTGRES else ["test_judge.py", "test_plans.py"]

ORDERS = 30_000


@pytest.fixture(scope="module")
def years(django_db_setup, django_db_blocker):
    """30,000 paid orders, in a transaction around all tests of a file that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:  # a guest's request must hurry, these rows need not
            cursor.execute("SET LOCAL statement_timeout = 0")
        StaffFactory(username="history")
        DishFactory.create_batch(30)
        TableFactory.create_batch(12)
        make_station("เตาเดียว", "ข้าว")
        fill(ORDERS, kitchen=True)
        with connection.cursor() as cursor:
            # Its own tables by name: the catalogs that all databases share would stay locked until
            # the transaction ends, against the same in another test process.
            tables = map(connection.ops.quote_name, connection.introspection.table_names(cursor))
            cursor.execute(f"ANALYZE {', '.join(tables)}")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shop(years, cast) -> Shop:
    """The cast in that shop, with a lunch on the first table."""
    program = Program(cast.cashier)
    lunch = program.open_with_lunch(cast)
    visitors = (Visitor(cast.cashier), Visitor(cast.manager), Visitor(cast.cook))
    return Shop(cast, *visitors, Order.objects.get(pk=lunch), program)
