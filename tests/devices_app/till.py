"""A till: a program that says where its commands come from, and numbers them."""

import uuid
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from staff_app.authorship import author_word
from staff_app.models import User
from tests.program import Program, new_key


class Till:
    """A browser on a device, with `program` logged in on it."""

    def __init__(self, program: Program):
        self.program = program
        self.client_id = uuid.uuid4()
        self.sequence = 0

    def word_for(self, author: User, issued: datetime | None = None) -> str:
        """Return the word this device is given for `author` (None = now)."""
        return author_word(author, self.client_id, issued=issued or timezone.now())

    def send(
        self,
        path: str,
        *,
        author: User | None = None,
        word: str | None = None,
        occurred_at: datetime | None = None,
        key: str | None = None,
        **body,
    ) -> HttpResponse:
        """Send the till's next command, as tapped by `author` (None = whoever is logged in).

        `word` goes in place of the one this device got for its author just before the tap.
        """
        self.sequence += 1
        headers = {"X-Till": str(self.client_id), "X-Till-Act": str(self.sequence)}
        if author:
            word = self.word_for(author, occurred_at)
        if word is not None:
            headers["X-Act-Author"] = word
        if occurred_at:
            body["occurred_at"] = occurred_at.isoformat()
        return self.program.post(path, {"idempotency_key": key or new_key(), **body}, **headers)

    def skip(self, count: int = 1) -> None:
        """Number commands that never arrive."""
        self.sequence += count

    def report(self, waiting: int = 0, **more) -> HttpResponse:
        """Tell the server of the highest number, and how many wait."""
        body = {"till": str(self.client_id), "last_tapped": self.sequence, "waiting": waiting}
        return self.program.post("/tills/report", body | more)

    def set_aside(self, sequence: int, reason: str = "ลูกค้ากลับไปแล้ว", **more) -> HttpResponse:
        """Tell the server that a refused command will not be done."""
        body = {"till": str(self.client_id), "sequence": sequence, "reason": reason}
        return self.program.post("/tills/set-aside", body | more)

    def lose(self, *sequences: int, label: str = "") -> HttpResponse:
        """Tell the server that commands are gone from this device."""
        lost = [{"sequence": number, "label": label} for number in sequences]
        return self.program.post("/tills/lost", {"till": str(self.client_id), "acts": lost})
