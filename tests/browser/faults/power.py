"""Power cuts: the server killed at once, and started again on the same port and data."""

import contextlib
import time
from collections.abc import Iterator

from tests.browser.faults.proxy import bound
from tests.server import RealServer

PATIENCE = 10  # seconds for the last of the killed processes to be gone


@contextlib.contextmanager
def power_cut(server: RealServer) -> Iterator[None]:
    """Kill the server (kill -9, workers too); whatever the block does, start it again after it."""
    server.kill()
    with contextlib.closing(_port_kept(server.port)):
        try:
            yield
        finally:
            server.start()


def _port_kept(port: int):
    """Return a socket that keeps the port from everybody but the server.

    Somebody's outgoing connection might get it else, even one of the proxy's to itself.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return bound(port)
        except OSError:  # a killed worker still holds it for a moment
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
