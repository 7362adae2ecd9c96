"""Callers who take their time: they begin and stay, or do not read what they asked for."""

import contextlib
import socket
import ssl
from collections.abc import Iterator

EACH = 40  # of every kind
HALF = {
    "silent": b"",
    "half a head": b"GET /pos/ HTTP/1.1\r\nHost: %s\r\nX: ",
    "half a body": b"POST /auth/login HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
    b"Content-Length: 60\r\n\r\n{",
}
# The largest file that anybody may have.
READS_NOTHING = {
    "reads nothing": b"GET /static/ninja/swagger-ui-bundle.js HTTP/1.1\r\nHost: %s\r\n"
    b"X-Forwarded-Proto: https\r\n\r\n"
}


@contextlib.contextmanager
def slow_callers(
    port: int, kinds: dict[str, bytes], host: str = "127.0.0.1", trust: ssl.SSLContext | None = None
) -> Iterator[dict[str, list[socket.socket]]]:
    """Yield the sockets by kind; they stay open until the block ends."""
    with contextlib.ExitStack() as open_ones:

        def call(beginning: bytes) -> socket.socket:
            caller = socket.socket()
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            caller.connect(("127.0.0.1", port))
            if trust:
                caller = trust.wrap_socket(caller, server_hostname=host)
            open_ones.enter_context(caller)
            if beginning:
                caller.sendall(beginning % host.encode())
            return caller

        yield {kind: [call(text) for _ in range(EACH)] for kind, text in kinds.items()}


def is_open(caller: socket.socket) -> bool:
    """Tell whether the other side has neither answered nor hung up."""
    caller.setblocking(False)
    try:
        return not caller.recv(1) and False
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except ConnectionResetError:
        return False
