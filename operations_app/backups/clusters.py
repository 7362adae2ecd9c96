"""A restored PostgreSQL: a data folder, started on a private socket, replayed to its end.

A cluster is restored as a whole, to be looked at or copied from, and thrown away. It listens on no
network port, and its socket lies in a folder that only its owner and root may enter, which is why
it asks for no password.
"""

import contextlib
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from operations_app.backups import BackupTrouble
from operations_app.backups import owned_processes as owned

PORT = 5432  # only a part of the socket's name
_REPLAY_SECONDS = 4 * 3600  # a day's worth of changes may take a while
_REACHED_END = "recovery ended before configured recovery target was reached"
_STOPPED = "recovery stopping"
_RESTORED = 'restored log file "{}" from archive'
_LAST_CHANGE = re.compile(r"last completed transaction was at log time (\S+ \S+)")
_TROUBLE = re.compile(r"ERROR|PANIC|FATAL(?!:  the database system is)")
_TARGET_LINE = re.compile(r"^recovery_target_.*\n", re.MULTILINE)
_HBA = "local all all trust\n"


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs: where its socket is, and what reaches one of its databases.

    `last_change` is its last commit, None when none was replayed after the backup.
    """

    socket: Path
    programs: Path
    owner: owned.Owner
    last_change: datetime | None

    def url(self, user: str, database: str) -> str:
        """Return a DATABASE_URL for a process of ours."""
        return f"postgres://{user}@:{PORT}/{self.socket}/{database}"

    def config(self, user: str, database: str) -> dict:
        """Return what Django needs to open a database of it."""
        return {
            "HOST": str(self.socket), "PORT": PORT, "USER": user, "NAME": database,
            "PASSWORD": "", "OPTIONS": {},
        }  # fmt: skip


@contextlib.contextmanager
def running(folder: Path, owner: owned.Owner, *, last_wal: str) -> Iterator[Cluster]:
    """Start the restored cluster in `folder`, wait until it has replayed everything, stop it after.

    `last_wal` is the last archived segment after the backup.
    Raises BackupTrouble when a change is missing or damaged on the way.
    """
    run = Path(tempfile.mkdtemp(prefix="pos-pg-", dir="/tmp" if owner.uid else None))
    owned.give(run, owner)
    server = _Server(folder, run, owner)
    try:
        server.complete_configuration()
        server.replay(last_wal)
        yield Cluster(run, server.programs, owner, server.last_change())
    finally:
        server.stop()
        shutil.rmtree(run, ignore_errors=True)


class _Server:
    def __init__(self, folder: Path, run: Path, owner: owned.Owner):
        self.folder, self.run, self.owner = folder, run, owner
        self.programs = programs_for(folder)
        self.log = run / "log"
        self.options = {
            "port": PORT,
            "listen_addresses": "''",
            "unix_socket_directories": run,
            "hba_file": run / "pg_hba.conf",
            "hot_standby": "off",  # nobody looks before it is whole
            "archive_mode": "off",
            "synchronous_standby_names": "''",  # the live one's second disk knows nothing of us
            "logging_collector": "off",
            "log_destination": "stderr",
            "lc_messages": "C",
            "timezone": "UTC",
            "ssl": "off",
            "fsync": "off",  # nobody keeps it
        }

    def complete_configuration(self) -> None:
        """Debian keeps a cluster's configuration elsewhere; PostgreSQL does not start without."""
        texts = {self.folder / "postgresql.conf": "", self.run / "pg_hba.conf": _HBA}
        for path, text in texts.items():
            if not path.exists():
                path.write_text(text)
                owned.give(path, self.owner)

    def replay(self, last_wal: str) -> None:
        """Start, and wait until every wanted change is in.

        A moment after the last commit is never "reached"; then, and where no moment was asked for,
        the log must show that the last archived segment was replayed: PostgreSQL itself takes a
        segment that cannot be read for the end of all changes.
        """
        self.start()
        came_up = self.came_up()
        if not came_up and _REACHED_END in self.said():
            self.must_have_replayed(last_wal)
            auto_conf = self.folder / "postgresql.auto.conf"
            auto_conf.write_text(_TARGET_LINE.sub("", auto_conf.read_text()))
            self.start()
            came_up = self.came_up()
        if not came_up:
            raise BackupTrouble(self.why_not())
        if _STOPPED not in self.said():
            self.must_have_replayed(last_wal)

    def start(self) -> None:
        settings = " ".join(f"-c {name}={value}" for name, value in self.options.items())
        # Its exit code tells little here: it comes before recovery has ended, one way or other.
        owned.succeeds(
            self.owner, self.programs / "pg_ctl", "start", "--wait", "--silent",
            f"--pgdata={self.folder}", f"--log={self.log}", f"--options={settings}",
        )  # fmt: skip

    def came_up(self) -> bool:
        """Wait until the cluster takes connections (True) or has ended (False)."""
        ready = (self.programs / "pg_isready", "--quiet", f"--host={self.run}", f"--port={PORT}")
        alive = (self.programs / "pg_ctl", "status", f"--pgdata={self.folder}")
        deadline = time.monotonic() + _REPLAY_SECONDS
        while time.monotonic() < deadline:
            if owned.succeeds(self.owner, *ready):
                return True
            if not owned.succeeds(self.owner, *alive):
                return False
            time.sleep(0.1)
        return False

    def must_have_replayed(self, last_wal: str) -> None:
        if _RESTORED.format(last_wal) not in self.said():
            raise BackupTrouble(self.why_not())

    def last_change(self) -> datetime | None:
        found = _LAST_CHANGE.findall(self.said())
        return datetime.fromisoformat(found[-1]) if found else None

    def why_not(self) -> str:
        words = [line for line in self.said().splitlines() if _TROUBLE.search(line)]
        return "กู้คืนไม่ถึงเวลาที่ต้องการ: บันทึกการเปลี่ยนแปลง (WAL) ขาดหรือเสียหาย: " + " | ".join(words[-3:])

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self) -> None:
        if (self.folder / "postmaster.pid").exists():
            owned.output(
                self.owner, self.programs / "pg_ctl", "stop", "--mode=fast", "--silent",
                "--timeout=600", f"--pgdata={self.folder}",
            )  # fmt: skip


def programs_for(folder: Path) -> Path:
    """Return the folder of the programs of the version that wrote a cluster.

    Raises BackupTrouble.
    """
    version = (folder / "PG_VERSION").read_text().strip()
    for candidate in _candidates(version):
        if (candidate / "pg_ctl").exists():
            return candidate
    raise BackupTrouble(f"ไม่พบโปรแกรมของ PostgreSQL {version} บนเครื่องนี้ กรุณาติดตั้งก่อน")


def _candidates(version: str) -> Iterator[Path]:
    yield Path(f"/usr/lib/postgresql/{version}/bin")
    on_path = shutil.which("pg_ctl", path=owned.PATH)
    if on_path:
        yield Path(on_path).resolve().parent
