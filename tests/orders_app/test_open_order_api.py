"""POST /orders."""

from orders_app.models import Order
from tables_app.models import Table
from tests.cast import TableFactory
from tests.expect import nothing_written, refused
from tests.program import new_key


def test_a_free_table_opens_and_becomes_occupied(program, cast):
    answer = program.command("/orders", table_id=cast.table.pk)
    assert answer.status_code == 201
    assert list(answer.json()) == ["order_id", "table_id", "status", "total_price", "created_at"]
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"
    assert Order.objects.get().opened_by == cast.cashier


def test_the_other_tables_stay_free(program, cast):
    program.open(cast)
    assert Table.objects.get(pk=cast.other_table.pk).status == "available"


def test_an_occupied_table_is_refused_and_names_the_open_order(program, cast):
    order_id = program.open(cast)
    body = refused(program.command("/orders", table_id=cast.table.pk), 409, "TABLE_OCCUPIED")
    assert (body["table_id"], body["order_id"]) == (cast.table.pk, order_id)
    assert Order.objects.count() == 1


def test_an_unknown_table_is_not_found(program):
    with nothing_written():
        refused(program.command("/orders", table_id=2**63 - 1), 404, "NOT_FOUND")


def test_a_retired_table_is_not_found(program, cast):
    retired = TableFactory(active=False)
    with nothing_written():
        refused(program.command("/orders", table_id=retired.pk), 404, "NOT_FOUND")
    assert Table.objects.get(pk=retired.pk).status == "available"


def test_a_paid_table_opens_again(program, cast):
    first = program.open_with_lunch(cast)
    program.command(f"/orders/{first}/pay", payment_method="qr")
    assert program.open(cast) != first


def test_a_cook_may_not_open_a_table(cook_program, cast):
    with nothing_written():
        refused(cook_program.command("/orders", table_id=cast.table.pk), 403, "FORBIDDEN")


def test_a_manager_may_open_a_table(managing_program, cast):
    assert managing_program.open(cast)


def test_a_missing_field_is_named(program):
    body = refused(program.post("/orders", {"idempotency_key": new_key()}), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["table_id"]


def test_an_unknown_field_is_named(program, cast):
    answer = program.command("/orders", table_id=cast.table.pk, guests=4)
    body = refused(answer, 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["guests"]
