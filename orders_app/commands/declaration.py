"""What a command is: declared once, beside its rule, for both doors and everything that reads it.

From the declarations (registry.py) come the API's operations, the kinds a device's outbox file may
hold, the statement budgets, the table in docs/api.md, and what an old request is sent again as.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core_app.idempotency import Answer
from orders_app.commands.shapes import CommandIn, LineIn
from orders_app.models import Order
from staff_app.rights import Right


@dataclass(frozen=True)
class Kind:
    """A command that a device may keep until its server answers: its name in an outbox file."""

    name: str
    thai: str


@dataclass(frozen=True)
class Command:
    """One command: where it is asked for, in which shapes, by whom, and what its key stands for.

    `route` is the API's path, `{id}` for each id, and the route text that keys stand for: it never
    changes. Nor do the fields of the request that a key stands for: all of `stands_for`, and those
    of `stands_for_if_told` that are not left out. Keys of earlier releases must get their answer.

    `rule` does the work: of a moment, the locked order where the route names one, further ids, and
    what is asked; it returns the order and the answer's body. `right` returns the user or raises
    Forbidden. `waits_as` is for a command that may wait on a device. `statements` is how many it
    may send to the database, BEGIN and COMMIT counted. `counted` lets the monitor hear how it ends:
    of the ids, what is asked, and a function that does it and returns the answer.
    """

    rule: Callable[..., tuple[Order, dict[str, Any]]]
    route: str
    asks: type[CommandIn]
    answers: type[BaseModel]
    status: HTTPStatus
    right: Right
    statements: int
    stands_for: tuple[str, ...]
    stands_for_if_told: tuple[str, ...] = ()
    waits_as: Kind | None = None
    counted: Callable[[tuple[int | UUID, ...], Any, Callable[[], Answer]], Answer] | None = None

    @property
    def name(self) -> str:
        return self.rule.__name__

    @property
    def on_order(self) -> bool:
        """Tell whether it is about an order that stands already."""
        return "{id}" in self.route

    def payload(self, asked: CommandIn) -> dict[str, Any]:
        """Return what the key stands for of a request."""
        told = {name: getattr(asked, name) for name in self.stands_for}
        extra = {name: getattr(asked, name) for name in self.stands_for_if_told}
        told |= {name: value for name, value in extra.items() if value is not None}
        return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    """A line's price, and its name, are part of the request only when they are told."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, LineIn):
        return value
    return {name: _plain(part) for name, part in value.model_dump(exclude_none=True).items()}


def command(route: str, **declared: Any) -> Callable[[Callable], Command]:
    """Declare the command that the decorated function is the rule of; see Command."""
    return lambda rule: Command(rule, route, **declared)
