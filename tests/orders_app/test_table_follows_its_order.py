"""A table is occupied exactly while an open order stands on it."""

import pytest

from orders_app.models import Order
from tables_app.models import Table
from tests.cast import TableFactory
from tests.orders_app.good_requests import GoodRequest, good_request
from tests.program import new_key


def floor() -> dict[str, str]:
    """Check the rule on every table, and return their states by name."""
    taken = set(Order.objects.filter(status="open").values_list("table_id", flat=True))
    for table in Table.objects.all():
        assert (table.status == "occupied") == (table.pk in taken), table
    return dict(Table.objects.values_list("name", "status"))


@pytest.mark.parametrize(
    ("name", "state"),
    [("items", "occupied"), ("void", "occupied"), ("pay", "available"), ("cancel", "available")],
)
def test_the_state_after_each_command(managing_program, cast, name, state):
    request = good_request(name, cast)
    assert floor() == {"โต๊ะ 1": "occupied", "โต๊ะ 2": "available"}
    assert request.send(managing_program, new_key()).status_code in (200, 201)
    assert floor() == {"โต๊ะ 1": state, "โต๊ะ 2": "available"}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("pay", {"payment_method": "cash", "amount_received": 1}),
        ("pay", {"payment_method": "qr", "amount_received": 1}),
        ("items", {"items": [{"menu_id": 987654321, "qty": 1}]}),
        ("cancel", {"reason": ""}),
    ],
)
def test_a_refused_command_leaves_the_guests_seated(managing_program, cast, name, body):
    request = GoodRequest(good_request(name, cast).path, body)
    assert request.send(managing_program, new_key()).status_code >= 400
    assert floor() == {"โต๊ะ 1": "occupied", "โต๊ะ 2": "available"}


def test_a_replayed_payment_does_not_free_the_next_guests_table(program, cast):
    request, key = good_request("pay", cast), new_key()
    request.send(program, key)
    program.open(cast)
    assert request.send(program, key)["Idempotent-Replayed"] == "true"
    assert floor()["โต๊ะ 1"] == "occupied"


def test_a_table_retired_under_its_guests_can_still_be_paid(program, cast):
    order_id = program.open_with_lunch(cast)
    Table.objects.filter(pk=cast.table.pk).update(active=False)
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    assert floor()["โต๊ะ 1"] == "available"


def test_opening_a_retired_table_leaves_it_free(program, cast):
    TableFactory(name="เลิกใช้", active=False)
    retired = Table.objects.get(name="เลิกใช้")
    assert program.command("/orders", table_id=retired.pk).status_code == 404
    assert floor()["เลิกใช้"] == "available"
