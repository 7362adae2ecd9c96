"""The orders' JSON endpoints, at the brief's own paths. The commands' are made of what they say."""

from collections.abc import Callable
from inspect import Parameter, Signature
from itertools import product
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from core_app.errors import Forbidden
from devices_app.origin import table_shown, tapped_moment_of
from http_app.api_base import command_answer, errors, key_of
from orders_app.commands import answers
from orders_app.commands.declaration import Command
from orders_app.commands.registry import COMMANDS
from orders_app.commands.running import run
from orders_app.commands.shapes import CommandIn
from orders_app.doors.schemas import OrderOut, OrdersOut, OrdersQuery
from orders_app.models import Order
from orders_app.ordering.queries import find_order, list_orders, number_of, slice_of
from staff_app.api_auth import only
from staff_app.rights import ensure_seller

router = Router(tags=["orders"])

_COMMAND_ERRORS = errors(400, 401, 403, 404, 409, 413, 415, 422)
NOT_FOR_COOKS = "บัญชีครัวดูยอดขายไม่ได้ กรุณาให้แคชเชียร์หรือผู้จัดการดู"
_CONVERTERS = {int: "int", UUID: "uuid"}
_IDS = ("order_id", "item_id")  # what the API calls the ids of a route, as they come


@router.get("", response={200: OrdersOut, **errors(400, 401, 403)})
def orders_list(request: HttpRequest, query: Query[OrdersQuery]):
    """List orders, newest first, a page at a time; to cooks those that are open."""
    if not request.auth.sells:
        query.status = _open_alone(query.status)
    start = (query.page - 1) * query.page_size
    found = list_orders(status=query.status, table_id=query.table_id)
    # One more tells whether there is more.
    rows = list(slice_of(found, start, query.page_size + 1))
    return {
        "orders": [answers.summary(order) for order in rows[: query.page_size]],
        "page": query.page,
        "page_size": query.page_size,
        "has_next": len(rows) > query.page_size,
    }


@router.get(
    "/{int:order_id}", response={200: OrderOut, **errors(401, 403, 404)}, exclude_unset=True
)
def get_order(request: HttpRequest, order_id: int):
    """Show an order with all its lines."""
    return _whole(request, order_id)


@router.get(
    "/{uuid:order_id}",
    response={200: OrderOut, **errors(401, 403, 404, 409)},
    exclude_unset=True,
    include_in_schema=False,
)
def get_order_by_name(request: HttpRequest, order_id: UUID):
    """Show an order as devices know it: after a restore its number may be another."""
    return _whole(request, number_of(order_id))


def _open_alone(status: str | None) -> str:
    """What a cook may list: what was sold adds up to the takings. Raises Forbidden."""
    if status not in (None, Order.Status.OPEN):
        raise Forbidden(NOT_FOR_COOKS)
    return Order.Status.OPEN


def _whole(request: HttpRequest, order_id: int) -> dict[str, Any]:
    order = find_order(order_id)
    if not (request.auth.sells or order.is_open):
        raise Forbidden(NOT_FOR_COOKS)
    return answers.whole(order, list(order.items.all()))


def _do(
    command: Command, request: HttpRequest, ids: tuple[int | UUID, ...], asked: CommandIn
) -> HttpResponse:
    """Do a command; one that may wait on a device is its author's, any other its caller's own."""
    waits = command.waits_as is not None
    key = key_of(request, asked.idempotency_key)
    at = tapped_moment_of(request, key=key, occurred_at=asked.occurred_at, waits=waits)
    table_id = table_shown(request) if waits and command.on_order else None
    return command_answer(run(command, at, ids, asked, table_id=table_id))


def _endpoint(command: Command, kinds: tuple[type, ...]) -> Callable[..., HttpResponse]:
    """Return the command's view with the signature that ninja reads its OpenAPI from."""
    names = _IDS[: len(kinds)]

    def endpoint(request, body, **ids):
        return _do(command, request, tuple(ids[name] for name in names), body)

    told = {"request": HttpRequest, **dict(zip(names, kinds, strict=True)), "body": command.asks}
    endpoint.__signature__ = Signature(
        [
            Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind)
            for name, kind in told.items()
        ]
    )
    endpoint.__name__, endpoint.__doc__ = command.name, command.rule.__doc__
    return endpoint


def _path(command: Command, kinds: tuple[type, ...]) -> str:
    path = command.route.removeprefix("/orders")
    for name, kind in zip(_IDS, kinds, strict=False):
        path = path.replace("{id}", f"{{{_CONVERTERS[kind]}:{name}}}", 1)
    return path


def _add(command: Command, kinds: tuple[type, ...], **options: bool) -> None:
    router.add_api_operation(
        _path(command, kinds),
        ["POST"],
        _endpoint(command, kinds),
        # One that may wait is somebody's, whoever sends it; who sends must sell.
        auth=only(ensure_seller if command.waits_as else command.right),
        response={command.status: command.answers, **_COMMAND_ERRORS},
        **options,
    )


for _command in COMMANDS:
    _ids = _command.route.count("{id}")
    _add(_command, (int,) * _ids)
    # Our own tills name an order, and a line, before the server has answered.
    for _kinds in product((int, UUID), repeat=_ids):
        if UUID in _kinds:
            _add(_command, _kinds, include_in_schema=False)
