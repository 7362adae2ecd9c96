"""Old commands, put together again from what they made, so that a drill can send them once more.

A key keeps a fingerprint of its request, not the request. What a till may have sent follows from
the stored answer and the order's rows; the fingerprint tells which of the possible ones it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core_app import json_text
from core_app.idempotency import Command
from core_app.models import IdempotencyKey
from core_app.money import baht
from orders_app.models import Order


@dataclass(frozen=True)
class OldCommand:
    """A request as it was sent once, with its key; `path` is None where it could not be rebuilt."""

    row: IdempotencyKey
    path: str | None
    body: dict[str, Any]


def newest_commands(*, using: str, count: int) -> list[OldCommand]:
    """Return the newest commands of a database whose answers are still stored, newest first."""
    rows = IdempotencyKey.objects.using(using).exclude(answer="").order_by("-pk")[:count]
    return [_rebuilt(row, using) for row in rows]


def _rebuilt(row: IdempotencyKey, using: str) -> OldCommand:
    told = json_text.read(row.answer.encode())
    order_id = row.result_id
    order = Order.objects.using(using).filter(pk=order_id).first() if order_id else None
    for route, ids, payload in _possible(told, order):
        if Command(row.key, None, "POST", route, ids, payload).fingerprint == row.fingerprint:
            return OldCommand(row, _path(route, ids), payload)
    return OldCommand(row, None, {})


def _possible(
    told: dict[str, Any], order: Order | None
) -> Iterator[tuple[str, tuple[int, ...], dict[str, Any]]]:
    """Yield what may have been sent: route, ids, payload as the fingerprint sees it."""
    if "table_id" in told:
        table = {"table_id": told["table_id"]}
        yield "/orders", (), table
        for lines in _possible_lines(told):
            yield "/orders", (), table | {"items": lines}
    if order is None:
        return
    for lines in _possible_lines(told):
        yield "/orders/{id}/items", (order.pk,), {"items": lines}
    for amount in (_money(told.get("amount_received")), order.amount_received, None):
        payment = {"payment_method": order.payment_method, "amount_received": amount}
        yield "/orders/{id}/pay", (order.pk,), payment
    if "cancel_reason" in told:
        yield "/orders/{id}/cancel", (order.pk,), {"reason": told["cancel_reason"]}
    if "void_reason" in told:
        ids = (order.pk, told["item_id"])
        yield "/orders/{id}/items/{id}/void", ids, {"reason": told["void_reason"]}


def _possible_lines(told: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the lines without prices, as programs send them, and with, as the till does."""
    items = told.get("items", [])
    bare = [{"menu_id": item["menu_id"], "qty": item["qty"]} for item in items]
    yield bare
    yield [line | {"price": _money(item["price"])} for line, item in zip(bare, items, strict=True)]


def _money(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else baht(value)


def _path(route: str, ids: tuple[int, ...]) -> str:
    for each in ids:
        route = route.replace("{id}", str(each), 1)
    return route
