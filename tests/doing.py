"""Commands done from Python, as a door does them."""

from typing import Any

from core_app.idempotency import Answer
from core_app.moment import Moment
from orders_app.commands.declaration import Command
from orders_app.commands.running import run
from orders_app.doors.asking import asked_of
from staff_app.models import User


def do(command: Command, *ids: int, key: str, staff: User, **asked: Any) -> Answer:
    """Do a command on the ids of its route; `asked` are the fields of its request."""
    return run(command, Moment(staff, key), ids, asked_of(command, asked))
