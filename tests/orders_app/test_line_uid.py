"""A line has a name that its device gave it, and no other line is called that."""

from uuid import UUID, uuid4

import pytest

from core_app.models import IdempotencyKey
from orders_app.models import OrderItem
from tests.expect import nothing_written, refused
from tests.program import new_key


def line(cast, uid: str | None = None, **more) -> dict:
    """Return a line of one pad thai as a request tells it, with this name or without."""
    return {"menu_id": cast.pad_thai.pk, "qty": 1} | ({"uid": uid} if uid else {}) | more


def test_a_line_is_called_as_its_device_called_it(program, cast):
    first, second = str(uuid4()), str(uuid4())
    opened = program.command("/orders", table_id=cast.table.pk, items=[line(cast, first)])
    path = f"/orders/{opened.json()['order_id']}/items"
    program.command(path, items=[line(cast, second), line(cast)])
    told = [str(uid) for uid in OrderItem.objects.values_list("uid", flat=True)]
    assert told[:2] == [first, second]
    assert told[2] not in (first, second)
    # After its command's key: should it be done again after a restore, it is called so again.
    assert UUID(told[2]).version == 5


@pytest.mark.parametrize("by_name", ["line", "order and line"])
@pytest.mark.parametrize("first_by_name", [True, False])
def test_a_void_finds_the_line_by_its_name_and_a_repeat_may_use_either(
    managing_program, cast, by_name, first_by_name
):
    name, key = str(uuid4()), new_key()
    opened = managing_program.command("/orders", table_id=cast.table.pk, items=[line(cast, name)])
    item = OrderItem.objects.select_related("order").get()
    order = item.order.uid if by_name == "order and line" else item.order_id
    paths = [f"/orders/{item.order_id}/items/{item.pk}/void", f"/orders/{order}/items/{name}/void"]
    first, again = reversed(paths) if first_by_name else paths
    body = {"idempotency_key": key, "reason": "สั่งผิด"}
    done = managing_program.post(first, body)
    assert (done.status_code, done.json()["item_id"]) == (200, item.pk), opened.content
    with nothing_written():
        replayed = managing_program.post(again, body)
    assert (replayed.status_code, replayed.content) == (done.status_code, done.content)
    assert f"[{item.order_id},{item.pk}]" in IdempotencyKey.objects.get(key=key).request


def test_a_name_that_stands_on_any_bill_is_refused_with_all_of_the_request(program, cast):
    name, path = str(uuid4()), f"/orders/{program.open(cast)}/items"
    program.command(path, items=[line(cast, name)])
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    body = {"idempotency_key": new_key(), "items": [line(cast), line(cast, name)]}
    for each in (path, f"/orders/{other}/items"):
        answer = program.post(each, body | {"idempotency_key": new_key()})
        refused(answer, 409, "LINE_EXISTS")
    assert OrderItem.objects.count() == 1


def test_a_refused_name_is_kept_under_its_key(program, cast):
    name, path = str(uuid4()), f"/orders/{program.open(cast)}/items"
    body = {"idempotency_key": new_key(), "items": [line(cast, name), line(cast, name)]}
    refused(program.post(path, body), 409, "LINE_EXISTS")
    with nothing_written():
        refused(program.post(path, body), 409, "LINE_EXISTS")
    assert OrderItem.objects.count() == 0


def test_another_name_is_another_request(program, cast):
    path, key = f"/orders/{program.open(cast)}/items", new_key()
    program.command(path, items=[line(cast, str(uuid4()))], idempotency_key=key)
    with nothing_written():
        answer = program.command(path, items=[line(cast)], idempotency_key=key)
    refused(answer, 422, "DUPLICATE_REQUEST")


def test_a_line_of_another_order_or_of_none_is_not_found(managing_program, cast):
    order_id, key = managing_program.open_with_lunch(cast), new_key()
    name = str(uuid4())
    table = cast.other_table.pk
    managing_program.command("/orders", table_id=table, items=[line(cast, name)])
    for uid in (name, uuid4()):
        path = f"/orders/{order_id}/items/{uid}/void"
        with nothing_written():
            answer = managing_program.command(path, reason="สั่งผิด", idempotency_key=key)
        refused(answer, 404, "NOT_FOUND")


@pytest.mark.parametrize("uid", ["7", 7, "", [], "123e4567-e89b-42d3-a456"])
def test_a_name_that_is_no_uuid_is_bad_input(program, cast, uid):
    path = f"/orders/{program.open(cast)}/items"
    with nothing_written():
        answer = program.command(path, items=[line(cast) | {"uid": uid}])
    assert "uid" in str(refused(answer, 400, "VALIDATION_ERROR")["fields"])
