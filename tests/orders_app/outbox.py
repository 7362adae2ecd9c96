"""A till's file of waiting commands, built one by one, and the command that does them."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

from django.core.management import call_command

from devices_app import reporting
from staff_app.authorship import author_word
from staff_app.models import User
from tests.program import new_key

TILL = "6f1c5f0e-58a8-4f43-9d57-3a6a5d1b7a10"
TAPPED = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)


def word_of(user: User, issued: datetime = TAPPED) -> str:
    """Return the word this till's page was given for `user`."""
    return author_word(user, UUID(TILL), issued=issued)


class Outbox:
    """A till's file, built command by command."""

    def __init__(self, cast, path: Path):
        self.cast, self.path, self.commands = cast, path, []

    def add(self, kind: str, chain: str, body: dict, **changes) -> dict:
        command = {
            "sequence": len(self.commands) + 1,
            "key": new_key(),
            "kind": kind,
            "chain": chain,
            "table_id": None,
            "order_id": None,
            "author": word_of(self.cast.cashier),
            "occurred_at": TAPPED.isoformat(),
            "body": body,
        } | changes
        self.commands.append(command)
        return command

    def open(self, chain: str = "a", table=None, **changes) -> dict:
        body = {"table_id": (table or self.cast.table).pk, "items": self.lunch()}
        return self.add("open", chain, body, **changes)

    def items(self, chain: str = "a", dish=None, **changes) -> dict:
        line = {"menu_id": (dish or self.cast.satay).pk, "qty": 2}
        return self.add("items", chain, {"items": [line]}, **changes)

    def pay(self, chain: str = "a", cash: float = 300, **changes) -> dict:
        body = {"payment_method": "cash", "amount_received": cash}
        return self.add("pay", chain, body, **changes)

    def lunch(self) -> list[dict]:
        cast = self.cast
        return [{"menu_id": cast.pad_thai.pk, "qty": 2}, {"menu_id": cast.lime_juice.pk, "qty": 1}]

    def write(self, **changes) -> Path:
        frame = {
            "format": "pos-outbox-1",
            "till": TILL,
            "released_by": self.cast.manager.username,
            "released_at": TAPPED.isoformat(),
            "acts": self.commands,
        } | changes
        self.path.write_text(json.dumps(frame, ensure_ascii=False), encoding="utf-8")
        return self.path

    def release(self) -> None:
        """Let the manager release the file from its till."""
        reporting.release(client_id=UUID(TILL), waiting=1, manager=self.cast.manager)

    def run(self, *options: str) -> tuple[int, list[str]]:
        """Import the file; return the exit code and the lines."""
        return run(self.write(), *options)


def run(path: Path, *options: str) -> tuple[int, list[str]]:
    out, code = StringIO(), 0
    try:
        call_command("import_outbox", str(path), *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue().splitlines()
