"""The real server, on a restored copy, on loopback, for as long as a drill asks it."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from operations_app.backups import BackupTrouble

_START_SECONDS = 60
_ANSWER_SECONDS = 30
_GUNICORN = ("-m", "gunicorn", "-c", "pos_project/gunicorn_conf.py", "pos_project.wsgi:application")


@dataclass(frozen=True)
class Reply:
    """What the server answered; `replayed` is whether it says that it did nothing this time."""

    status: int
    text: str
    replayed: bool

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.text)


class CopyServer:
    """Speaks JSON with the server of a copy; every call is a connection of its own."""

    def __init__(self, port: int):
        self._port = port
        self._token = ""

    def log_in(self, username: str, password: str) -> None:
        """Ask for a token, which later calls carry. Raises BackupTrouble."""
        reply = self.post("/auth/login", {"username": username, "password": password})
        self._token = must_be(reply, 200)["token"]

    def get(self, path: str) -> Reply:
        """GET `path`."""
        return self._call("GET", path, None)

    def post(self, path: str, body: dict[str, Any]) -> Reply:
        """POST `body` as JSON."""
        return self._call("POST", path, json.dumps(body).encode())

    def _call(self, method: str, path: str, body: bytes | None) -> Reply:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_ANSWER_SECONDS)
        with contextlib.closing(line):
            line.request(method, path, body, headers)
            answer = line.getresponse()
            replayed = answer.getheader("Idempotent-Replayed") == "true"
            return Reply(answer.status, answer.read().decode(), replayed)


def must_be(reply: Reply, status: int) -> dict[str, Any]:
    """Return the body of a reply that has this status. Raises BackupTrouble."""
    if reply.status != status:
        raise BackupTrouble(f"แอปบนชุดที่กู้คืนตอบ {reply.status} แทน {status}: {reply.text[:300]}")
    return reply.body


def manage(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the shop's commands on the copy, as a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def serving(env: dict[str, str]) -> Iterator[CopyServer]:
    """Yield the server once it is healthy; afterwards it is gone. Raises BackupTrouble.

    Its port is bound here and handed over, so that no other program can take it in between.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        handle = listener.fileno()
        process = subprocess.Popen(
            [sys.executable, *_GUNICORN, "--bind", f"fd://{handle}", "--log-level", "error"],
            cwd=settings.BASE_DIR,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[handle],
        )
        try:
            server = CopyServer(listener.getsockname()[1])
            _wait_until_healthy(server, process)
            yield server
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise BackupTrouble(f"แอปบนชุดที่กู้คืนไม่ตอบอย่างที่ควร: {error}") from error
        finally:
            process.terminate()
            process.wait()


def _wait_until_healthy(server: CopyServer, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        # Until a worker is there the connection waits in the socket's queue.
        if server.get("/health").status == 200:
            return
        time.sleep(0.2)
    raise BackupTrouble("แอปเริ่มบนชุดที่กู้คืนไม่ได้")
