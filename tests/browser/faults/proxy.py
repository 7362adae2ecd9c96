"""A network that fails by plan: a small TCP proxy between a browser and a server, on loopback.

with FaultyProxy(server.port) as proxy:
    proxy.plan = lambda method, path: LOSE if method == "POST" else CALM
    httpx.post(proxy.url + "/orders")     # the server does it, the client never hears

Bytes pass unchanged, so the server sees the proxy's own port in `Host`. The proxy ends with its
`with` block, and by itself after `lifetime` seconds.
"""

import contextlib
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

HERE = "127.0.0.1"
CHUNK = 64 * 1024  # bytes
TICK = 0.2  # seconds in which a thread notices that it should end
IDLE = 60  # seconds after which a silent connection is closed
STUCK = 15  # seconds that a send may take
MOST_CONNECTIONS = 200
PORTAL_PAGE = (
    "<!doctype html><title>Wi-Fi</title><h1>กรุณาเข้าสู่ระบบ Wi-Fi</h1>"
    "<form action=/login><input name=room><button>OK</button></form>"
).encode()
PORTAL_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(PORTAL_PAGE), PORTAL_PAGE)
)


class Kind(Enum):
    """What may become of one request and its answer."""

    CALM = auto()  # both pass
    DROP = auto()  # the connection is reset before the server hears of it
    DELAY = auto()  # the request is passed on after `amount` seconds
    LOSE = auto()  # the server answers, the client sees a reset and not one byte
    CUT = auto()  # the client gets `amount` bytes of the answer, then the connection ends
    MAIM = auto()  # the same, but the bytes are counted from the end of the answer's head
    HOLD = auto()  # the server answers, the client waits until `let_go()` or its own patience ends


@dataclass(frozen=True)
class Fault:
    """A kind of fault, and how much of it."""

    kind: Kind
    amount: float = 0


CALM, DROP, LOSE, HOLD = (Fault(kind) for kind in (Kind.CALM, Kind.DROP, Kind.LOSE, Kind.HOLD))

Plan = Callable[[str, str], Fault]  # method and path of a request → what becomes of it


def calm(method: str, path: str) -> Fault:
    """The plan of a network that works."""
    return CALM


@dataclass
class Exchange:
    """A request that came to the proxy. `answered`: the server has begun to answer it."""

    method: str
    path: str
    head: str
    fault: Fault
    answered: threading.Event = field(default_factory=threading.Event)

    def header(self, name: str) -> str:
        """Return a header of the request, '' when it has none such."""
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""


class FaultyProxy:
    """The network between a client and the server on `target_port`, until the `with` block ends."""

    def __init__(self, target_port: int, plan: Plan = calm, lifetime: float = 3600):
        self.target_port = target_port
        self.plan = plan
        self.exchanges: list[Exchange] = []
        self._deadline = time.monotonic() + lifetime
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._let_go = threading.Event()
        self._portal = False
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        # Keeps the port while nobody listens, so that it can be refused and taken up again.
        self._place = bound(0)
        self.port: int = self._place.getsockname()[1]

    def __enter__(self) -> "FaultyProxy":
        self.up()
        acceptor = threading.Thread(target=self._accept, daemon=True)
        acceptor.start()
        self._threads.append(acceptor)
        return self

    def __exit__(self, *exc_info) -> None:
        self._end()
        for thread in self._threads:
            thread.join(timeout=STUCK)
        self._place.close()

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://{HERE}:{self.port}"

    def up(self) -> None:
        """Let connections in again, to the server."""
        with self._lock:
            self._portal = False
            self._listen()

    def down(self) -> None:
        """Be no server: what is open is reset, what comes is refused."""
        with self._lock:
            if self._listener:
                _hang_up(self._listener)  # closing alone would not stop who waits in accept()
                self._listener.close()
                self._listener = None
        self._reset_all()

    def portal(self) -> None:
        """Be a Wi-Fi log-in page: answer 200 with HTML, whatever is asked."""
        with self._lock:
            self._portal = True
            self._listen()
        self._reset_all()

    def let_go(self) -> None:
        """End the waiting of every answer held so far."""
        self._let_go.set()
        self._let_go = threading.Event()

    def wait_for(
        self, wanted: Callable[[Exchange], bool], count: int = 1, seconds: float = 15
    ) -> list[Exchange]:
        """Wait until so many `wanted` requests have been answered by the server; return them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [each for each in self.exchanges if wanted(each) and each.answered.is_set()]
            if len(found) >= count:
                return found
            time.sleep(0.01)
        seen = [(each.method, each.path, each.fault.kind.name) for each in self.exchanges]
        raise AssertionError(f"{count} such requests did not come within {seconds} s: {seen}")

    def _listen(self) -> None:
        if self._listener is None and not self._ended.is_set():
            self._listener = bound(self.port)
            self._listener.listen(128)
            self._listener.settimeout(TICK)

    def _accept(self) -> None:
        while not self._ended.is_set():
            listener = self._listener
            if time.monotonic() > self._deadline:
                self._end()
            elif listener is None:
                time.sleep(TICK / 10)
            else:
                with contextlib.suppress(OSError):  # nobody came, or the listener was closed
                    self._take(listener.accept()[0])

    def _take(self, client: socket.socket) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if len(self._threads) > MOST_CONNECTIONS:
            return _reset(client)
        client.settimeout(STUCK)
        with self._lock:
            self._open.add(client)
        thread = threading.Thread(target=self._serve, args=[client], daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, client: socket.socket) -> None:
        try:
            if self._portal:
                return _answer_as_portal(client)
            with socket.create_connection((HERE, self.target_port), timeout=STUCK) as server:
                Line(self, client, server).carry()
        except OSError:  # the server is not there, or somebody hung up
            _reset(client)
        finally:
            with self._lock:
                self._open.discard(client)
            client.close()

    def begin(self, head: str) -> Exchange:
        """Note a request and decide what becomes of it. The plan is asked by one at a time."""
        method, path = [*head.split(" "), "", ""][:2]
        with self._lock:
            exchange = Exchange(method, path, head, self.plan(method, path))
            self.exchanges.append(exchange)
        return exchange

    def hold(self) -> None:
        """Wait until held answers are let go, at most as long as a client may wait."""
        let_go, until = self._let_go, time.monotonic() + IDLE
        while not (let_go.wait(TICK) or self._ended.is_set() or time.monotonic() > until):
            pass

    def _reset_all(self) -> None:
        with self._lock:
            for client in self._open:
                _hang_up(client)

    def _end(self) -> None:
        self._ended.set()
        self._let_go.set()
        self.down()


class Line:
    """One connection: requests go one way, answers the other, one at a time."""

    def __init__(self, proxy: FaultyProxy, client: socket.socket, server: socket.socket):
        self.proxy, self.client, self.server = proxy, client, server
        self.exchange: Exchange | None = None  # the last request
        self.left: int | None = None  # bytes that the client may still get

    def carry(self) -> None:
        """Pass bytes until one side hangs up or a fault ends it."""
        going = True
        while going:
            ready, _, _ = select.select([self.client, self.server], [], [], IDLE)
            if not ready:
                return
            # The answer first: a new request can only come after the whole of it.
            going = self._pass_answer() if self.server in ready else self._pass_request()

    def _pass_request(self) -> bool:
        data = self.client.recv(CHUNK)
        if not data:
            return False
        if self.exchange is None or self.exchange.answered.is_set():
            self.exchange = self.proxy.begin(data.split(b"\r\n\r\n")[0].decode("latin-1"))
            fault = self.exchange.fault
            if fault.kind is Kind.DROP:
                return _reset(self.client)
            if fault.kind is Kind.DELAY:
                time.sleep(fault.amount)
        self.server.sendall(data)
        return True

    def _pass_answer(self) -> bool:
        data = self.server.recv(CHUNK)
        if not data or self.exchange is None:
            return False
        fault, first = self.exchange.fault, not self.exchange.answered.is_set()
        self.exchange.answered.set()
        if fault.kind is Kind.LOSE:
            return _reset(self.client)
        if fault.kind is Kind.HOLD and first:
            self.proxy.hold()
        if first and fault.kind in (Kind.CUT, Kind.MAIM):
            head = data.find(b"\r\n\r\n") + 4 if fault.kind is Kind.MAIM else 0
            self.left = head + int(fault.amount)
        data = data[: self.left]
        self.client.sendall(data)
        if self.left is not None:
            self.left -= len(data)
        return self.left != 0


def bound(port: int) -> socket.socket:
    """Return a socket on `port` that may share it with others as long as one of them listens."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((HERE, port))
    return bound


def _reset(client: socket.socket) -> bool:
    """Close a connection the rude way (RST); return False, as whoever passes bytes wants it."""
    with contextlib.suppress(OSError):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    return False


def _hang_up(client: socket.socket) -> None:
    """End a connection that another thread serves; that thread closes it."""
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)


def _answer_as_portal(client: socket.socket) -> None:
    """Send the log-in page, and read until the client has hung up: closing earlier would reset."""
    if client.recv(CHUNK):
        client.sendall(PORTAL_ANSWER)
        client.shutdown(socket.SHUT_WR)
        while client.recv(CHUNK):
            pass
