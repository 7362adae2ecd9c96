"""A page names its table to the cashier: nothing happens to an order that stands on another one."""

import pytest

from core_app.models import IdempotencyKey
from orders_app.models import Order, OrderItem, Payment
from tests.expect import nothing_written, refused
from tests.orders_app.outbox import Outbox
from tests.program import new_key

PAY = {"payment_method": "qr"}


@pytest.fixture
def order(program, cast) -> Order:
    """The lunch on the cast's table, three dishes in two lines."""
    return Order.objects.get(pk=program.open_with_lunch(cast))


def command(program, order: Order, what: str, body: dict, table: object, key: str | None = None):
    told = {"X-Till-Table": str(table)}
    return program.post(
        f"/orders/{order.pk}/{what}", body | {"idempotency_key": key or new_key()}, **told
    )


def dishes(cast) -> dict:
    return {"items": [{"menu_id": cast.satay.pk, "qty": 1}]}


def test_adding_and_paying_from_another_tables_page_is_refused_in_words(program, cast, order):
    for what, body in (("items", dishes(cast)), ("pay", PAY)):
        answer = refused(
            command(program, order, what, body, cast.other_table.pk), 409, "WRONG_TABLE"
        )
        assert (answer["order_id"], answer["table_id"]) == (order.pk, cast.table.pk)
        assert "เป็นของ โต๊ะ 1 ไม่ใช่โต๊ะของหน้านี้" in answer["message"]
    assert (OrderItem.objects.count(), Payment.objects.count()) == (2, 0)


def test_its_own_table_or_none_is_served(program, cast, order):
    assert command(program, order, "items", dishes(cast), cast.table.pk).status_code == 201
    assert command(program, order, "pay", PAY, "").status_code == 200


def test_the_table_is_no_part_of_what_a_key_stands_for(program, cast, order):
    key = new_key()
    first = command(program, order, "items", dishes(cast), "", key)
    again = command(program, order, "items", dishes(cast), cast.table.pk, key)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert IdempotencyKey.objects.filter(key=key).count() == 1


@pytest.mark.parametrize("table", ["x", "0", "-1", "9" * 30, "1.0"])
def test_a_table_that_is_no_number_is_refused_as_nonsense(program, cast, order, table):
    with nothing_written():
        answer = command(program, order, "pay", PAY, table)
        assert list(refused(answer, 400, "VALIDATION_ERROR")["fields"]) == ["X-Till-Table"]


@pytest.mark.parametrize("kind", ["items", "pay"])
def test_a_file_whose_command_names_another_table_is_refused(cast, order, tmp_path, kind):
    outbox = Outbox(cast, tmp_path / "outbox.json")
    getattr(outbox, kind)(order_id=order.pk, table_id=cast.other_table.pk)
    code, lines = outbox.run()
    assert (code, "ไม่ใช่โต๊ะของหน้านี้" in lines[0]) == (1, True)
    assert (OrderItem.objects.count(), Payment.objects.count()) == (2, 0)
