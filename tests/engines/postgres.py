"""A PostgreSQL server of our own for the length of a run.

    python -m tests.engines.postgres -- pytest tests/races

runs one command with DATABASE_URL set to such a server. It trades the safety of its data for
speed and is deleted at the end, so it is good for tests and for nothing else.
"""

import contextlib
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.engines import EngineMissing, apt
from tests.engines.processes import run_child, unwind_on_signals

OLDEST = 14  # Django 5.2 refuses anything older
PROGRAMS = ("initdb", "pg_ctl", "postgres", "createdb")
DEBIAN_HOME = Path("/usr/lib/postgresql")
SENTENCE = (
    f"No PostgreSQL {OLDEST} or newer found: install the server "
    "(Debian: apt-get install postgresql) or set TEST_DATABASE_URL."
)
# Below the range from which the system hands out ports of its own accord.
PORTS = range(20000, 32000)
START_TRIES = 5
ROOMY = 4 << 30  # bytes
DISK = "/var/tmp"  # outlives a restart, so it lies in no memory
SERVER_OPTIONS = (
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Yield a PostgreSQL's URL: TEST_DATABASE_URL, else that of a server which ends with us."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with PostgresServer() as server:
        yield server.url


@dataclass(frozen=True)
class OwnPostgres:
    """A server on a socket too, for tests that restart, break and restore it."""

    url: str
    port: int
    folder: Path  # the socket is in it, the data in its data/
    owner: pwd.struct_passwd | None  # None: ourselves


@contextlib.contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Yield a server that nobody else uses; it is gone at the end."""
    with PostgresServer(on_socket=True) as server:
        yield OwnPostgres(server.url, server.port, server.folder, server.owner)


def find_programs() -> Path:
    """Return the folder of the server's programs, installing the Debian package if we may."""
    found = _installed()
    if not found and apt.may_install():
        apt.install("postgresql")
        found = _installed()
    if not found:
        raise EngineMissing(SENTENCE)
    return found


def _installed() -> Path | None:
    return next((folder for folder in _candidates() if _is_usable(folder)), None)


def _candidates() -> Iterator[Path]:
    """Yield folders that may hold a server: PATH's, Debian's newest, then what pg_config says."""
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(
        DEBIAN_HOME.glob("[0-9]*/bin"), key=lambda path: float(path.parent.name), reverse=True
    )
    pg_config = shutil.which("pg_config")
    if pg_config:
        yield Path(_output(pg_config, "--bindir").strip())


def _is_usable(folder: Path) -> bool:
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return False
    version = re.search(r"\d+", _output(folder / "postgres", "--version"))
    return version is not None and int(version.group()) >= OLDEST


def _output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


class PostgresServer:
    """One cluster in one temporary folder, until the `with` block ends.

    It is never owned by root: PostgreSQL refuses that. `options` are the server's settings. On
    a socket in its folder, which only its owner reaches, it asks for no password. `on_disk` keeps
    it out of memory, for who wants to know what a commit costs.
    """

    def __init__(
        self,
        options: Sequence[str] = SERVER_OPTIONS,
        *,
        on_socket: bool = False,
        on_disk: bool = False,
    ):
        self.programs, self.options, self.on_socket = find_programs(), options, on_socket
        self.owner = _unprivileged_user() if os.geteuid() == 0 else None
        self.password = secrets.token_hex(16)
        # Root's own TMPDIR may lie where no other user can go.
        place = DISK if on_disk else _roomy_memory() or ("/tmp" if self.owner else None)
        self.folder = Path(tempfile.mkdtemp(prefix="pos-pg-", dir=place))
        self.data = self.folder / "data"
        self.port = 0

    def __enter__(self) -> "PostgresServer":
        try:
            self._make_cluster()
            self._listen()
            login = ("--host=127.0.0.1", f"--port={self.port}", "--username=pos")
            self._must_run("createdb", *login, "pos")
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *exc_info) -> None:
        self.remove()

    @property
    def url(self) -> str:
        """The address of its database `pos`."""
        return f"postgres://pos:{self.password}@127.0.0.1:{self.port}/pos"

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def pids(self) -> list[int]:
        """The process ids of the server and everything it started; none when it is not running."""
        try:
            master = int((self.data / "postmaster.pid").read_text().split()[0])
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return []
        return [master, *map(int, children)]

    def start(self) -> None:
        """Start it again where it was, after `stop` or `kill`."""
        self._must_run("pg_ctl", *self._start_arguments())

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` says goodbye to its clients, `immediate` does not."""
        self._must_run("pg_ctl", "stop", f"--mode={mode}", "--wait", f"--pgdata={self.data}")

    def kill(self) -> None:
        """Kill all of it at once, as a power cut would, and wait until it is gone."""
        pids = self.pids
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in pids:
            while Path(f"/proc/{pid}").exists():
                time.sleep(0.01)

    def remove(self) -> None:
        """Stop the server, if it runs, and delete all of it."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--mode=fast", "--wait", f"--pgdata={self.data}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        if self.owner:
            for path in (self.folder, password_file):
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        cluster = ("--no-sync", "--encoding=UTF8", f"--locale={locale}")
        # A password, because on a shared machine loopback is everybody's.
        local = "trust" if self.on_socket else "password"
        auth = ("--auth-host=password", f"--auth-local={local}")
        login = ("--username=pos", *auth, "--pwfile=password")
        self._must_run("initdb", f"--pgdata={self.data}", *cluster, *login)

    def _listen(self) -> None:
        """Start on a free port; another program may be faster, so try more than one."""
        for _ in range(START_TRIES):
            self.port = free_port()
            if self._run("pg_ctl", *self._start_arguments()).returncode == 0:
                return
        raise EngineMissing(f"The throw-away PostgreSQL did not start: {self.log}")

    def _start_arguments(self) -> tuple[str, ...]:
        sockets = self.folder if self.on_socket else ""
        own = (*self.options, f"unix_socket_directories={sockets}")
        options = " ".join(f"-c {option}" for option in own)
        how = f"--options=-p {self.port} {options}"
        return ("start", "--wait", f"--pgdata={self.data}", f"--log={self.folder / 'log'}", how)

    def _must_run(self, program: str, *arguments: str) -> None:
        done = self._run(program, *arguments)
        if done.returncode != 0:
            raise EngineMissing(f"{program} for the throw-away PostgreSQL failed: {done.stdout}")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as its owner, out of reach of the terminal's Ctrl+C."""
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            env={"PATH": os.defpath, "HOME": str(self.folder), "PGPASSWORD": self.password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,
            user=self.owner and self.owner.pw_uid,
            group=self.owner and self.owner.pw_gid,
            extra_groups=[] if self.owner else None,
        )


def _roomy_memory(shared_memory: str = "/dev/shm") -> str | None:
    """Return a folder in memory, if it has room: a disk shared with others is slow to sync."""
    if not os.access(shared_memory, os.W_OK | os.X_OK):
        return None
    return shared_memory if shutil.disk_usage(shared_memory).free > ROOMY else None


def _unprivileged_user() -> pwd.struct_passwd:
    """Return the user to run as when root calls: postgres if it exists, else nobody."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EngineMissing("PostgreSQL refuses to run as root: add a user named postgres.")


def free_port() -> int:
    """Return a port nobody listens on now."""
    for port in random.sample(PORTS, k=100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise EngineMissing(f"No free port between {PORTS.start} and {PORTS.stop}.")


def main(arguments: Sequence[str]) -> int:
    """Run the command after `--` with DATABASE_URL set; return its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.exit("Usage: python -m tests.engines.postgres -- COMMAND [ARGUMENT ...]")
    unwind_on_signals()
    try:
        with throwaway_postgres() as url:
            return run_child(command, os.environ | {"DATABASE_URL": url})
    except EngineMissing as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
