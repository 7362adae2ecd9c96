"""A Redis of our own for a test: in memory, on a socket in a folder, gone at the end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.engines import EngineMissing, apt

NAME = "redis-server"
SENTENCE = f"No {NAME} found: install it (Debian: apt-get install redis-server)."
START_SECONDS = 20


def find_redis() -> str:
    """Return the path of redis-server: on PATH, else apt's."""
    if not shutil.which(NAME) and apt.may_install():
        apt.install(NAME)
    found = shutil.which(NAME)
    if not found:
        raise EngineMissing(SENTENCE)
    return found


class RedisServer:
    """Runs until the `with` block ends; `stop`, `start` and `freeze` in between."""

    def __enter__(self) -> "RedisServer":
        self.folder = Path(tempfile.mkdtemp(prefix="pos-redis-"))
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start it empty and wait until it takes a caller (its socket is there a moment before)."""
        options = ("--port", "0", "--save", "", "--dir", str(self.folder))
        self.process = subprocess.Popen(
            [find_redis(), "--unixsocket", str(self.socket), *options], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("redis-server did not start")
            time.sleep(0.01)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as caller:
            return caller.connect_ex(str(self.socket)) == 0

    def stop(self) -> None:
        """Kill it, as a power cut would."""
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)

    def freeze(self) -> None:
        """Let it answer nothing and refuse nothing."""
        os.kill(self.process.pid, signal.SIGSTOP)
