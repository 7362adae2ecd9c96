"""Managers and tills at the same moment, on real threads.

Each case first runs with its guard off and sees the damage. The second of two always comes when
the first has looked and not yet written; with the guard on it has to wait there.
"""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.contrib.admin import options
from django.db import connection

from staff_app import admin as staff_admin
from staff_app.models import Role, User
from tables_app import admin as tables_admin
from tables_app.models import Table
from tests.admin.conftest import logged_in
from tests.admin.pages import fields_of
from tests.cast import Cast, StaffFactory, make_cast
from tests.program import Program
from tests.races.racing import Window, assert_books_are_right, race


@pytest.fixture
def shop(transactional_db) -> Cast:
    """The cast, in a shop whose commits are real."""
    return make_cast()


def transaction_off(monkeypatch) -> None:
    """On SQLite the write lock from BEGIN to COMMIT stands before every other guard."""
    if connection.vendor == "sqlite":
        alone = SimpleNamespace(atomic=lambda **kwargs: nullcontext())
        monkeypatch.setattr(options, "transaction", alone)


def changing(staff: User, path: str, form_id: str, **changes: str | None):
    """Open a page as `staff`; return the runner that saves it with `changes`."""
    client = logged_in(staff)
    values = fields_of(client.get(path), form_id) | changes
    sent = {name: value for name, value in values.items() if value is not None}
    return lambda: client.post(path, sent | {"_save": "1"}).status_code


def demote_each_other(shop: Cast, window: Window) -> list[int]:
    """Let both managers make the other one a cashier at once."""
    second = StaffFactory(role=Role.MANAGER)
    runners = [
        changing(actor, f"/admin/staff_app/user/{target.pk}/change/", "user_form", role="cashier")
        for actor, target in ((shop.manager, second), (second, shop.manager))
    ]
    return race(runners[0], window.then(runners[1]))


def retire_while_opening(shop: Cast, window: Window) -> list[int]:
    """Let the manager retire the table at which the cashier seats guests."""
    path = f"/admin/tables_app/table/{shop.table.pk}/change/"
    program = Program(shop.cashier)
    seat = window.then(lambda: program.command("/orders", table_id=shop.table.pk).status_code)
    return race(changing(shop.manager, path, "table_form", active=None), seat)


def test_without_the_lock_two_managers_leave_the_shop_without_one(shop: Cast, monkeypatch):
    window = Window()
    transaction_off(monkeypatch)
    plain = User.objects.filter(role=Role.MANAGER, is_active=True)
    monkeypatch.setattr(
        staff_admin, "lock_active_managers", window.after(lambda: list(plain.all()))
    )
    assert demote_each_other(shop, window) == [302, 302]
    assert not User.objects.filter(role=Role.MANAGER).exists()


def test_two_managers_who_demote_each_other_leave_one(shop: Cast, monkeypatch):
    window, lock = Window(guarded=True), staff_admin.lock_active_managers
    monkeypatch.setattr(staff_admin, "lock_active_managers", window.after(lambda: list(lock())))
    assert demote_each_other(shop, window) == [302, 200]
    assert User.objects.get(role=Role.MANAGER) == shop.manager


def test_without_the_lock_guests_sit_at_a_retired_table(shop: Cast, monkeypatch):
    window = Window()
    transaction_off(monkeypatch)
    occupied = Table.objects.filter(status="occupied")
    look = window.after(lambda table_id: occupied.filter(pk=table_id).exists())
    monkeypatch.setattr(tables_admin, "lock_and_look", look)
    assert retire_while_opening(shop, window) == [302, 201]
    assert Table.objects.filter(active=False, status="occupied").exists()


def test_a_table_is_retired_or_taken_but_not_both(shop: Cast, monkeypatch):
    window = Window(guarded=True)
    monkeypatch.setattr(tables_admin, "lock_and_look", window.after(tables_admin.lock_and_look))
    assert retire_while_opening(shop, window) == [302, 404]
    assert not Table.objects.filter(active=False, status="occupied").exists()
    assert_books_are_right()
