"""What must be true of a restored shop once it has caught up."""

from core_app.models import IdempotencyKey
from orders_app.models import Order
from tests.races.racing import assert_books_are_right
from tests.restored.device import Device


def as_they_are() -> dict[str, tuple]:
    """Return each order by name: its end, its lines with what was voided, its payments."""
    return {
        str(order.uid): (
            order.status,
            order.total_price,
            order.cancel_reason,
            sorted(order.items.values_list("menu_id", "qty", "price", "voided_qty")),
            sorted(order.bills.values_list("payments__method", "payments__amount_received")),
        )
        for order in Order.objects.prefetch_related("items")
    }


def judge(before: dict[str, tuple], devices: list[Device], *, excused: set[str]) -> None:
    """Check that the shop is what it was `before` the restore, or that devices list the rest.

    `excused` orders may differ: a command of theirs came from no device, or somebody went on with
    them before all had come again. Even so each command is done, on its own order and once, or
    is on its device's list.
    """
    assert_books_are_right()
    now = as_they_are()
    strict = before.keys() - excused
    assert {name: now.get(name) for name in strict} == {name: before[name] for name in strict}
    for device in devices:
        assert device.left == []
        assert {kept.order for kept in device.refused} <= excused
        refused = {kept.body["idempotency_key"] for kept in device.refused}
        for kept in device.history:
            if (key := kept.body["idempotency_key"]) not in refused:
                done = IdempotencyKey.objects.get(key=key)
                assert done.status < 300, done.answer
                assert str(Order.objects.get(pk=done.result_id).uid) == kept.order
