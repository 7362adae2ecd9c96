"""Setting pgBackRest up beside a PostgreSQL of this machine, once or again after a change.

Everything here may be run twice: the key is made once and never overwritten, the configuration is
written anew, settings of PostgreSQL that stand already are left alone.
"""

import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from operations_app.backups import BackupTrouble, pgbackrest
from operations_app.backups import owned_processes as owned

KEY_FILE = "conf.d/pos-key.conf"
ARCHIVE_SECONDS = 60  # what a lost machine may cost at most, on one machine
_INSTALL = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120")


@dataclass(frozen=True)
class Server:
    """PostgreSQL as its owner reaches it: through the socket in `socket`, on `port`, as `user`."""

    socket: Path
    port: int
    user: str
    owner: owned.Owner

    def ask(self, statement: str) -> str:
        """Return the one value that a statement gives. Raises BackupTrouble."""
        login = (f"--host={self.socket}", f"--port={self.port}", f"--username={self.user}")
        quiet = ("--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--dbname=postgres")
        return owned.output(self.owner, "psql", *login, *quiet, f"--command={statement}").strip()


@dataclass(frozen=True)
class Places:
    """Where pgBackRest keeps what: configuration, backups, and its own small folders."""

    config: Path
    repository: Path
    logs: Path
    spool: Path
    locks: Path


def server_at(socket: Path, port: int, user: str) -> Server:
    """Return the server that listens there. Raises BackupTrouble when there is none."""
    return Server(socket, port, user, owned.owner_of(socket / f".s.PGSQL.{port}"))


def install() -> bool:
    """Install the Debian package where it is missing; tell whether that was needed.

    Raises BackupTrouble when it cannot be installed.
    """
    if shutil.which("pgbackrest", path=owned.PATH):
        return False
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise BackupTrouble("ไม่มี pgbackrest บนเครื่องนี้ กรุณาติดตั้ง (Debian: apt-get install pgbackrest)")
    for step in (("update",), ("install", "-y", "--no-install-recommends", "pgbackrest")):
        done = subprocess.run(
            [*_INSTALL, *step],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise BackupTrouble(f"ติดตั้ง pgbackrest ไม่สำเร็จ: {done.stderr.strip()}")
    return True


def write_configuration(server: Server, places: Places, template: Path, stanza: str) -> bool:
    """Write pgBackRest's configuration and, the first time, its key; tell whether the key is new.

    All of it belongs to PostgreSQL's user, who alone may read it.
    """
    for folder in (places.config, places.config / "conf.d", *_folders(places)):
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        owned.give(folder, server.owner)
    words = {
        "REPO_PATH": places.repository,
        "LOG_PATH": places.logs,
        "SPOOL_PATH": places.spool,
        "LOCK_PATH": places.locks,
        "STANZA": stanza,
        "DATA_PATH": server.ask("SHOW data_directory"),
        "SOCKET_PATH": server.socket,
        "PORT": server.port,
        "USER": server.user,
    }
    text = re.sub(r"@([A-Z_]+)@", lambda word: str(words[word[1]]), template.read_text())
    _write(places.config / "pgbackrest.conf", text, server.owner)
    key = places.config / KEY_FILE
    if key.exists():
        return False
    _write(key, f"[global]\nrepo1-cipher-pass={secrets.token_urlsafe(48)}\n", server.owner)
    return True


def _folders(places: Places) -> tuple[Path, ...]:
    return places.repository, places.logs, places.spool, places.locks


def _write(path: Path, text: str, owner: owned.Owner) -> None:
    """Write a file that only its owner may read, from its first moment."""
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    owned.give(draft, owner)
    os.replace(draft, path)


def begin_archiving(server: Server, store: pgbackrest.Store) -> bool:
    """Tell PostgreSQL to archive every change; return whether it must be restarted for that.

    Raises BackupTrouble when another archive is in use: two would be one too many.
    """
    command = " ".join(store.command("archive-push", "%p"))
    there = server.ask("SHOW archive_command")
    if there not in ("", "(disabled)", command) and "pgbackrest" not in there:
        raise BackupTrouble(f"PostgreSQL มี archive_command อยู่แล้ว: {there} กรุณาเอาออกก่อนแล้วสั่งใหม่")
    wanted = {
        "archive_command": command,
        "archive_timeout": str(ARCHIVE_SECONDS),
        "archive_mode": "on",
    }
    for name, value in wanted.items():
        server.ask(f"ALTER SYSTEM SET {name} = '{value}'")
    server.ask("SELECT pg_reload_conf()")
    return server.ask("SHOW archive_mode") == "off"


def restart(server: Server) -> None:
    """Restart PostgreSQL as this system does it. Raises BackupTrouble."""
    data = server.ask("SHOW data_directory")
    root = owned.Owner("root", None, None)
    clusters = owned.output(root, "pg_lsclusters", "-h") if shutil.which("pg_lsclusters") else ""
    for line in clusters.splitlines():
        version, name, *_, folder, _log = line.split()
        if folder == data:  # Debian's tool tells systemd, pg_ctl would not
            owned.output(root, "pg_ctlcluster", version, name, "restart")
            return
    programs = Path(owned.output(server.owner, "pg_config", "--bindir").strip())
    restarted = owned.succeeds(
        server.owner, programs / "pg_ctl", "restart", "--wait", "--silent", f"--pgdata={data}",
        "--mode=fast",
    )  # fmt: skip
    if not restarted:
        raise BackupTrouble("PostgreSQL ไม่ยอมเริ่มใหม่ กรุณาดู log ของ PostgreSQL")


def create_store(store: pgbackrest.Store) -> None:
    """Make the store, unless it stands, and see a change arrive in it. Raises BackupTrouble."""
    pgbackrest.run(store, "stanza-create")
    pgbackrest.push_everything(store)
