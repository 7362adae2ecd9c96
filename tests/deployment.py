"""The production shape on loopback: PostgreSQL, two instances of the shop, Caddy in front.

Each is started from the files that ship; deploy_check.py does something with it.
"""

import contextlib
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.engines.debian import find_program
from tests.engines.postgres import free_port
from tests.server import KEPT, ROOT

NAME = "localhost"  # resolves everywhere; the shop's own name does not
PATIENCE = 30  # seconds for a part to start or to stop
MANAGER, PASSWORD = "malee", secrets.token_urlsafe(12)


class Deployment:
    """PostgreSQL, two instances of the shop and Caddy, each from the files that ship."""

    def __init__(self, folder: Path, database_url: str):
        self.folder = folder
        self.http, self.https, admin, *self.instances = (free_port() for _ in range(5))
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        # The Procfile says `python` and `gunicorn`: those of this virtual environment.
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.shop_env = kept | {
            "PATH": path,
            "DATABASE_URL": database_url,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": NAME,
            "HTTPS": "1",
            "VAR_DIR": str(folder / "var"),
            "WEB_CONCURRENCY": "1",
        }
        self.caddy_env = kept | {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "POS_HOST": NAME,
            "POS_HTTP_PORT": str(self.http),
            "POS_HTTPS_PORT": str(self.https),
            "POS_HTTPS_SUFFIX": f":{self.https}",
            "POS_CADDY_ADMIN": f"localhost:{admin}",
            "POS_CA_FOLDER": str(self.authority.parent),
            "POS_INSTANCES": " ".join(f"127.0.0.1:{port}" for port in self.instances),
        }
        self.sockets: dict[int, socket.socket] = {}
        self.running: dict[str, subprocess.Popen] = {}

    @property
    def authority(self) -> Path:
        """The certificate of the shop's own authority, which Caddy makes at its first start."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.https}"

    def client(self, **options) -> httpx.Client:
        """Return a client that trusts the shop's authority and nobody else."""
        trust = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(base_url=self.url, verify=trust, timeout=PATIENCE, **options)

    def run(self, *command: str, **env: str) -> None:
        """Run one command of the shop to its end; it must succeed."""
        env = self.shop_env | env
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"

    def start_instance(self, port: int) -> None:
        """Start the Procfile's `web` on the socket of `port` and wait until it answers.

        The socket is held here, as systemd holds it by deploy/systemd/pos@.socket: it stands while
        nobody serves it. `exec`, because systemd signals the program, not a shell.
        """
        if port not in self.sockets:
            self.sockets[port] = socket.create_server(("127.0.0.1", port), backlog=512)
        held = self.sockets[port].fileno()
        handed_over = f"exec 3<&{held}; LISTEN_FDS=1 LISTEN_PID=$$ exec {procfile()['web']}"
        self._start(f"web {port}", ["bash", "-c", handed_over], self.shop_env, held)
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/health"), f"instance {port}")

    def start_caddy(self) -> None:
        """Start Caddy with the shipped Caddyfile and wait for its authority and first answer."""
        config = str(ROOT / "deploy" / "Caddyfile")
        command = [find_program("caddy"), "run", "--adapter", "caddyfile", "--config", config]
        self._start("caddy", command, self.caddy_env)
        wait_until(self.authority.exists, "Caddy's certificate authority")
        wait_until(lambda: _answers(f"http://{NAME}:{self.http}/ca.crt"), "Caddy")

    def stop(self, name: str) -> None:
        """End a part the polite way."""
        process = self.running.pop(name)
        process.terminate()
        process.wait(PATIENCE + 10)

    def stop_all(self) -> None:
        """End everything that still runs."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            process.wait(PATIENCE + 10)

    def log(self) -> str:
        """What all parts wrote, the last of it."""
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in sorted(self.folder.glob("*.log"))
        )

    def _start(self, name: str, command: list[str], env: dict[str, str], *held: int) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=held,
                start_new_session=True,
            )


def procfile() -> dict[str, str]:
    """Return the Procfile's commands by name."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Wait for a part to be there."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"{what} was not there after {PATIENCE} s"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        httpx.get(url, timeout=2)
    except httpx.TransportError:
        return False
    return True
