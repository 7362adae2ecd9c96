"""An order has a name that its device gave it, known before the server has answered."""

from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from core_app.models import IdempotencyKey
from orders_app.models import Order
from tests.devices_app.till import Till
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import DECLARED, good_request
from tests.program import new_key

ON_ORDER = [name for name, command in DECLARED.items() if command.on_order]


def named(path: str) -> str:
    """Return the path of a request with its order's uid instead of its number."""
    _, orders, number, *rest = path.split("/")
    return "/".join(["", orders, str(Order.objects.get(pk=number).uid), *rest])


def kept(key: str) -> dict:
    """Return what a key stands for."""
    return IdempotencyKey.objects.values("fingerprint", "request", "status").get(key=key)


def test_an_order_is_called_as_its_device_called_it(program, cast):
    uid = str(uuid4())
    answer = Till(program).send("/orders", table_id=cast.table.pk, uid=uid)
    assert answer.json()["uid"] == uid
    assert Order.objects.get().uid == UUID(uid)


def test_an_order_that_is_not_named_is_called_by_the_key_that_opened_it(program, cast):
    key = new_key()
    answer = Till(program).send("/orders", key=key, table_id=cast.table.pk)
    assert answer.json()["uid"] == key
    assert Order.objects.get().uid == UUID(key)


@pytest.mark.parametrize(
    "key", ["k-1", "123E4567-E89B-42D3-A456-426614174000", "123e4567e89b42d3a456426614174000"]
)
def test_a_key_that_is_no_uuid_names_nothing_and_a_program_never_hears_of_names(program, cast, key):
    answer = program.command("/orders", table_id=cast.table.pk, idempotency_key=key)
    assert "uid" not in answer.json()
    assert Order.objects.get().uid.version == 4
    assert Order.objects.get().uid.hex != key.lower().replace("-", "")


@pytest.mark.parametrize("name", ON_ORDER)
def test_every_command_takes_the_name_for_the_number(managing_program, cast, name):
    request, till = good_request(name, cast), Till(managing_program)
    answer = till.send(named(request.path), **request.body)
    assert answer.status_code in (200, 201), answer.content
    assert answer.json()["order_id"] == Order.objects.get().pk


@pytest.mark.parametrize("name", ON_ORDER)
@pytest.mark.parametrize("first_by_name", [True, False])
def test_a_key_stands_for_the_number_however_the_order_was_named(
    managing_program, cast, name, first_by_name
):
    request, key = good_request(name, cast), new_key()
    paths = [request.path, named(request.path)]
    first, again = reversed(paths) if first_by_name else paths
    body = {"idempotency_key": key, **request.body}
    done = managing_program.post(first, body)
    stands_for = kept(key)
    with nothing_written():
        replayed = managing_program.post(again, body)
    assert replayed.headers["Idempotent-Replayed"] == "true"
    assert (replayed.status_code, replayed.content) == (done.status_code, done.content)
    number = request.path.split("/")[2]
    assert f"[{number}" in stands_for["request"]
    assert len(stands_for["fingerprint"]) == 64


def test_a_refusal_is_kept_under_the_number_too(program, cast):
    order_id, key = program.open(cast), new_key()
    body = {"idempotency_key": key, "payment_method": "cash", "amount_received": 1}
    path = f"/orders/{order_id}/pay"
    refused(program.post(named(path), body), 409, "ORDER_EMPTY")
    assert f"[{order_id}]" in kept(key)["request"]
    refused(program.post(path, body), 409, "ORDER_EMPTY")


def test_the_same_key_for_another_named_order_is_another_request(program, cast):
    order_id = program.open_with_lunch(cast)
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    body = {"idempotency_key": new_key(), "items": [{"menu_id": cast.pad_thai.pk, "qty": 1}]}
    assert program.post(named(f"/orders/{order_id}/items"), body).status_code == 201
    with nothing_written():
        answer = program.post(named(f"/orders/{other}/items"), body)
    refused(answer, 422, "DUPLICATE_REQUEST")


def test_a_used_key_for_an_order_that_is_not_here_is_another_request(program, cast):
    key = new_key()
    program.command("/orders", table_id=cast.table.pk, idempotency_key=key)
    with nothing_written():
        answer = program.command(f"/orders/{uuid4()}/pay", payment_method="qr", idempotency_key=key)
    refused(answer, 422, "DUPLICATE_REQUEST")


@pytest.mark.parametrize("name", ON_ORDER)
def test_an_order_that_is_not_here_yet_keeps_nothing_and_the_key_may_come_again(
    managing_program, cast, name
):
    request, key = good_request(name, cast), new_key()
    right, body = named(request.path), {"idempotency_key": key, **request.body}
    uid = right.split("/")[2]
    Order.objects.update(uid=None)
    with nothing_written():
        answer = managing_program.post(right, body)
    assert refused(answer, 409, "ORDER_NOT_HERE_YET")["uid"] == uid
    Order.objects.update(uid=uid)
    assert managing_program.post(right, body).status_code in (200, 201)


def test_a_number_that_is_not_there_is_still_a_404(program, cast):
    refused(program.command("/orders/999/pay", payment_method="qr"), 404, "NOT_FOUND")


def test_an_order_opened_twice_by_its_name_stands_once(program, cast):
    uid = str(uuid4())
    opened = program.command("/orders", table_id=cast.table.pk, uid=uid).json()["order_id"]
    again = program.command("/orders", table_id=cast.table.pk, uid=uid)
    assert refused(again, 409, "TABLE_OCCUPIED")["order_id"] == opened
    elsewhere = program.command("/orders", table_id=cast.other_table.pk, uid=uid)
    assert refused(elsewhere, 409, "WRONG_TABLE")["order_id"] == opened
    program.command(f"/orders/{opened}/cancel", reason="ลูกค้ากลับ")
    over = program.command("/orders", table_id=cast.table.pk, uid=uid)
    assert refused(over, 409, "ORDER_NOT_OPEN")["order_id"] == opened
    assert Order.objects.count() == 1


@pytest.mark.parametrize("uid", ["", "x", 7, "123E4567-E89B-42D3-A456-426614174000", "1" * 32])
def test_what_is_no_uid_is_refused_and_changes_nothing(program, cast, uid):
    with nothing_written():
        answer = program.command("/orders", table_id=cast.table.pk, uid=uid)
    assert "uid" in refused(answer, 400, "VALIDATION_ERROR")["fields"]


def test_an_order_of_before_is_called_by_the_key_that_opened_it(program, cast):
    opened, by_hand = new_key(), "by hand"
    order_id = program.command("/orders", table_id=cast.table.pk, idempotency_key=opened).json()
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    program.command(f"/orders/{order_id['order_id']}/items", items=items)
    program.command("/orders", table_id=cast.other_table.pk, idempotency_key=by_hand)
    Order.objects.update(uid=None)
    import_module("orders_app.migrations.0006_order_uid").name_the_open(apps, None)
    named = dict(Order.objects.values_list("table_id", "uid"))
    assert named == {cast.table.pk: UUID(opened), cast.other_table.pk: None}
