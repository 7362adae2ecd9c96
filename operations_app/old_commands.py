"""Old commands, as they were sent once, so that a drill can send them once more."""

from dataclasses import dataclass
from typing import Any

from core_app import json_text
from core_app.models import IdempotencyKey


@dataclass(frozen=True)
class OldCommand:
    """A request with its key; `path` is None where an earlier release kept only its hash."""

    row: IdempotencyKey
    path: str | None
    body: dict[str, Any]


def newest_commands(*, using: str, count: int) -> list[OldCommand]:
    """Return the newest commands of a database whose answers are still stored, newest first."""
    rows = IdempotencyKey.objects.using(using).exclude(answer="").order_by("-pk")[:count]
    return [_as_sent(row) for row in rows]


def _as_sent(row: IdempotencyKey) -> OldCommand:
    if row.request is None:
        return OldCommand(row, None, {})
    _method, route, ids, payload = json_text.read(row.request.encode())
    for each in ids:
        route = route.replace("{id}", str(each), 1)
    return OldCommand(row, route, payload)
