"""A tablet that comes back after the stored answer was pruned hears how the order stands."""

import pytest

from core_app.models import IdempotencyKey
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, GoodRequest, good_request
from tests.program import new_key


def sent_and_pruned(program, request: GoodRequest) -> tuple[str, int]:
    """Send `request`, forget its stored answer; return its key and the id of its order."""
    key = new_key()
    done = request.send(program, key)
    assert done.status_code in (200, 201), done.content
    IdempotencyKey.objects.filter(key=key).update(answer="")
    return key, done.json()["order_id"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_late_repeat_is_answered_from_the_order_itself(managing_program, cast, name):
    request = good_request(name, cast)
    key, order_id = sent_and_pruned(managing_program, request)
    with nothing_written():
        again = request.send(managing_program, key)
    assert again["Idempotent-Replayed"] == "true"
    assert again.status_code in (200, 201)
    assert again.json() == managing_program.get(f"/orders/{order_id}").json()


def test_another_request_under_a_pruned_key_is_still_refused(managing_program, cast):
    key, order_id = sent_and_pruned(managing_program, good_request("open", cast))
    with nothing_written():
        answer = GoodRequest("/orders", {"table_id": cast.table.pk}).send(managing_program, key)
    original = refused(answer, 422, "DUPLICATE_REQUEST")["original_result"]
    assert original == managing_program.get(f"/orders/{order_id}").json()
