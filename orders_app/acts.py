"""The acts of the trade, each done once under its key. Both front doors call these and only these.

An act = key + who + request, run by core_app.idempotency in one transaction with its effect.
"""

import logging
from decimal import Decimal
from http import HTTPStatus

from core_app.idempotency import Act, Answer, Done, run_once
from orders_app import answers, ordering, payments
from orders_app.ordering import Line
from orders_app.queries import find_order
from staff_app.models import User
from staff_app.rights import ensure_manager, ensure_seller

log = logging.getLogger(__name__)


def open_order(*, key: str, staff: User, table_id: int) -> Answer:
    """Open a table. See ordering.open_order."""
    act = Act(key, ensure_seller(staff), "POST", "/orders", (), {"table_id": table_id})

    def work() -> Done:
        order = ordering.open_order(table_id=table_id, staff=staff)
        return Done(HTTPStatus.CREATED, answers.opened(order), order.pk)

    return run_once(act, work, _order_as_it_stands)


def add_items(*, key: str, staff: User, order_id: int, lines: list[Line]) -> Answer:
    """Add lines to an open order. See ordering.add_items."""
    payload = {"items": _plain(lines)}
    act = Act(key, ensure_seller(staff), "POST", "/orders/{id}/items", (order_id,), payload)

    def work() -> Done:
        order, items = ordering.add_items(order_id=order_id, lines=lines, staff=staff)
        return Done(HTTPStatus.CREATED, answers.items_added(order, items), order.pk)

    return run_once(act, work, _order_as_it_stands)


def open_with_items(*, key: str, staff: User, table_id: int, lines: list[Line]) -> Answer:
    """Open a table with its first lines: both or neither. The till's first confirm."""
    payload = {"table_id": table_id, "items": _plain(lines)}
    act = Act(key, ensure_seller(staff), "POST", "/orders+items", (), payload)

    def work() -> Done:
        opened = ordering.open_order(table_id=table_id, staff=staff)
        order, items = ordering.add_items(order_id=opened.pk, lines=lines, staff=staff)
        return Done(HTTPStatus.CREATED, answers.items_added(order, items), order.pk)

    return run_once(act, work, _order_as_it_stands)


def pay_order(
    *,
    key: str,
    staff: User,
    order_id: int,
    method: str,
    amount_received: Decimal | None,
    expected_total: Decimal | None = None,
) -> Answer:
    """Take the money and close the table. See payments.pay_order."""
    payload = {"payment_method": method, "amount_received": amount_received}
    act = Act(key, ensure_seller(staff), "POST", "/orders/{id}/pay", (order_id,), payload)

    def work() -> Done:
        order = payments.pay_order(
            order_id=order_id,
            method=method,
            amount_received=amount_received,
            staff=staff,
            expected_total=expected_total,
        )
        return Done(HTTPStatus.OK, answers.paid(order), order.pk)

    answer = run_once(act, work, _order_as_it_stands)
    if not answer.ok and not answer.replayed:
        code = answer.body["error"].lower()
        log.error("Payment failed: order_id=%s, error=%s", order_id, code)
    return answer


def cancel_order(*, key: str, staff: User, order_id: int, reason: str) -> Answer:
    """Close an order unpaid; managers only. See ordering.cancel_order."""
    payload = {"reason": reason}
    act = Act(key, ensure_manager(staff), "POST", "/orders/{id}/cancel", (order_id,), payload)

    def work() -> Done:
        order = ordering.cancel_order(order_id=order_id, reason=reason, staff=staff)
        return Done(HTTPStatus.OK, answers.cancelled(order), order.pk)

    return run_once(act, work, _order_as_it_stands)


def void_item(*, key: str, staff: User, order_id: int, item_id: int, reason: str) -> Answer:
    """Take a line off an unpaid bill. See ordering.void_item."""
    route, ids = "/orders/{id}/items/{id}/void", (order_id, item_id)
    act = Act(key, ensure_seller(staff), "POST", route, ids, {"reason": reason})

    def work() -> Done:
        order, item = ordering.void_item(
            order_id=order_id, item_id=item_id, reason=reason, staff=staff
        )
        return Done(HTTPStatus.OK, answers.item_voided(order, item), order.pk)

    return run_once(act, work, _order_as_it_stands)


def _plain(lines: list[Line]) -> list[dict[str, int]]:
    return [{"menu_id": line.menu_id, "qty": line.qty} for line in lines]


def _order_as_it_stands(order_id: int) -> Done:
    """Answer a replay whose stored text was pruned: the whole order as it is now."""
    order = find_order(order_id)
    return Done(HTTPStatus.OK, answers.whole(order, list(order.items.all())), order.pk)
