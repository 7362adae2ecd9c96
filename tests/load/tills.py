"""The load maker: tills that sell one order after the other, each waiting for its answer.

One thread and plain sockets: an HTTP library would take the cores from the server that is measured.
A till does what ours does: a line of its own, kept open, and a command without the answer it should
get is sent again under its key.
"""

import contextlib
import json
import random
import selectors
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

COMMANDS = ("open", "add", "pay")
DISHES_ADDED = 2
FAULTS_IN_A_ROW = 20  # then a till gives up
LAST_ANSWERS = 15  # seconds after the end for the answers that are still on their way
RECEIVE_BYTES = 64 * 1024


class Cut(Exception):
    """The server hung up before its answer was whole."""


@dataclass
class Notes:
    """What the tills saw; times are those of time.perf_counter."""

    answers: list[tuple[float, str, float]] = field(default_factory=list)  # when, command, seconds
    faults: list[tuple[float, str]] = field(default_factory=list)  # when, what
    paid: int = 0  # orders, from the first to the last

    def between(self, start: float, end: float) -> dict[str, list[float]]:
        """Return each command's seconds, of the answers that came in this time."""
        seconds = {command: [] for command in COMMANDS}
        for at, command, took in self.answers:
            if start <= at < end:
                seconds[command].append(took)
        return seconds


class Till:
    """One device: its token, its line, its table.

    `dishes` are the ids it picks from.
    """

    def __init__(self, port: int, token: str, table_id: int, dishes: Sequence[int], notes: Notes):
        self.port, self.token, self.table_id, self.dishes = port, token, table_id, dishes
        self.notes, self.chance = notes, random.Random(table_id)
        self.closing = self.done = False
        self.faults_in_a_row = 0
        self.line: socket.socket | None = None
        self.heard = b""
        self.selling = self._sell()
        self.after: Callable[[str], None] = lambda command: None  # answered, and nothing sent yet

    def begin(self) -> None:
        """Send the first command."""
        self.connect()
        self._next(None)

    def connect(self) -> None:
        """Have a new line."""
        self.hang_up()
        self.line = socket.create_connection(("127.0.0.1", self.port), timeout=LAST_ANSWERS)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard = b""

    def hang_up(self) -> None:
        """Close the line, if there is one."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def go_home(self) -> None:
        """End the shift; a command that was never answered is a fault."""
        if not self.done:
            self.notes.faults.append((self.sent_at, f"{self.command}: no answer"))
        self.hang_up()

    def hear(self) -> None:
        """Take what came on the line; a whole answer lets the till go on."""
        try:
            self.heard += self._received()
            answer = whole_answer(self.heard)
        except (Cut, ConnectionError) as error:
            return self._fault(f"line cut: {error}", new_line=True)
        if answer is None:
            return None
        self.heard = b""
        return self._judge(*answer)

    def _received(self) -> bytes:
        data = self.line.recv(RECEIVE_BYTES)
        if not data:
            raise Cut("the server hung up")
        return data

    def _judge(self, status: int, body: bytes) -> None:
        now = time.perf_counter()
        if status != self.wanted:
            return self._fault(f"{self.command}: {status} {body[:200].decode(errors='replace')}")
        self.faults_in_a_row = 0
        self.notes.answers.append((now, self.command, now - self.sent_at))
        self.after(self.command)
        return self._next(json.loads(body))

    def _fault(self, what: str, *, new_line: bool = False) -> None:
        self.notes.faults.append((time.perf_counter(), what))
        self.faults_in_a_row += 1
        if self.faults_in_a_row == FAULTS_IN_A_ROW:
            self.done = True
            return
        if new_line:
            self.connect()
        self._send()

    def _next(self, answer: dict | None) -> None:
        try:
            self.command, path, body, self.wanted = self.selling.send(answer)
        except StopIteration:
            self.done = True
            return
        self.request = request(path, self.token, body | {"idempotency_key": str(uuid.uuid4())})
        self._send()

    def _send(self) -> None:
        self.sent_at = time.perf_counter()
        with contextlib.suppress(ConnectionError):  # noticed where the answer is waited for
            self.line.sendall(self.request)

    def _sell(self) -> Iterator[tuple[str, str, dict, int]]:
        """Yield the commands of one order after the other; each is sent its answer."""
        while not self.closing:
            order = (yield "open", "/orders", {"table_id": self.table_id}, 201)["order_id"]
            picked = self.chance.sample(self.dishes, DISHES_ADDED)
            items = [{"menu_id": dish, "qty": 1} for dish in picked]
            bill = yield "add", f"/orders/{order}/items", {"items": items}, 201
            tender = {"payment_method": "cash", "amount_received": bill["total_price"]}
            yield "pay", f"/orders/{order}/pay", tender, 200
            self.notes.paid += 1


def request(path: str, token: str, body: dict) -> bytes:
    """Return a POST as it goes over the line."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def whole_answer(heard: bytes) -> tuple[int, bytes] | None:
    """Return status and body once all of an answer is there, else None.

    Raises Cut for an answer whose end cannot be told: the shop's API always tells the length.
    """
    head, end, body = heard.partition(b"\r\n\r\n")
    if not end:
        return None
    status_line, *headers = head.split(b"\r\n")
    for header in headers:
        name, _, text = header.partition(b":")
        if name.lower() == b"content-length":
            whole = len(body) >= int(text)
            return (int(status_line.split()[1]), body) if whole else None
    raise Cut("an answer without Content-Length")


def sell_once(till: Till, after: Callable[[str], None]) -> None:
    """Let one till sell one order; `after` is called between its commands and at the end."""
    till.after = after
    till.begin()
    till.closing = True
    while not till.done:
        till.hear()
    till.go_home()


def sell(
    tills: Sequence[Till], *, warm_up: float, seconds: float, mark: Callable[[], object]
) -> tuple[float, float]:
    """Let all tills sell, and every order begun be paid; return the measured time's two ends.

    `mark` is called at both of them. What is still unanswered long after is a fault.
    """
    start = time.perf_counter() + warm_up
    end, marks = start + seconds, []
    with selectors.DefaultSelector() as selector:
        for till in tills:
            till.begin()
            selector.register(till.line, selectors.EVENT_READ, till)
        for moment in (start, end):
            _hear_until(moment, selector)
            mark()
            marks.append(time.perf_counter())
        for till in tills:
            till.closing = True
        _hear_until(end + LAST_ANSWERS, selector)
    for till in tills:
        till.go_home()
    return marks[0], marks[1]


def _hear_until(moment: float, selector: selectors.BaseSelector) -> None:
    """Hear the answers until then, or until no till waits for one any more."""
    while selector.get_map() and (left := moment - time.perf_counter()) > 0:
        for key, _ in selector.select(left):
            till = key.data
            till.hear()
            if till.done or till.line is not key.fileobj:
                selector.unregister(key.fileobj)
                if not till.done:
                    selector.register(till.line, selectors.EVENT_READ, till)
