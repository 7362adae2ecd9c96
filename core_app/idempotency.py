"""Each command once: the key and its effect commit in ONE transaction.

The key is claimed by one arbitrated statement. A select first, then an insert, would let two
connections both find nothing and both do the work. The loser of the INSERT waits on the unique
index until the winner has committed, and then reads the winner's answer.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core_app import json_text, metrics
from core_app.database import is_lock_timeout, is_worth_retrying
from core_app.errors import DuplicateRequest, PosError, RequestInProgress
from core_app.models import IdempotencyKey

KEY_LENGTH = 200
TRIES = 3


def new_key() -> str:
    """Return a key no command has used, for a form about to be shown."""
    return str(uuid4())


@dataclass(frozen=True)
class Origin:
    """Where a command came from, as its device tells it.

    `client_sequence` is the device's own count (1, 2, 3 …), by which a gap is noticed.
    `occurred_at` is when it was tapped, as the device tells: kept, never trusted for order.
    `sender` is who was logged in when it was sent, if that is not the author. `author_doubt` says
    why the device's word for another author did not fit, so that the command is the sender's, and
    `claimed_author` whom that word named.
    """

    client_id: UUID | None = None
    client_sequence: int | None = None
    occurred_at: datetime | None = None
    sender: Any = None
    author_doubt: str = ""
    claimed_author: str = ""

    @property
    def is_numbered(self) -> bool:
        """Tell whether a device's own numbered command it is."""
        return self.client_id is not None and self.client_sequence is not None

    def tapped_at(self, now: datetime) -> datetime:
        """Return when it was tapped, in the shop's time: `now` when nothing is told, never later.

        Our devices correct their clock by the server's before they tell a time.
        """
        return min(self.occurred_at or now, now)


HERE = Origin()


@dataclass(frozen=True)
class Command:
    """What a client asks for: the key, who asks, and the request in canonical form."""

    key: str
    staff: Any
    method: str
    route: str
    path_ids: tuple[int, ...]
    payload: dict[str, Any]
    origin: Origin = HERE

    @property
    def fingerprint(self) -> str:
        """Return a hash that is equal for the same request and differs for any other."""
        parts = [self.method, self.route, list(self.path_ids), self.payload]
        return hashlib.sha256(json_text.canonical(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Done:
    """What the work made: HTTP status, JSON body, and the id of the row to answer from later."""

    status: int
    body: dict[str, Any]
    result_id: int


@dataclass(frozen=True)
class Answer:
    """The answer of a command: exact JSON text, and whether it is a replay of an earlier one."""

    status: int
    text: str
    replayed: bool

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.text)

    @property
    def ok(self) -> bool:
        return self.status < HTTPStatus.BAD_REQUEST


def run_once(command: Command, work: Callable[[], Done], rebuild: Callable[[int], Done]) -> Answer:
    """Do `work` once for `command.key` and return its answer; a repeat gets the same answer.

    `work` runs inside the transaction that holds the key. `rebuild` answers a replay whose stored
    text was pruned, from the row the command made.

    Raises DuplicateRequest when the key was used for another request, RequestInProgress when the
    first one is still at work after the lock timeout, and whatever `work` raises that is not a
    stored refusal (then nothing was kept, and the key may be sent again).
    """
    for attempt in range(1, TRIES + 1):
        try:
            answer = _try_once(command, work, rebuild)
        except OperationalError as error:
            if attempt == TRIES or not is_worth_retrying(error):
                raise
            time.sleep(0.02 * attempt)
        else:
            if answer.replayed:
                metrics.REPLAYS.labels(command.route).inc()
            return answer
    raise AssertionError("unreachable: the last try returns or raises")


def _try_once(command: Command, work: Callable[[], Done], rebuild: Callable[[int], Done]) -> Answer:
    try:
        with transaction.atomic(durable=True):
            if (key_id := _claim(command)) is None:
                return _replay(command, rebuild)
            done = work()
            return _store(key_id, done)
    except PosError as refusal:
        if not refusal.stored:
            raise
        return _store_refusal(command, refusal, rebuild)


def _claim(command: Command, *, status: int = 0, answer: str = "") -> int | None:
    """Insert the key and return its row id, or None when it is taken already."""
    row = _row_of(command) | {"status": int(status), "answer": answer}
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                f"INSERT INTO idempotency_keys ({columns}) VALUES ({marks})"
                " ON CONFLICT (key) DO NOTHING RETURNING id",
                list(row.values()),
            )
        except OperationalError as error:
            # Only this statement waits for another request with the same key.
            if is_lock_timeout(error):
                raise RequestInProgress from error
            raise
        claimed = cursor.fetchone()
    return claimed[0] if claimed else None


def _row_of(command: Command) -> dict[str, Any]:
    """Return what is known of a command before its work, by column."""
    when, origin = connection.ops.adapt_datetimefield_value, command.origin
    client_id = IdempotencyKey._meta.get_field("client_id")
    return {
        "key": command.key,
        "fingerprint": command.fingerprint,
        "staff_id": command.staff.pk,
        "created_at": when(timezone.now()),
        "client_id": client_id.get_db_prep_value(origin.client_id, connection),
        "client_sequence": origin.client_sequence,
        "occurred_at": when(origin.occurred_at),
        "sender_id": origin.sender.pk if origin.sender else None,
    }


def _store(key_id: int, done: Done) -> Answer:
    text = json_text.write(done.body)
    IdempotencyKey.objects.filter(pk=key_id).update(
        status=done.status, answer=text, result_id=done.result_id
    )
    return Answer(status=done.status, text=text, replayed=False)


def _store_refusal(command: Command, refusal: PosError, rebuild: Callable[[int], Done]) -> Answer:
    """Keep a refusal under its key, in a transaction of its own: the work's was rolled back.

    Between the two another request with this key may have claimed it; then its answer stands.
    """
    text = json_text.write(refusal.body())
    with transaction.atomic(durable=True):
        if _claim(command, status=refusal.status, answer=text) is None:
            return _replay(command, rebuild)
    return Answer(status=int(refusal.status), text=text, replayed=False)


def _replay(command: Command, rebuild: Callable[[int], Done]) -> Answer:
    row = IdempotencyKey.objects.get(key=command.key)
    text = row.answer or json_text.write(rebuild(row.result_id).body)
    if row.fingerprint != command.fingerprint:
        raise DuplicateRequest(original_result=json.loads(text))
    return Answer(status=row.status, text=text, replayed=True)
