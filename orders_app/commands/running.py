"""The way of every command: right, key, lock, rule, audit, stored answer; in one transaction."""

from http import HTTPStatus

from core_app.idempotency import Answer, Call, Done, run_once
from core_app.moment import Moment
from orders_app.commands import answers
from orders_app.commands.declaration import Command
from orders_app.commands.shapes import CommandIn
from orders_app.models import Order
from orders_app.ordering.locks import lock_open_order
from orders_app.ordering.queries import find_order


def run(
    command: Command,
    at: Moment,
    ids: tuple[int, ...],
    asked: CommandIn,
    *,
    table_id: int | None = None,
) -> Answer:
    """Do a command once under its key; a repeat gets the first answer.

    `ids` are those of its route: the order's, a line's. `table_id`, the table that the asking page
    shows, is no part of what the key stands for.

    Raises Forbidden, NotFound, what its rule raises and is not stored, and what run_once raises; a
    refusal that is stored (OrderNotOpen, WrongTable, the trade's) is an Answer.
    """
    command.right(at.author)
    call = Call(at, "POST", command.route, ids, command.payload(asked))

    def work(fresh: Moment) -> Done:  # `at` without what an earlier try has recorded
        found = (lock_open_order(ids[0], table_id=table_id), *ids[1:]) if command.on_order else ()
        order, body = command.rule(fresh, *found, asked)
        return Done(command.status, body | _version(order, at), order.pk)

    def ask() -> Answer:
        return run_once(call, work, _order_as_it_stands)

    return command.counted(ids, asked, ask) if command.counted else ask()


def _version(order: Order, at: Moment) -> dict[str, int]:
    """A till must tell an older answer from a newer one; others get the owner's shapes exactly."""
    return {"version": order.version} if at.device else {}


def _order_as_it_stands(order_id: int) -> Done:
    """Answer a replay whose stored text was pruned: the whole order as it is now."""
    order = find_order(order_id)
    return Done(HTTPStatus.OK, answers.whole(order, list(order.items.all())), order.pk)
