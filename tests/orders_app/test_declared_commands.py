"""What commands declare stands in the docs, and what their keys stand for is frozen."""

from decimal import Decimal

import pytest

from core_app.idempotency import Call
from core_app.moment import Moment
from orders_app.commands.declaration import Command
from orders_app.commands.registry import COMMANDS
from orders_app.doors.asking import asked_of
from staff_app.rights import ensure_seller
from tests.layers.plan import HOUSE
from tests.orders_app.good_requests import DECLARED

WHO = {ensure_seller: "cashier, manager"}
BY_NAME = {command.name: command for command in COMMANDS}
TWO = {"menu_id": 5, "qty": 2}
QUOTED = {"menu_id": 10, "qty": 1, "price": Decimal("62.50")}
CASH = {"payment_method": "cash", "amount_received": 200}
# As the first release wrote them. Keys never expire, so these never change.
FROZEN = [
    ("open_order", (), {"table_id": 3}, "7e437b91201026c4"),
    ("open_order", (), {"table_id": 3, "items": [TWO, QUOTED]}, "726b9e94ee0b5e4b"),
    ("add_items", (7,), {"items": [TWO]}, "4a52fd231501524"),
    ("pay_order", (7,), CASH, "5f5a18825e253a0a"),
    ("pay_order", (7,), {"payment_method": "qr"}, "2f8fbd1896633899"),
    ("cancel_order", (7,), {"reason": "ลูกค้ากลับ"}, "76ddd7e27e91f5ea"),
    ("void_item", (7, 9), {"reason": "หก"}, "a413ef8e583c44f0"),
]
NO_PART = {"occurred_at": "2026-01-21T12:00:00Z", "idempotency_key": "another"}


def fingerprint_of(command: Command, ids: tuple[int, ...], told: dict) -> str:
    """Return what a key of this request has in the database."""
    payload = command.payload(asked_of(command, told))
    return Call(Moment(None, "k"), "POST", command.route, ids, payload).fingerprint


@pytest.mark.parametrize(("name", "ids", "told", "frozen"), FROZEN)
def test_a_key_stands_for_what_it_stood_for_in_the_first_release(name, ids, told, frozen):
    assert fingerprint_of(BY_NAME[name], ids, told).startswith(frozen)
    assert fingerprint_of(BY_NAME[name], ids, told | NO_PART).startswith(frozen)


def test_the_total_on_the_screen_and_a_second_look_are_no_part_of_a_payment():
    more = {"expected_total": 145, "confirmed": True}
    pay = BY_NAME["pay_order"]
    assert fingerprint_of(pay, (7,), CASH | more) == fingerprint_of(pay, (7,), CASH)


def test_every_command_is_frozen_here():
    assert {name for name, *_ in FROZEN} == set(BY_NAME)


def test_every_command_has_a_good_request():
    assert {command.name for command in DECLARED.values()} == set(BY_NAME)


def row_of(command: Command) -> str:
    """Return the command's row in the table of docs/api.md."""
    path = command.route.replace("{id}", "{item_id}").replace("{item_id}", "{id}", 1)
    sentence = command.rule.__doc__.split("\n")[0].rstrip(".")
    told = f"{int(command.status)}; {sentence[0].lower()}{sentence[1:]}"
    return f"| `POST {path}` | {told} | {WHO[command.right]} |"


@pytest.mark.parametrize("name", BY_NAME)
def test_its_row_stands_in_the_docs(name):
    assert row_of(BY_NAME[name]) in (HOUSE / "docs/api.md").read_text().splitlines()
