"""The way of every command: right, key, lock, rule, audit, stored answer; in one transaction."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from core_app.idempotency import Answer, Call, Done, run_once
from core_app.moment import Moment
from orders_app.commands import answers
from orders_app.commands.declaration import Command
from orders_app.commands.sent_again import in_its_turn
from orders_app.commands.shapes import CommandIn
from orders_app.models import Order
from orders_app.ordering.locks import lock_open_order
from orders_app.ordering.queries import find_order, line_number_of, number_of


def run(
    command: Command,
    at: Moment,
    ids: tuple[int | UUID, ...],
    asked: CommandIn,
    *,
    table_id: int | None = None,
) -> Answer:
    """Do a command once under its key; a repeat gets the first answer.

    `ids` are those of its route: numbers or uids, of the order and of a line. The key stands for
    the numbers, so that a repeat may name either either way. `table_id`, the table that the
    asking page shows, is no part of what it stands for.

    Raises Forbidden, NotFound, OrderNotHereYet, what its rule raises and is not stored, and what
    run_once raises; a refusal that is stored (OrderNotOpen, WrongTable, the trade's) is an Answer.
    """
    command.right(at.author)
    is_numbered = not any(isinstance(name, UUID) for name in ids)
    call = Call(
        at,
        "POST",
        command.route,
        ids if is_numbered else None,
        command.payload(asked),
        lambda: _numbers(number_of(ids[0]), ids),
    )

    def do(fresh: Moment) -> Done:  # `at` without what an earlier try has recorded
        found = (lock_open_order(ids[0], table_id=table_id), *ids[1:]) if command.on_order else ()
        order, body = command.rule(fresh, *found, asked)
        numbers = order.pk, *(body["item_id"] for _ in ids[1:])  # a route's second id is a line's
        return Done(command.status, body | _for_a_till(order, at), order.pk, numbers)

    work = do if at.again is None else in_its_turn(do, ids[0] if command.on_order else None)

    def ask() -> Answer:
        return run_once(call, work, _order_as_it_stands)

    return command.counted(ids, asked, ask) if command.counted else ask()


def _numbers(order_id: int, ids: tuple[int | UUID, ...]) -> tuple[int, ...]:
    return order_id, *(line_number_of(order_id, name) for name in ids[1:])


def _for_a_till(order: Order, at: Moment) -> dict[str, Any]:
    """A till must tell an older answer from a newer one, and knows orders by uid; others get the
    owner's shapes exactly."""
    return {"version": order.version, "uid": str(order.uid)} if at.device else {}


def _order_as_it_stands(order_id: int) -> Done:
    """Answer a replay whose stored text was pruned: the whole order as it is now."""
    order = find_order(order_id)
    return Done(HTTPStatus.OK, answers.whole(order, list(order.items.all())), order.pk)
