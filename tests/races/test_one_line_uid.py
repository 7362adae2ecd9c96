"""Two devices send a line of one name onto two orders at once; it stands on one bill."""

from functools import partial
from uuid import uuid4

import pytest

from orders_app.commands import adding
from orders_app.models import OrderItem
from tests.program import Program
from tests.races import schema_guards
from tests.races.racing import assert_books_are_right, patiently, race, slowly, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def add_two_at_once(cast, uid: str) -> list:
    """Let two cashiers add a line each, with one name for both."""
    tables = {cast.cashier: cast.table, cast.other_cashier: cast.other_table}
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1, "uid": uid}]
    paths = {}
    for who, table in tables.items():
        opened = Program(who).command("/orders", table_id=table.pk).json()
        paths[who] = f"/orders/{opened['order_id']}/items"
    adds = [partial(Program(who).command, path, items=items) for who, path in paths.items()]
    return race(*[partial(patiently, add) for add in adds])


def test_without_the_index_one_line_stands_on_two_bills(cast, unguarded):
    unguarded(schema_guards.one_line_per_uid_off())
    uid = str(uuid4())
    assert statuses(add_two_at_once(cast, uid)) == [201, 201]
    assert OrderItem.objects.filter(uid=uid).count() == 2


def test_one_of_the_two_is_added(cast, monkeypatch):
    monkeypatch.setattr(adding, "write_lines", slowly(adding.write_lines))
    answers = add_two_at_once(cast, uid := str(uuid4()))
    assert statuses(answers) == [201, 409]
    assert OrderItem.objects.filter(uid=uid).count() == 1
    assert_books_are_right()
