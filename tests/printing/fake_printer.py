"""A receipt printer on a port of this machine, which behaves as a test arranges.

    with FakePrinter() as printer:
        deliver(printer.address, ...)
        printer.papers(1)[0].show()

It takes one caller after the other, as real ones do; the next waits until the first has hung up.
"""

import contextlib
import os
import pty
import socket
import struct
import threading
import tty
from collections.abc import Callable, Iterator

from PIL import Image

from tests.printing.mechanism import Mechanism

PATIENCE = 30  # seconds until a test gives up waiting for what must come
_SLOW_PAUSE = 0.05  # seconds between two bytes


class FakePrinter:
    """Good, but for what is named:

    is_on=False          nothing listens, until `switch_on`
    hangs                takes callers and never a byte
    tells_state=False    does not answer DLE EOT
    acknowledges=False   does not answer GS r
    rows_of_paper=n      has so much paper, until `refill`; 0 is none at all
    is_cover_open        until `close_cover`
    resets_after=n       takes n bytes of a caller and cuts the connection, once
    sleeps_through=n     takes the jobs of n callers without a word, and prints nothing
    is_slow              takes twenty bytes a second
    sends_notices        tells its state unasked before it acknowledges
    seconds_a_cut        so long it takes to cut a paper off
    """

    def __init__(
        self,
        *,
        is_on: bool = True,
        hangs: bool = False,
        tells_state: bool = True,
        acknowledges: bool = True,
        rows_of_paper: int | None = None,
        is_cover_open: bool = False,
        resets_after: int | None = None,
        sleeps_through: int = 0,
        is_slow: bool = False,
        sends_notices: bool = False,
        seconds_a_cut: float = 0,
    ):
        self._inside = Mechanism(
            rows_of_paper=rows_of_paper,
            is_cover_open=is_cover_open,
            acknowledges=acknowledges,
            tells_state=tells_state,
            sends_notices=sends_notices,
            seconds_a_cut=seconds_a_cut,
        )
        self._is_on, self._hangs, self._is_slow = is_on, hangs, is_slow
        self._resets_after, self._sleeps_through = resets_after, sleeps_through
        self._changed = threading.Condition()
        self._is_ending = threading.Event()
        self._caller: socket.socket | None = None
        self.callers = 0  # so far
        self.received = b""  # from all of them
        self._endings: list[str] = []

    def __enter__(self) -> "FakePrinter":
        self._door = socket.socket()
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._door.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        if self._is_on:
            self.switch_on()
        return self

    def __exit__(self, *exc_info) -> None:
        self._is_ending.set()
        for each in (self._door, self._caller):
            with contextlib.suppress(OSError):
                if each:
                    each.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        self._door.close()

    def switch_on(self) -> None:
        """Take callers from now on."""
        self._door.listen()
        self._thread.start()

    def refill(self) -> None:
        """Put paper in; it goes on with what it was printing."""
        self._set(rows_of_paper=None, is_out_of_paper=False)

    def close_cover(self) -> None:
        """Close the cover; it goes on."""
        self._set(is_cover_open=False)

    def run_out_of_paper(self) -> None:
        """Take the paper away."""
        self._set(rows_of_paper=0, is_out_of_paper=True)

    def say(self, unasked: bytes) -> None:
        """Tell the present caller something."""
        with self._changed:
            self._answer(unasked)

    def papers(self, at_least: int = 0) -> list[Image.Image]:
        """Return the papers that were cut off, black on white, once there are so many."""
        return self._once(lambda: len(self._inside.papers) >= at_least, self._inside.papers.copy)

    def kicks(self, at_least: int = 0) -> int:
        """Return how often the drawer was opened, once it was so often."""
        return self._once(lambda: self._inside.kicks >= at_least, lambda: self._inside.kicks)

    def endings(self, at_least: int = 0) -> list[str]:
        """Return how callers left, "closed" or "reset", once so many have."""
        return self._once(lambda: len(self._endings) >= at_least, self._endings.copy)

    def garbage(self) -> bytes:
        """Return the bytes that were no command."""
        return self._once(lambda: True, lambda: self._inside.garbage)

    def _once(self, is_so: Callable[[], bool], told: Callable):
        with self._changed:
            assert self._changed.wait_for(is_so, PATIENCE), "the printer has not come so far"
            return told()

    def _set(self, **facts) -> None:
        with self._changed:
            vars(self._inside).update(facts)
            self._answer(self._inside.work())

    def _answer(self, answers: bytes) -> None:
        with contextlib.suppress(OSError):
            if self._caller and answers:
                self._caller.sendall(answers)
        self._changed.notify_all()

    def _serve(self) -> None:
        while not self._is_ending.is_set():
            try:
                self._caller, _ = self._door.accept()
            except OSError:
                return
            self.callers += 1
            with self._caller:
                ending = self._listen(self._caller)
            with self._changed:
                self._endings.append(ending)
                self._changed.notify_all()

    def _listen(self, caller: socket.socket) -> str:
        try:
            self._take(caller)
        except OSError:
            return "reset"
        return "closed"

    def _take(self, caller: socket.socket) -> None:
        if self._hangs:
            self._is_ending.wait()
        is_asleep, taken = self.callers <= self._sleeps_through, 0
        while data := caller.recv(self._appetite(taken)):
            taken += len(data)
            with self._changed:
                self.received += data
                self._answer(b"" if is_asleep else self._inside.feed(data))
            if taken == self._resets_after:
                self._resets_after = None
                # Closing without waiting is a reset.
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if self._is_slow:
                self._is_ending.wait(_SLOW_PAUSE)

    def _appetite(self, taken: int) -> int:
        """Return how many bytes to take at a time."""
        if self._is_slow:
            return 1
        return self._resets_after - taken if self._resets_after else 65536


@contextlib.contextmanager
def printer_on_a_cable(*, acknowledges: bool = True) -> Iterator[tuple[str, Mechanism]]:
    """Yield the device file of a printer on a cable, and what is inside of it."""
    inside = Mechanism(
        rows_of_paper=None,
        is_cover_open=False,
        acknowledges=acknowledges,
        tells_state=acknowledges,
        sends_notices=False,
    )
    ours, theirs = pty.openpty()
    tty.setraw(theirs)

    def serve() -> None:
        with contextlib.suppress(OSError):  # EIO: the cable is out
            while data := os.read(ours, 65536):
                os.write(ours, inside.feed(data))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield os.ttyname(theirs), inside
    finally:
        os.close(theirs)
        thread.join(PATIENCE)
        os.close(ours)
