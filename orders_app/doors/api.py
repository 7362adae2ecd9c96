"""The orders' JSON endpoints, at the brief's own paths."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from core_app.api_base import command_answer, errors, key_of
from devices_app.origin import author_and_origin, origin_of, table_shown
from orders_app.commands import answers, selling
from orders_app.commands.schemas import (
    AddItemsIn,
    CancelledOut,
    CommandIn,
    ItemsAddedOut,
    ItemVoidedOut,
    OpenOrderIn,
    OrderOpenedOut,
    OrderOut,
    OrdersOut,
    OrdersQuery,
    PaidOut,
    PayIn,
    ReasonIn,
    lines_of,
)
from orders_app.ordering.queries import find_order, list_orders

router = Router(tags=["orders"])

_COMMAND_ERRORS = errors(400, 401, 403, 404, 409, 413, 415, 422)


def _told(request: HttpRequest, body: CommandIn) -> dict[str, Any]:
    """Return what every command is told: its key, its author and where it came from."""
    key = key_of(request, body.idempotency_key)
    staff, origin = author_and_origin(request, request.auth, body.occurred_at)
    return {"key": key, "staff": staff, "origin": origin}


def _told_on_a_table(request: HttpRequest, body: CommandIn) -> dict[str, Any]:
    """Return what a command on an order is told: also whose table the page shows that asks."""
    return _told(request, body) | {"table_id": table_shown(request)}


def _told_by_caller(request: HttpRequest, body: CommandIn) -> dict[str, Any]:
    """Return what a command is told that never waits on a device: it is the caller's own."""
    key = key_of(request, body.idempotency_key)
    return {
        "key": key,
        "staff": request.auth,
        "origin": origin_of(request, body.occurred_at),
    }


@router.get("", response={200: OrdersOut, **errors(400, 401)})
def orders_list(request: HttpRequest, query: Query[OrdersQuery]):
    """List orders, newest first, a page at a time."""
    start = (query.page - 1) * query.page_size
    found = list_orders(status=query.status, table_id=query.table_id)
    rows = list(found[start : start + query.page_size + 1])  # one more tells whether there is more
    return {
        "orders": [answers.summary(order) for order in rows[: query.page_size]],
        "page": query.page,
        "page_size": query.page_size,
        "has_next": len(rows) > query.page_size,
    }


@router.post("", response={201: OrderOpenedOut, **_COMMAND_ERRORS})
def open_order(request: HttpRequest, body: OpenOrderIn) -> HttpResponse:
    """Open a table; with `items`, open it and add its first lines, both or neither."""
    told = _told(request, body)
    if body.items is None:
        return command_answer(selling.open_order(**told, table_id=body.table_id))
    lines = lines_of(body.items)
    return command_answer(selling.open_with_items(**told, table_id=body.table_id, lines=lines))


@router.get("/{int:order_id}", response={200: OrderOut, **errors(401, 404)})
def get_order(request: HttpRequest, order_id: int):
    """Show an order with all its lines."""
    order = find_order(order_id)
    return answers.whole(order, list(order.items.all()))


@router.post("/{int:order_id}/items", response={201: ItemsAddedOut, **_COMMAND_ERRORS})
def add_items(request: HttpRequest, order_id: int, body: AddItemsIn) -> HttpResponse:
    """Add lines to an open order, all or none."""
    told = _told_on_a_table(request, body)
    return command_answer(selling.add_items(**told, order_id=order_id, lines=lines_of(body.items)))


@router.post("/{int:order_id}/pay", response={200: PaidOut, **_COMMAND_ERRORS})
def pay_order(request: HttpRequest, order_id: int, body: PayIn) -> HttpResponse:
    """Take the money, close the order, free the table.

    Cash more than 5,000 baht above the total is asked back with 422 `IMPLAUSIBLE_AMOUNT` until it
    comes with `confirmed`; nothing is stored, so it may come under the same key.
    """
    answer = selling.pay_order(
        **_told_on_a_table(request, body),
        order_id=order_id,
        method=body.payment_method,
        amount_received=body.amount_received,
        expected_total=body.expected_total,
        confirmed=body.confirmed,
    )
    return command_answer(answer)


@router.post("/{int:order_id}/cancel", response={200: CancelledOut, **_COMMAND_ERRORS})
def cancel_order(request: HttpRequest, order_id: int, body: ReasonIn) -> HttpResponse:
    """Close an order unpaid, with a reason; one with lines only a manager."""
    told = _told_by_caller(request, body)
    return command_answer(selling.cancel_order(**told, order_id=order_id, reason=body.reason))


@router.post(
    "/{int:order_id}/items/{int:item_id}/void", response={200: ItemVoidedOut, **_COMMAND_ERRORS}
)
def void_item(request: HttpRequest, order_id: int, item_id: int, body: ReasonIn) -> HttpResponse:
    """Take a line off an unpaid bill, with a reason."""
    told = _told_by_caller(request, body)
    return command_answer(
        selling.void_item(**told, order_id=order_id, item_id=item_id, reason=body.reason)
    )
