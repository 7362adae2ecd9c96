"""Each command once: the key and its effect commit in ONE transaction.

The key is claimed by one arbitrated statement. A select first, then an insert, would let two
connections both find nothing and both do the work. The loser of the INSERT waits on the unique
index until the winner has committed, and then reads the winner's answer.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.db import OperationalError, transaction
from django.utils import timezone

from core_app import json_text, metrics
from core_app.database import is_lock_timeout, is_worth_retrying
from core_app.errors import DuplicateRequest, PosError, RequestInProgress
from core_app.models import AuditEvent, IdempotencyKey
from core_app.moment import Moment
from core_app.plain_sql import insert_and_change, send

KEY_LENGTH = 200
TRIES = 3


def new_key() -> str:
    """Return a key no command has used, for a form about to be shown."""
    return str(uuid4())


@dataclass(frozen=True)
class Call:
    """What a client asks for: who and under which key, and the request in canonical form.

    The key stands for all but `at`: another sender or another time of the tap is a repeat. It
    stands for the numbers in its path: of a request that names a row otherwise, `path_ids` is None
    until the work has found them, and `find_ids` asks for them.
    """

    at: Moment
    method: str
    route: str
    path_ids: tuple[int, ...] | None
    payload: dict[str, Any]
    find_ids: Callable[[], tuple[int, ...]] | None = None

    @property
    def text(self) -> str:
        """Return one text that is equal for the same request and differs for any other."""
        return json_text.canonical([self.method, self.route, list(self.path_ids), self.payload])

    @property
    def stands_for(self) -> dict[str, str | None]:
        """Return that text and its hash (hexadecimal), by column; empty while it has no numbers."""
        if self.path_ids is None:
            return {"fingerprint": "", "request": None}
        text = self.text
        return {"fingerprint": hashlib.sha256(text.encode()).hexdigest(), "request": text}

    @property
    def fingerprint(self) -> str:
        """Return that hash."""
        return self.stands_for["fingerprint"]

    def numbered(self, path_ids: tuple[int, ...] | None = None) -> "Call":
        """Return it with its numbers: those that were found, else asked for. Raises as they do."""
        if self.path_ids is not None:
            return self
        return replace(self, path_ids=path_ids or self.find_ids())


@dataclass(frozen=True)
class Done:
    """What the work made: HTTP status, JSON body, and the id of the row to answer from later.

    `path_ids` are the numbers of the rows that the request named, as the work found them.
    """

    status: int
    body: dict[str, Any]
    result_id: int
    path_ids: tuple[int, ...] = ()


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


Work = Callable[[Moment], Done]


def run_once(call: Call, work: Work, rebuild: Callable[[int], Done]) -> Answer:
    """Do `work` once for the call's key and return its answer; a repeat gets the same answer.

    `work` runs inside the transaction that holds the key, and records in the moment it is given:
    its audit events are written in one statement just before the answer is stored. `rebuild`
    answers a replay whose stored text was pruned, from the row the command made.

    Raises DuplicateRequest when the key was used for another request, RequestInProgress when the
    first one is still at work after the lock timeout, and whatever `work` raises that is not a
    stored refusal (then nothing was kept, and the key may be sent again).
    """
    for attempt in range(1, TRIES + 1):
        try:
            answer = try_once(call, work, rebuild)
        except OperationalError as error:
            if attempt == TRIES or not is_worth_retrying(error):
                raise
            time.sleep(0.02 * attempt)
        else:
            if answer.replayed:
                metrics.REPLAYS.labels(call.route).inc()
            return answer
    raise AssertionError("unreachable: the last try returns or raises")


def try_once(call: Call, work: Work, rebuild: Callable[[int], Done]) -> Answer:
    """Do it in one transaction: claim the key, work, write the audit events, store the answer."""
    at = replace(call.at, events=[])  # a try that failed has recorded nothing
    try:
        with transaction.atomic(durable=True):
            if (key_id := claim(call)) is None:
                return replay(call, rebuild)
            done = work(at)
            return store(key_id, done, call, at.events)
    except PosError as refusal:
        if not refusal.stored:
            raise
        return _store_refusal(call, refusal, rebuild)


def claim(call: Call, *, status: int = 0, answer: str = "") -> int | None:
    """Insert the key and return its row id, or None when it is taken already."""
    row = _row_of(call) | {"status": int(status), "answer": answer}
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    try:
        claimed = send(
            f"INSERT INTO idempotency_keys ({columns}) VALUES ({marks})"
            " ON CONFLICT (key) DO NOTHING RETURNING id",
            *row.values(),
        )
    except OperationalError as error:
        # Only this statement waits for another request with the same key.
        if is_lock_timeout(error):
            raise RequestInProgress from error
        raise
    return claimed[0][0] if claimed else None


def _row_of(call: Call) -> dict[str, Any]:
    """Return what is known of a call before its work, by column."""
    at = call.at
    return {
        "key": at.key,
        **call.stands_for,
        "staff_id": at.author.pk,
        "created_at": timezone.now(),
        "client_id": at.device,
        "client_sequence": at.sequence,
        "occurred_at": at.occurred_at,
        "sender_id": at.sender.pk if at.sender else None,
    }


def store(key_id: int, done: Done, call: Call, events: Sequence[AuditEvent]) -> Answer:
    """Keep what was done under its key, and its audit events, in the work's transaction.

    And what the key stands for, if that had no numbers when it was claimed. Returns the answer.
    """
    text = json_text.write(done.body)
    learned = {} if call.path_ids is not None else call.numbered(done.path_ids).stands_for
    columns = {"status": int(done.status), "answer": text, "result_id": done.result_id} | learned
    told = ", ".join(f"{name} = %s" for name in columns)
    text_sent = f"UPDATE idempotency_keys SET {told} WHERE id = %s"
    insert_and_change(events, text_sent, *columns.values(), key_id)
    return Answer(status=done.status, text=text, replayed=False)


def _store_refusal(call: Call, refusal: PosError, rebuild: Callable[[int], Done]) -> Answer:
    """Keep a refusal under its key, in a transaction of its own: the work's was rolled back.

    Between the two another request with this key may have claimed it; then its answer stands.
    """
    text = json_text.write(refusal.body())
    with transaction.atomic(durable=True):
        if claim(call.numbered(), status=refusal.status, answer=text) is None:
            return replay(call, rebuild)
    return Answer(status=int(refusal.status), text=text, replayed=False)


def replay(call: Call, rebuild: Callable[[int], Done]) -> Answer:
    """Return the first answer of a key. Raises DuplicateRequest when it stands for another call."""
    row = IdempotencyKey.objects.get(key=call.at.key)
    text = row.answer or json_text.write(rebuild(row.result_id).body)
    if not _stands_for(row, call):
        # Who asks for something else under it may have guessed the key, and hears what is theirs.
        told = {"original_result": json.loads(text)} if _may_hear(row, call.at) else {}
        raise DuplicateRequest(**told)
    return Answer(status=row.status, text=text, replayed=True)


def _stands_for(row: IdempotencyKey, call: Call) -> bool:
    try:
        return row.fingerprint == call.numbered().fingerprint
    except PosError:
        return False  # a row that is not there: the key has stood for one that was


def _may_hear(row: IdempotencyKey, at: Moment) -> bool:
    """Tell whether the key's first command was tapped or sent by who taps or sends now, or the
    admin, where every order can be read, is open to them."""
    now = {at.author.pk, at.sender.pk if at.sender else at.author.pk}
    return not now.isdisjoint((row.staff_id, row.sender_id)) or at.author.is_staff
