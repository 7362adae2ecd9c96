"""A device as its page works: it keeps what was done, and after a restore does it again."""

import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from staff_app.authorship import author_word
from staff_app.models import User
from tests.program import Program, new_key


@dataclass
class Kept:
    """A command that was done: where it went, what it asked, and its order's version after it."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    order: str
    version: int
    refusal: dict[str, Any] | None = None


@dataclass
class Device:
    """A till of `user`; `history` is what it did, `left` what of that is to be done again."""

    user: User
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sequence: int = 0
    history: list[Kept] = field(default_factory=list)
    left: list[Kept] = field(default_factory=list)
    refused: list[Kept] = field(default_factory=list)

    def __post_init__(self):
        self.program = Program(self.user)

    def do(
        self, path: str, *, order: str = "", numbered: bool = True, key: str = "", **asked
    ) -> HttpResponse:
        """Tap a command and send it; what is done is kept. An opening names its order itself."""
        now, key = timezone.now(), key or new_key()
        word = author_word(self.user, uuid.UUID(self.client_id), issued=now)
        headers = {"X-Till": self.client_id, "X-Act-Author": word}
        if numbered:
            self.sequence += 1
            headers["X-Till-Act"] = str(self.sequence)
        body = asked | {"idempotency_key": key, "occurred_at": now.isoformat()}
        answer = self.program.post(path, body, **headers)
        if answer.status_code < 300:
            done = answer.json()
            self.history.append(Kept(path, body, headers, order or key, done["version"]))
        return answer

    def open(self, table_id: int, items: list[dict] | None = None) -> str | None:
        """Open a table; return the order's name, or None when others sit there."""
        answer = self.do("/orders", table_id=table_id, items=items)
        return answer.json()["uid"] if answer.status_code == 201 else None

    def report(self, **told: Any) -> dict[str, Any]:
        """Tell the shop of itself, and of its history."""
        body = {"till": self.client_id, "last_tapped": self.sequence, "waiting": 0}
        answer = self.program.post("/tills/report", body | told)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def hear_of_the_restore(self) -> None:
        """Ask what is wanted, and have it ready."""
        self.epoch = self.report(epoch=str(uuid.uuid4()))["restored"]["epoch"]
        self.report(epoch=self.epoch)
        self.left, self.refused = list(self.history), []

    def send_history(self, chance: random.Random | None = None) -> bool:
        """Try all that is left once, in the order of the taps, and report; tell whether the shop
        still catches up. A command waits for those of its order before it.

        With `chance` some answers never come.
        """
        heard, stuck, waiting = [], set(), []
        for kept in self.left:
            if kept.order in stuck:
                waiting.append(kept)
                continue
            answer = self.again(kept)
            told = answer.json()
            if chance and chance.random() < 0.1:
                told = {"catching_up": True}  # as much as a device knows without an answer
            if told.get("catching_up"):
                heard.append(told.get("sent_again"))
                stuck.add(kept.order)
                waiting.append(kept)
            elif answer.status_code >= 400:
                kept.refusal = told
                self.refused.append(kept)
        self.left = waiting
        tried = {} if not heard or None in heard else {"history_tried_at": min(heard)}
        told = self.report(epoch=self.epoch, history_left=len(waiting), **tried)
        return told["restored"]["catching_up"]

    def again(self, kept: Kept) -> HttpResponse:
        """Send a command as one that was done before."""
        headers = kept.headers | {"X-Till-Again": str(kept.version)}
        return self.program.post(kept.path, kept.body, **headers)
