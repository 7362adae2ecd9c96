"""The way to a printer, a socket or a device file: bytes there and back, each with a deadline.

A deadline is a moment of `time.monotonic()`. All may raise OSError; TimeoutError is one.
"""

import contextlib
import errno
import fcntl
import os
import select
import socket
import struct
import termios
import time
from collections.abc import Iterator

from operations_app.printing.addresses import host_and_port

_CHUNK = 4096  # bytes
_LOOK_AGAIN = 0.02  # seconds


def open_wire(address: str, seconds: float) -> "Wire":
    """Return the way to a printer, by an address as `check_address` writes it."""
    if address.startswith("/"):
        return Wire(os.open(address, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY))
    with socket.create_connection(host_and_port(address), timeout=seconds) as caller:
        # A question of three bytes is not to wait for company.
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        caller.setblocking(False)
        return Wire(caller.detach())


class Wire:
    """An open way to a printer; `fd` does not block, and is closed with it."""

    def __init__(self, fd: int):
        self._fd = fd

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *exc_info) -> None:
        # Closing with answers unread would reset the connection, and with it what is on its way.
        with contextlib.suppress(OSError):
            self.forget()
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def write(self, data: bytes, until: float) -> None:
        """Bring all of `data` on its way."""
        rest = memoryview(data)
        while rest:
            self._wait(select.POLLOUT, until)
            with contextlib.suppress(BlockingIOError):
                rest = rest[os.write(self._fd, rest[:_CHUNK]) :]

    def flush(self, until: float) -> None:
        """Wait until the other side has all that was written."""
        while self._is_on_its_way():
            with contextlib.suppress(TimeoutError):
                self._wait(0, min(until, time.monotonic() + _LOOK_AGAIN))
            if time.monotonic() >= until:
                raise TimeoutError
        self._wait(select.POLLOUT, until)

    def answers(self, until: float) -> Iterator[int]:
        """Yield byte by byte what comes back until then. Raises ConnectionResetError at its end."""
        while True:
            try:
                self._wait(select.POLLIN, until)
                came = os.read(self._fd, _CHUNK)
            except BlockingIOError:
                continue
            except TimeoutError:
                return
            if not came:
                raise ConnectionResetError(errno.ECONNRESET, "the printer hung up")
            yield from came

    def forget(self) -> None:
        """Read away what came unasked."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._fd, _CHUNK):
                pass

    def _wait(self, event: int, until: float) -> None:
        left = until - time.monotonic()
        poll = select.poll()
        poll.register(self._fd, event)
        found = poll.poll(left * 1000) if left > 0 else []
        if not found:
            raise TimeoutError
        if not found[0][1] & event:
            raise ConnectionResetError(errno.ECONNRESET, "the printer hung up")

    def _is_on_its_way(self) -> bool:
        """Tell whether the network has bytes that the printer has not acknowledged to it."""
        try:
            told = fcntl.ioctl(self._fd, termios.TIOCOUTQ, bytes(4))
        except OSError:
            return False  # not told of a printer on USB, which takes what it is given
        return struct.unpack("i", told)[0] > 0
