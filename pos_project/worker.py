"""The shop's gunicorn worker: the stock one with threads, which keeps two doors.

**Nobody is given a thread before the whole request is there.** The stock worker hands over what
has only begun: eight callers who send half a request hold all eight threads for as long as they
like. Here a connection rests with the poller, which costs nothing, until its request is whole, or
until its time is over. A caller who does not read the answer has a time too.

**Told to stop, it shuts its door first.** The stock worker keeps its listening socket until the
last request in flight is answered, up to 30 s. The system goes on taking callers on it meanwhile,
whom nobody will answer. With the door shut they are refused at once, and a proxy asks elsewhere.

docs/decisions/0017-a-thread-for-whole-requests.md says why. Nothing here imports Django: the master
process loads this module and must stay small. HTTPS and HTTP/2 are the proxy's part.
"""

import contextlib
import socket
import threading
import time
from collections import Counter
from functools import partial
from selectors import EVENT_READ

from gunicorn import http, util
from gunicorn.workers.gthread import TConn, ThreadWorker

from pos_project.arrival import Arrival

MOST_WAITING = 64  # callers: more never stand in one worker's doorway
WHOLE_SECONDS = 8  # from a caller's first byte, or coming in, to the last; looked at each second
READ_SECONDS = 10  # for a caller to read what the system has no room for
ANSWER_ROOM = 512 * 1024  # bytes of an answer that the system holds for a slow reader: any page
GOODBYE_SECONDS = 2  # after the last answer, for the other side to hang up
STOPPING_SECONDS = 1  # for who rests here when the worker is told to stop
SWEEP_SECONDS = 1
RECEIVE_BYTES = 64 * 1024
TOO_LATE = (408, "Request Timeout")


class AnswerSocket(socket.socket):
    """Sends without waiting as far as it goes; few may wait for a slow reader, and not for long.

    `waiting_places`: how many threads may. `read_until` (monotonic seconds): set by the first wait.
    """

    waiting_places: threading.Semaphore
    read_until: float | None = None

    def sendall(self, data, flags: int = 0) -> None:
        """Send everything; TimeoutError where nobody reads."""
        rest = memoryview(data)
        if self.gettimeout() != 0:
            with contextlib.suppress(BlockingIOError):
                rest = rest[self.send(rest, flags | socket.MSG_DONTWAIT) :]
            if rest:
                self._send_waiting(rest)
        else:  # the main thread never waits
            super().sendall(rest, flags)

    def _send_waiting(self, rest: memoryview) -> None:
        now = time.monotonic()
        self.read_until = self.read_until or now + READ_SECONDS
        if now >= self.read_until or not self.waiting_places.acquire(blocking=False):
            raise TimeoutError
        try:
            self.settimeout(self.read_until - now)
            super().sendall(rest)
        finally:
            self.setblocking(True)
            self.waiting_places.release()


class Caller(TConn):
    """A connection: what it has sent so far, and what is waited for.

    `timeout` (monotonic seconds) ends its rest; `leaving` says that only its end is waited for.
    """

    def __init__(self, cfg, sock, client, server):
        super().__init__(cfg, sock, client, server)
        self.data_ready = True  # it is handed to a thread with its request, never before
        self.arrival = Arrival()
        self.cut_off = self.leaving = self.told_to_go_ahead = False
        self.address = client[0] if isinstance(client, tuple) else ""
        with contextlib.suppress(OSError):  # the system's own choice will do
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ANSWER_ROOM)

    def take_request(self) -> None:
        """Give the parser this one request, and nothing to wait for behind it."""
        self.cut_off, self.told_to_go_ahead = self.arrival.cut_off, False
        self.parser = http.get_parser(self.cfg, iter([self.arrival.take()]), self.client)

    def can_go_on(self) -> bool:
        """Tell whether it is known where the next request begins."""
        return not self.cut_off and not self.parser.unreader.buf.getvalue()


class GatedWorker(ThreadWorker):
    """Serves whole requests with threads; everybody else rests with the poller."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.resting: dict[Caller, None] = {}  # in the order in which they began to
        self.resting_of: Counter[str] = Counter()  # by address
        self.most_of_one_address = max(1, self.worker_connections // 2)
        self.next_sweep = 0.0
        self.waiting_places = threading.Semaphore(max(1, self.cfg.threads // 2))

    # --- coming in and resting: all of it in the main thread, nothing of it waits ---

    def accept(self, listener) -> bool:
        """Take one caller in; return False where nobody stands."""
        try:
            plain, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False
        sock = AnswerSocket(plain.family, plain.type, plain.proto, plain.detach())
        sock.waiting_places = self.waiting_places
        caller = Caller(self.cfg, sock, client, listener.getsockname())
        self.nr_conns += 1
        self._make_room(caller.address)
        self._wait_for_request(caller, WHOLE_SECONDS)
        return True

    def _make_room(self, address: str) -> None:
        """Let who has rested longest go: whoever comes with a whole request is always let in."""
        if self.resting_of[address] >= self.most_of_one_address:
            self._drop(next(other for other in self.resting if other.address == address))
        if self.resting and self.nr_conns >= self.worker_connections:
            self._drop(next(iter(self.resting)))

    def _wait_for_request(self, caller: Caller, seconds: float) -> None:
        self._rest(caller, seconds)
        if caller.arrival.whole:
            self._hand_on(caller)
        else:
            self._let_go_ahead(caller)

    def _rest(self, caller: Caller, seconds: float) -> None:
        caller.sock.setblocking(False)
        caller.timeout = time.monotonic() + seconds
        self.poller.register(caller.sock, EVENT_READ, partial(self._on_readable, caller))
        self.resting[caller] = None
        self.resting_of[caller.address] += 1

    def _end_rest(self, caller: Caller) -> None:
        self.poller.unregister(caller.sock)
        del self.resting[caller]
        self.resting_of[caller.address] -= 1
        if not self.resting_of[caller.address]:
            del self.resting_of[caller.address]

    def _drop(self, caller: Caller) -> None:
        self._end_rest(caller)
        self.nr_conns -= 1
        caller.close()

    def _on_readable(self, caller: Caller, _sock) -> None:
        if caller in self.resting:  # who came in a moment ago may have taken its place
            self._receive(caller)

    def _receive(self, caller: Caller) -> None:
        """Take what has come in; hand the request on once it is whole."""
        try:
            data = caller.sock.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            return self._drop(caller)
        if caller.leaving:
            return None  # read away: closing with unread bytes would cost the caller the answer
        began = not caller.arrival.came
        if caller.arrival.feed(data):
            return self._hand_on(caller)
        if began:
            caller.timeout = time.monotonic() + WHOLE_SECONDS
        return self._let_go_ahead(caller)

    def _let_go_ahead(self, caller: Caller) -> None:
        """Say it here, once: before the body has come no thread will."""
        if caller.arrival.wants_go_ahead and not caller.told_to_go_ahead:
            caller.told_to_go_ahead = True
            with contextlib.suppress(OSError):
                caller.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_on(self, caller: Caller) -> None:
        if caller.arrival.refusal:
            return self._refuse(caller, *caller.arrival.refusal)
        self._end_rest(caller)
        caller.take_request()
        return self.enqueue_req(caller)

    def _refuse(self, caller: Caller, status: int, reason: str) -> None:
        self.log.debug("%s from %s", reason, caller.address)
        self._end_rest(caller)
        with contextlib.suppress(OSError):
            util.write_error(caller.sock, status, reason, "")
        self._say_goodbye(caller)

    # --- in a thread ---

    def handle_request(self, req, conn: Caller) -> bool:
        """As the stock worker; who does not read the answer is left after a while."""
        if conn.cut_off:
            req.force_close()
        req._expected_100_continue = False  # said already, or the body has come without
        conn.sock.read_until = None
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            self.log.debug("%s did not read its answer", conn.address)
            return False

    # --- after an answer, in the main thread again ---

    def finish_request(self, conn: Caller, fs) -> None:
        """Wait for the next request of this caller, or for its end; neither takes a thread."""
        answered = not fs.cancelled() and not fs.exception() and fs.result()
        if answered and conn.can_go_on():
            began = bool(conn.arrival.came)
            self._wait_for_request(conn, WHOLE_SECONDS if began else self._idle_seconds())
        else:
            self._say_goodbye(conn)

    def _idle_seconds(self) -> float:
        return self.cfg.keepalive if self.alive else STOPPING_SECONDS

    def _say_goodbye(self, caller: Caller) -> None:
        """Hang up, and let the other side read to the end before the socket goes.

        The stock worker waits for that end, up to 2 s, where it should be serving all others.
        """
        if caller.sock.fileno() < 0:  # closed in its thread, in the middle of an answer
            self.nr_conns -= 1
            return
        caller.leaving = True
        self._rest(caller, GOODBYE_SECONDS)
        with contextlib.suppress(OSError):  # gone: the poller will say so
            caller.sock.shutdown(socket.SHUT_WR)

    def murder_pending(self) -> None:
        """Let go whose time is over. Called by the stock worker in each round of its loop."""
        now = time.monotonic()
        if now < self.next_sweep:
            return
        self.next_sweep = now + SWEEP_SECONDS
        for caller in [caller for caller in self.resting if caller.timeout <= now]:
            if caller.arrival.came and not caller.leaving:
                self._refuse(caller, *TOO_LATE)
            else:
                self._drop(caller)


class DoorShuttingWorker(GatedWorker):
    """Stops by shutting the door first."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """As the stock worker; told to stop, take in who stands in the doorway, then shut it."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            self._take_in_who_waits(listener)
            listener.close()
        latest = time.monotonic() + STOPPING_SECONDS
        for caller in self.resting:
            caller.timeout = min(caller.timeout, latest)

    def _take_in_who_waits(self, listener) -> None:
        """Take callers whom the system has let in already: they would be cut off."""
        for _ in range(MOST_WAITING):
            if not self.accept(listener):
                return
