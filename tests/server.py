"""The shipped server, for real: gunicorn with its own processes, database, data folder and port.

with own_database() as url, RealServer(url) as server:
    httpx.get(server.url + "/health")
"""

import contextlib
import errno
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import httpx
import psycopg

from tests.ready import have_data, have_folder

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = ("-m", "gunicorn", "-c", str(ROOT / "pos_project" / "gunicorn_conf.py"))
START_SECONDS = 60
STOP_SECONDS = 15
# Nothing else of a developer's shell may reach the server.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")


@contextlib.contextmanager
def own_database() -> Iterator[str | None]:
    """Yield the URL of a new database on the PostgreSQL of this run; on SQLite None.

    Without a URL a RealServer makes a SQLite file of its own.
    """
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield None
        return
    name = f"pos_real_{secrets.token_hex(6)}"
    _on_postgres(url, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        _on_postgres(url, f"DROP DATABASE {name} WITH (FORCE)")


def _on_postgres(url: str, statement: str) -> None:
    server = environ.Env.db_url_config(url)
    with psycopg.connect(
        host=server["HOST"] or None,
        port=server["PORT"] or None,
        user=server["USER"] or None,
        password=server["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(statement)


class RealServer:
    """A shop on loopback, until the `with` block ends.

    `prepare` fills the migrated database; left out, the demo restaurant is loaded. `env` is added
    to the server's environment, `wsgi` is what gunicorn serves, `workers` counts on PostgreSQL.
    Whoever changes `home` has the next process be another release's.
    """

    def __init__(
        self,
        database_url: str | None = None,
        *,
        env: dict[str, str] | None = None,
        wsgi: str = "pos_project.wsgi:application",
        workers: int = 2,
        prepare: Callable[["RealServer"], object] | None = None,
        static: bool = True,
    ):
        self.wsgi, self.static = wsgi, static
        self.prepare = prepare or load_demo
        self.folder = Path(tempfile.mkdtemp(prefix="pos-server-"))
        self.log_path = self.folder / "log"
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.env |= {
            "VAR_DIR": str(self.folder / "var"),
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DEMO": "0" if prepare else "1",
        }
        if database_url:
            self.env |= {"DATABASE_URL": database_url, "WEB_CONCURRENCY": str(workers)}
        self.env |= env or {}
        self.home = ROOT
        self.port = 0
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "RealServer":
        try:
            self._fill()
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *exc_info) -> None:
        self._remove()

    def _fill(self) -> None:
        """Make the shop: its tables, its hashed and compressed files, and what it begins with."""
        if self.prepare is load_demo:
            self.have_demo()
        else:
            have_data("tables", self.env, self._migrate)
        if self.static:
            collect = functools.partial(self.manage, "collectstatic", "--noinput")
            have_folder("static", Path(self.env["VAR_DIR"]) / "static", collect)
        if self.prepare is not load_demo:
            self.prepare(self)

    def have_demo(self) -> None:
        """Make the tables and the demo restaurant."""
        have_data("demo", self.env, lambda: (self._migrate(), load_demo(self)))

    def _migrate(self) -> None:
        self.manage("migrate", "--noinput")

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id of gunicorn's master."""
        assert self.process, "the server was not started"
        return self.process.pid

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def manage(
        self, *arguments: str, check: bool = True, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run manage.py as a process on this shop's data; unless told otherwise it must succeed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.home,
            env=self.env | env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, f"manage.py {arguments}: {done.stderr}"
        return done

    def start(self) -> None:
        """Start gunicorn and wait until it is healthy; after `stop` or `kill`, on the same port.

        The socket is bound here and handed over: no other program can take the port in between.
        """
        listener = self._listen()
        self.port = listener.getsockname()[1]
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "pos_project/gunicorn_conf.py"]
        with listener, self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*gunicorn, "--bind", f"fd://{listener.fileno()}", self.wsgi],
                cwd=self.home,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        self._wait_until_healthy()

    def _listen(self) -> socket.socket:
        """Bind the port; a killed worker may take a moment to let go of it."""
        deadline = time.monotonic() + STOP_SECONDS
        while True:
            try:
                return socket.create_server(("127.0.0.1", self.port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                    raise
            time.sleep(0.01)

    def stop(self) -> None:
        """End gunicorn the polite way: requests in flight are finished."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill master and workers at once, as a power cut would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):  # all of them ended by themselves
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"The server did not become healthy. Its log:\n{self.log}")

    def _remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def load_demo(server: RealServer) -> None:
    """Fill the shop with the demo restaurant."""
    server.manage("load_demo")


OWN_MANAGER, OWN_PASSWORD = "malee", secrets.token_urlsafe(12)


def open_real_shop(server: RealServer) -> None:
    """Go from the demo to a shop that other devices may reach, as the README says."""
    server.manage("load_demo", DEMO="1", ALLOWED_HOSTS="localhost")
    server.manage("close_demo")
    manager = {"DJANGO_SUPERUSER_PASSWORD": OWN_PASSWORD}
    server.manage("createsuperuser", "--noinput", "--username", OWN_MANAGER, **manager)
