"""A technician frees a table in the very moment guests sit down at it."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import connection

from orders_app.ordering import mending, seating
from tables_app import table_state
from tables_app.models import Table
from tests.program import Program
from tests.races.racing import Window, assert_books_are_right, found_kinds, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stale(cast) -> Table:
    """A table marked occupied though no order stands on it."""
    Table.objects.filter(pk=cast.table.pk).update(status="occupied")
    return cast.table


@pytest.fixture(params=["released", "mended"])
def free(request, stale, cast):
    """The two ways a technician frees it."""
    if request.param == "mended":
        return lambda: mending.mend_table(table_id=stale.pk, by="root@till")
    return lambda: mending.release_table(table_id=stale.pk, staff=cast.manager, by="root@till")


def guests_sit_down_meanwhile(cast, monkeypatch, free, window: Window) -> None:
    """Let an order be opened between the technician's look and the technician's writing."""
    program = Program(cast.cashier)
    monkeypatch.setattr(seating, "is_taken", window.after(seating.is_taken))
    sit = window.then(lambda: program.command("/orders", table_id=cast.table.pk).status_code)
    assert race(free, sit)[1] == 201


def test_looking_without_the_lock_frees_a_table_with_guests(cast, monkeypatch, free):
    monkeypatch.setattr(table_state, "lock", lambda table_id: Table.objects.get(pk=table_id))
    if connection.vendor == "sqlite":  # there the write lock of the transaction is the guard
        alone = SimpleNamespace(atomic=lambda **options: nullcontext())
        monkeypatch.setattr(mending, "transaction", alone)
    guests_sit_down_meanwhile(cast, monkeypatch, free, Window())
    assert found_kinds() == {"table_free_with_order"}


def test_with_the_lock_the_guests_keep_their_table(cast, monkeypatch, free):
    guests_sit_down_meanwhile(cast, monkeypatch, free, Window(guarded=True))
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"
    assert_books_are_right()
