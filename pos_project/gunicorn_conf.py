"""How gunicorn serves the shop: read by `make run` and the Procfile alike.

Nothing here imports Django: the master process only forks workers and must stay small.
"""

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

_METRICS_PREFIX = "pos-metrics-"
_JUST_MADE = 60  # seconds in which a folder may not be locked yet by its owner


def _bind(host: str, port: str) -> str:
    """Return gunicorn's address; an IPv6 host needs brackets before the port."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


def _is_embedded() -> bool:
    """Tell whether the shop is on SQLite: no database is named, nor a file that names one."""
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def _workers(embedded: bool, wanted: str) -> int:
    """Return the number of processes: one on SQLite, where more would only queue for the file."""
    if embedded:
        return 1
    if int(wanted) < 1:  # gunicorn has refused words by now, but would sit there without a worker
        sys.exit(f"WEB_CONCURRENCY must be a whole number from 1 up, not {wanted}.")
    return int(wanted)


def _worker_tmp_dir(shared_memory: str = "/dev/shm") -> str | None:
    """Return a folder in memory: a heartbeat on a slow disk can stall a worker."""
    return shared_memory if os.access(shared_memory, os.W_OK | os.X_OK) else None


# The master's log lines tell the shop's time, as Django lets the workers' do (TIME_ZONE).
os.environ["TZ"] = "Asia/Bangkok"
time.tzset()

# Relative paths and the application are found wherever gunicorn was started.
chdir = str(Path(__file__).resolve().parent.parent)

bind = _bind(os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT", "8000"))
workers = _workers(_is_embedded(), os.environ.get("WEB_CONCURRENCY", "3"))
worker_class = "pos_project.worker.DoorShuttingWorker"
threads = 8  # as many as the database pool of one worker holds

timeout = 60  # seconds without a heartbeat before a worker is replaced
# Below what the system lets a process open (1,024 as a rule): files and databases need some too.
worker_connections = 512
sendfile = False  # it would wait for a slow reader outside the limits of pos_project/worker.py
graceful_timeout = 30  # seconds that requests in flight get after SIGTERM
keepalive = 5
worker_tmp_dir = _worker_tmp_dir()
# gunicorn would open a remote control in $HOME, which a service account may not even have.
control_socket_disable = True

limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190

# Only these neighbours may say X-Forwarded-*, here as in settings.py.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "127.0.0.1,::1")
# gunicorn would take SCRIPT_NAME from them too, which a proxy hands on as any caller wrote it.
forwarder_headers = ""

errorlog = "-"
logger_class = "pos_project.gunicorn_log.ShopLogger"
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None


def on_starting(server) -> None:
    """Look after the embedded shop, which is one process on one file, before anything is served."""
    if _is_embedded():
        _refuse_more_processes(server.cfg.workers)
        _hold_serving_lock(server)


def _refuse_more_processes(workers: int) -> None:
    """Refuse what neither this file nor the application could see: gunicorn's own -w option."""
    if workers > 1:
        sys.exit(
            f"pos.E005: {workers} workers, but SQLite is served by one process. "
            "Set DATABASE_URL to the shop's PostgreSQL, or leave -w out."
        )


def _hold_serving_lock(server) -> None:
    """Hold a lock in the data folder for as long as a process of ours lives.

    `manage.py restore` looks at it: a database must not be replaced under a shop that sells.
    """
    folder = Path(os.environ.get("VAR_DIR") or Path(chdir) / "var")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        server.open_shop = (folder / "serving.lock").open("w")  # kept open, and by workers too
    except OSError as error:
        what = f"the folder {folder}" if not folder.exists() else error.filename
        sys.exit(
            f"pos.E007: {what} cannot be written ({error.strerror}). As root: chown -R "
            f"{os.getuid()} {folder}   or set VAR_DIR to a folder that this account may write to."
        )
    fcntl.flock(server.open_shop, fcntl.LOCK_SH)


# --- what workers count, for GET /metrics (core_app/metrics.py) ---------------------------------
# A folder for each master, so that two shops on one machine, or an old and a new master after
# USR2, never wipe each other's figures. In memory where there is such a place: a full disk would
# kill a worker that touches a page of a mapped file.


def when_ready(server) -> None:
    """Before the first worker, give this server a new folder; clear away those of dead ones."""
    parent = worker_tmp_dir or os.environ.get("VAR_DIR") or str(Path(chdir) / "var")
    os.makedirs(parent, exist_ok=True)
    _clear_dead_folders(Path(parent))
    folder = tempfile.mkdtemp(prefix=_METRICS_PREFIX, dir=parent)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # inherited by every worker, kept over HUP
    # Held until the master and its last worker are gone, however they go.
    server.metrics_lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(server.metrics_lock, fcntl.LOCK_EX)


def pre_fork(server, worker) -> None:
    """Tell the worker where it listens, of how many it is, and its number: the lowest free one."""
    os.environ["POS_LISTENS_ON"] = _listens_on(server.LISTENERS)
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = min(set(range(len(taken) + 1)) - taken)
    os.environ["POS_WORKER"] = str(worker.number)
    os.environ["POS_WORKERS"] = str(server.num_workers)
    # Should somebody have emptied the place, a worker must start nevertheless.
    os.makedirs(os.environ["PROMETHEUS_MULTIPROC_DIR"], exist_ok=True)


def _listens_on(listeners) -> str:
    """Return the sockets' addresses with commas, whoever chose them: HOST, -b or systemd.

    A socket that is a file is this machine's own.
    """
    names = [listener.getsockname() for listener in listeners]
    return ",".join(name[0] for name in names if isinstance(name, tuple))


def child_exit(server, worker) -> None:
    """Forget how a dead worker's pool stood; what it counted stays, and its successor goes on."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    for gauges in folder.glob(f"gauge_live*_{worker.number}.db"):
        gauges.unlink(missing_ok=True)


def on_exit(server) -> None:
    """Leave nothing behind; a server that could not even start has made nothing."""
    if hasattr(server, "metrics_lock"):
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def _clear_dead_folders(parent: Path) -> None:
    for folder in parent.glob(f"{_METRICS_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or still locked by its owner
            if time.time() - folder.stat().st_mtime > _JUST_MADE:
                lock = os.open(folder, os.O_RDONLY)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
                finally:
                    os.close(lock)
