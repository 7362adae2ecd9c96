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
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
    server = _Server(find_programs())
    try:
        yield server.start()
    finally:
        server.remove()


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
    server = _Server(find_programs(), on_socket=True)
    try:
        url = server.start()
        yield OwnPostgres(url, urlsplit(url).port, server.folder, server.owner)
    finally:
        server.remove()


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


class _Server:
    """One cluster in one temporary folder, never owned by root: PostgreSQL refuses that."""

    def __init__(self, programs: Path, *, on_socket: bool = False):
        self.programs = programs
        self.on_socket = on_socket  # which only its owner reaches, so it asks for no password
        self.owner = _unprivileged_user() if os.geteuid() == 0 else None
        self.password = secrets.token_hex(16)
        # Root's own TMPDIR may lie where no other user can go.
        place = _roomy_memory() or ("/tmp" if self.owner else None)
        self.folder = Path(tempfile.mkdtemp(prefix="pos-pg-", dir=place))

    def start(self) -> str:
        """Make the cluster, start it and return its URL."""
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
        self._must_run("initdb", "--pgdata=data", *cluster, *login)
        port = self._listen()
        self._must_run("createdb", "--host=127.0.0.1", f"--port={port}", "--username=pos", "pos")
        return f"postgres://pos:{self.password}@127.0.0.1:{port}/pos"

    def _listen(self) -> int:
        """Start on a free port; another program may be faster, so try more than one."""
        socket_folder = self.folder if self.on_socket else ""
        own_options = (*SERVER_OPTIONS, f"unix_socket_directories={socket_folder}")
        options = " ".join(f"-c {option}" for option in own_options)
        for _ in range(START_TRIES):
            port = free_port()
            data, log = self.folder / "data", self.folder / "log"
            start = ("start", "--wait", f"--pgdata={data}", f"--log={log}")
            if self._run("pg_ctl", *start, f"--options=-p {port} {options}").returncode == 0:
                return port
        log = (self.folder / "log").read_text(errors="replace")
        raise EngineMissing(f"The throw-away PostgreSQL did not start: {log}")

    def remove(self) -> None:
        """Stop the server, if it runs, and delete all of it."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--mode=fast", "--wait", "--pgdata=data")
        shutil.rmtree(self.folder, ignore_errors=True)

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
