"""A till follows the floor while another adds a dish: no line is newer than its order's version."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from orders_app.doors.pages import floor
from tests.program import Program
from tests.races.racing import Window, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order_id(cast, program) -> int:
    """An order with one line, so of version 2: each line that is added makes one more."""
    order_id = program.open(cast)
    add(cast, order_id)
    return order_id


def add(cast, order_id: int):
    items = [{"menu_id": cast.satay.pk, "qty": 1}]
    answer = Program(cast.other_cashier).command(f"/orders/{order_id}/items", items=items)
    assert answer.status_code == 201
    return answer


def seen(cast, order_id: int) -> tuple[int, int]:
    """Follow the floor; return the order's version and how many lines it has there."""
    till = Client()
    till.force_login(cast.cashier)
    orders = [table["order"] for table in till.get("/pos/floor/").json()["tables"]]
    (order,) = (each for each in orders if each and each["order_id"] == order_id)
    return order["version"], len(order["items"])


def test_orders_and_lines_read_one_after_the_other_show_a_line_under_an_old_version(
    cast, order_id, monkeypatch
):
    window, read = Window(), floor.read_floor

    def read_orders_then_lines():
        orders = window.after(read)()
        lines = {state.table.pk: state.order.items for state in read().states if state.order}
        states = [
            replace(state, order=replace(state.order, items=lines[state.table.pk]))
            if state.order
            else state
            for state in orders.states
        ]
        return replace(orders, states=states)

    monkeypatch.setattr(floor, "read_floor", read_orders_then_lines)
    (version, lines), _ = race(
        lambda: seen(cast, order_id), window.then(lambda: add(cast, order_id))
    )
    assert (version, lines) == (2, 2)


def test_a_dish_added_while_the_floor_is_read_comes_with_its_version_or_not_at_all(cast, order_id):
    window = Window(guarded=True)

    def look(execute, sql, params, many, context):
        # Only what reads orders to show them: who asks and whether anything is new come before.
        shows = '"orders"' in sql and '"created_at"' in sql
        way = window.after(execute) if shows else execute
        return way(sql, params, many, context)

    def follow():
        with connection.execute_wrapper(look):
            return seen(cast, order_id)

    (version, lines), _ = race(follow, window.then(lambda: add(cast, order_id)))
    assert lines == version - 1
    assert seen(cast, order_id) == (3, 2)
