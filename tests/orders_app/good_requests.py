"""One good request for every writing endpoint, to be sent as it is or spoilt in one place."""

from dataclasses import dataclass

from django.http import HttpResponse

from orders_app.commands.adding import add_items
from orders_app.commands.cancelling import cancel_order
from orders_app.commands.opening import open_order
from orders_app.commands.paying import pay_order
from orders_app.commands.voiding import void_item
from tests.cast import PASSWORD, Cast
from tests.program import Program, new_key

DECLARED = {
    "open": open_order,
    "items": add_items,
    "pay": pay_order,
    "cancel": cancel_order,
    "void": void_item,
}
COMMANDS = tuple(DECLARED)
WRITES = (*COMMANDS, "login")


@dataclass(frozen=True)
class GoodRequest:
    """A path and a body (without key) that would be done if sent by a manager."""

    path: str
    body: dict

    def send(self, program: Program, key: str, **headers: str) -> HttpResponse:
        """Send it under `key`."""
        return program.post(self.path, self.body | {"idempotency_key": key}, **headers)


def good_request(name: str, cast: Cast) -> GoodRequest:
    """Return the request called `name`; the cast's table then holds a lunch of 145 baht."""
    return good_requests(cast)[name]


def good_requests(cast: Cast) -> dict[str, GoodRequest]:
    """Return all of them, each about the same lunch: at most one of them can be done."""
    manager = Program(cast.manager)
    order_id = manager.open_with_lunch(cast)
    line_id = manager.get(f"/orders/{order_id}").json()["items"][0]["id"]
    lines = [{"menu_id": cast.satay.pk, "qty": 2}, {"menu_id": cast.pad_thai.pk, "qty": 1}]
    cash = {"payment_method": "cash", "amount_received": 200}
    order = f"/orders/{order_id}"
    return {
        "open": GoodRequest("/orders", {"table_id": cast.other_table.pk}),
        "items": GoodRequest(f"{order}/items", {"items": lines}),
        "pay": GoodRequest(f"{order}/pay", cash),
        "cancel": GoodRequest(f"{order}/cancel", {"reason": "ลูกค้าเปลี่ยนใจ"}),
        "void": GoodRequest(f"{order}/items/{line_id}/void", {"reason": "สั่งผิด"}),
        "login": GoodRequest("/auth/login", {"username": "manager", "password": PASSWORD}),
    }


def other_order(program: Program, cast: Cast) -> int:
    """Open the cast's other table with a lunch of its own; return the order's id."""
    order_id = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    lunch = [{"menu_id": cast.pad_thai.pk, "qty": 2}]
    body = {"items": lunch, "idempotency_key": new_key()}
    assert program.post(f"/orders/{order_id}/items", body).status_code == 201
    return order_id
