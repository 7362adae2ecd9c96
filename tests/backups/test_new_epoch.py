"""A restored shop gives out no number twice: what waits on a till never joins strangers' bill."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import AutoField

from core_app.models import IdempotencyKey
from operations_app.backups import new_epoch
from tests.program import new_key

LOST = 1  # how many orders after the last one the backup knows a till was told of

pytestmark = pytest.mark.django_db(transaction=True)


def sent_late(program, cast, order_id: int):
    """Send what waited on a till for an order that the backup does not know."""
    lines = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    return program.command(f"/orders/{order_id}/items", items=lines)


def test_without_the_gap_the_next_guests_get_the_number_and_the_dishes(program, cast):
    lost = program.open(cast) + LOST
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    assert other == lost
    assert sent_late(program, cast, lost).status_code == 201


def test_with_the_gap_the_number_stays_free_and_what_waits_is_refused(program, cast):
    last = program.open(cast)
    new_epoch.begin(using="default")
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    assert other == last + new_epoch.GAP + 1
    keys = IdempotencyKey.objects.count()
    refused = sent_late(program, cast, last + LOST)
    assert (refused.status_code, refused.json()["error"]) == (404, "NOT_FOUND")
    assert IdempotencyKey.objects.count() == keys  # it may come again under its key


def test_every_number_of_the_shop_continues_higher(program, cast):
    program.open_with_lunch(cast)
    new_epoch.begin(using="default")
    tables = {
        model._meta.db_table for model in apps.get_models() if isinstance(model._meta.pk, AutoField)
    }
    assert tables >= {"orders", "order_items", "payments"}
    assert {table for table in tables if following(table) <= new_epoch.GAP} == set()


def following(table: str) -> int:
    """Return the next number that the database would give out in a table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return cursor.fetchone()[0]


def test_the_key_of_a_lost_command_is_good_for_doing_it_again(program, cast):
    key = new_key()
    new_epoch.begin(using="default")
    path, lines = "/orders/77/items", [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    told = {"items": lines, "idempotency_key": key}
    assert program.post(path, told).status_code == 404
    again = program.open(cast)
    assert program.post(f"/orders/{again}/items", told).status_code == 201
