"""The commands of the trade, each done once under its key. Both doors call only these.

A command = key + who + request, run by core_app.idempotency in one transaction with its effect.
"""

from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from core_app.idempotency import HERE, Answer, Command, Done, Origin, run_once
from orders_app.billing import payments
from orders_app.commands import answers
from orders_app.ordering import cancelling, opening, order_lines
from orders_app.ordering.order_lines import Line
from orders_app.ordering.queries import find_order
from orders_app.shop_metrics import count_payment, count_refused, failures_counted
from staff_app.models import User
from staff_app.rights import ensure_seller


def open_order(*, key: str, staff: User, table_id: int, origin: Origin = HERE) -> Answer:
    """Open a table. See opening.open_order."""
    command = Command(
        key, ensure_seller(staff), "POST", "/orders", (), {"table_id": table_id}, origin
    )

    def work() -> Done:
        order = opening.open_order(table_id=table_id, staff=staff, origin=origin)
        body = answers.for_device(answers.opened(order), order, origin)
        return Done(HTTPStatus.CREATED, body, order.pk)

    return run_once(command, work, _order_as_it_stands)


def add_items(
    *,
    key: str,
    staff: User,
    order_id: int,
    lines: list[Line],
    table_id: int | None = None,
    origin: Origin = HERE,
) -> Answer:
    """Add lines to an open order. See order_lines.add_items.

    `table_id`, the table that the asking page shows, is no part of what the key stands for.
    """
    payload = {"items": _plain(lines)}
    route = "/orders/{id}/items"
    command = Command(key, ensure_seller(staff), "POST", route, (order_id,), payload, origin)

    def work() -> Done:
        order, items = order_lines.add_items(
            order_id=order_id,
            lines=_priced(lines, origin),
            staff=staff,
            origin=origin,
            table_id=table_id,
        )
        body = answers.for_device(answers.items_added(order, items), order, origin)
        return Done(HTTPStatus.CREATED, body, order.pk)

    return run_once(command, work, _order_as_it_stands)


def open_with_items(
    *, key: str, staff: User, table_id: int, lines: list[Line], origin: Origin = HERE
) -> Answer:
    """Open a table with its first lines: both or neither. The till's first confirm."""
    payload = {"table_id": table_id, "items": _plain(lines)}
    command = Command(key, ensure_seller(staff), "POST", "/orders", (), payload, origin)

    def work() -> Done:
        opened = opening.open_order(table_id=table_id, staff=staff, origin=origin)
        order, items = order_lines.add_items(
            order_id=opened.pk,
            lines=_priced(lines, origin),
            staff=staff,
            origin=origin,
            opens=True,
        )
        body = answers.opened(order) | answers.items_added(order, items)
        return Done(HTTPStatus.CREATED, answers.for_device(body, order, origin), order.pk)

    return run_once(command, work, _order_as_it_stands)


def pay_order(
    *,
    key: str,
    staff: User,
    order_id: int,
    method: str,
    amount_received: Decimal | None,
    expected_total: Decimal | None = None,
    confirmed: bool = False,
    table_id: int | None = None,
    origin: Origin = HERE,
) -> Answer:
    """Take the money and close the table. See payments.pay_order.

    `confirmed` and `table_id`, the table that the asking page shows, are no part of what the key
    stands for: an amount that was asked back may come again under its key.
    """
    payload = {"payment_method": method, "amount_received": amount_received}
    route = "/orders/{id}/pay"
    command = Command(key, ensure_seller(staff), "POST", route, (order_id,), payload, origin)

    def work() -> Done:
        order = payments.pay_order(
            order_id=order_id,
            method=method,
            amount_received=amount_received,
            staff=staff,
            expected_total=expected_total,
            origin=origin,
            confirmed=confirmed,
            table_id=table_id,
        )
        body = answers.for_device(answers.paid(order), order, origin)
        return Done(HTTPStatus.OK, body, order.pk)

    with failures_counted(order_id, method):
        answer = run_once(command, work, _order_as_it_stands)
    return _counted(order_id, method, answer)


def _counted(order_id: int, method: str, answer: Answer) -> Answer:
    """Count how a payment ended, once: it is committed by now."""
    if not answer.replayed:
        body = answer.body
        if answer.ok:
            count_payment(method, body["total_price"])
        else:
            count_refused(order_id, method, body["error"].lower())
    return answer


def cancel_order(
    *, key: str, staff: User, order_id: int, reason: str, origin: Origin = HERE
) -> Answer:
    """Close an order unpaid; a cashier one without lines. See cancelling.cancel_order."""
    payload, route = {"reason": reason}, "/orders/{id}/cancel"
    command = Command(key, ensure_seller(staff), "POST", route, (order_id,), payload, origin)

    def work() -> Done:
        order = cancelling.cancel_order(
            order_id=order_id, reason=reason, staff=staff, origin=origin
        )
        body = answers.for_device(answers.cancelled(order), order, origin)
        return Done(HTTPStatus.OK, body, order.pk)

    return run_once(command, work, _order_as_it_stands)


def void_item(
    *, key: str, staff: User, order_id: int, item_id: int, reason: str, origin: Origin = HERE
) -> Answer:
    """Take a line off an unpaid bill. See order_lines.void_item."""
    route, ids = "/orders/{id}/items/{id}/void", (order_id, item_id)
    command = Command(key, ensure_seller(staff), "POST", route, ids, {"reason": reason}, origin)

    def work() -> Done:
        order, item = order_lines.void_item(
            order_id=order_id, item_id=item_id, reason=reason, staff=staff, origin=origin
        )
        body = answers.for_device(answers.item_voided(order, item), order, origin)
        return Done(HTTPStatus.OK, body, order.pk)

    return run_once(command, work, _order_as_it_stands)


def _plain(lines: list[Line]) -> list[dict[str, Any]]:
    """Lines as the fingerprint sees them; a price is part of the request only when it is told."""
    return [
        {"menu_id": line.menu_id, "qty": line.qty}
        | ({} if line.price is None else {"price": line.price})
        for line in lines
    ]


def _priced(lines: list[Line], origin: Origin) -> list[Line]:
    """Lines as they count: nobody vouches for a price that nobody known was told to quote."""
    return [replace(line, price=None) for line in lines] if origin.author_doubt else lines


def _order_as_it_stands(order_id: int) -> Done:
    """Answer a replay whose stored text was pruned: the whole order as it is now."""
    order = find_order(order_id)
    return Done(HTTPStatus.OK, answers.whole(order, list(order.items.all())), order.pk)
