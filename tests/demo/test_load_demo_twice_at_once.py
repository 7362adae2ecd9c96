"""Two servers that start at once both load the demo: one does it, the other finds it done."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection

from core_app.models import AuditEvent
from menu_app.models import MenuItem
from operations_app import demo
from operations_app.demo import load_demo
from staff_app.models import User
from tables_app.models import Table
from tests.races.racing import followed_by, meeting, race, slowly

pytestmark = pytest.mark.django_db(transaction=True)


def crashed_or_loaded_twice() -> bool:
    """Load the demo from two threads at once; tell whether that did damage."""
    try:
        race(load_demo, load_demo)
    except DatabaseError:
        return True
    return AuditEvent.objects.filter(action=demo.LOADED).count() > 1


def test_without_the_lock_the_second_one_crashes_or_loads_again(monkeypatch):
    if connection.vendor == "sqlite":  # there the transaction is the lock
        monkeypatch.setattr(demo, "transaction", SimpleNamespace(atomic=nullcontext))
    monkeypatch.setattr(demo, "_let_nobody_else_write", lambda: None)
    # Both have looked for an earlier run before either of them writes.
    monkeypatch.setattr(demo, "_add_accounts", followed_by(lambda password: "", meeting(2)))
    assert crashed_or_loaded_twice()


def test_one_loads_the_demo_and_the_other_finds_it_loaded(monkeypatch):
    monkeypatch.setattr(demo, "_let_nobody_else_write", slowly(demo._let_nobody_else_write))
    assert not crashed_or_loaded_twice()
    assert User.objects.count() == len(demo.ACCOUNTS)
    assert Table.objects.count() == len(demo.TABLES)
    assert MenuItem.objects.count() == len(demo.DISHES)
