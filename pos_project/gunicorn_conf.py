"""How gunicorn serves the shop: read by `make run` and the Procfile alike.

Nothing here imports Django: the master process only forks workers and must stay small.
"""

import fcntl
import os
import sys
from pathlib import Path


def _bind(host: str, port: str) -> str:
    """Return gunicorn's address; an IPv6 host needs brackets before the port."""
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


def _workers(database_url: str, wanted: str) -> int:
    """Return the number of processes: one on SQLite, where more would only queue for the file."""
    if not database_url:
        return 1
    if int(wanted) < 1:  # gunicorn has refused words by now, but would sit there without a worker
        sys.exit(f"WEB_CONCURRENCY must be a whole number from 1 up, not {wanted}.")
    return int(wanted)


def _worker_tmp_dir(shared_memory: str = "/dev/shm") -> str | None:
    """Return a folder in memory: a heartbeat on a slow disk can stall a worker."""
    return shared_memory if os.access(shared_memory, os.W_OK | os.X_OK) else None


# Relative paths and the application are found wherever gunicorn was started.
chdir = str(Path(__file__).resolve().parent.parent)

bind = _bind(os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT", "8000"))
workers = _workers(os.environ.get("DATABASE_URL", ""), os.environ.get("WEB_CONCURRENCY", "3"))
worker_class = "gthread"
threads = 8  # as many as the database pool of one worker holds

timeout = 60  # seconds without a heartbeat before a worker is replaced
graceful_timeout = 30  # seconds that requests in flight get after SIGTERM
keepalive = 5
worker_tmp_dir = _worker_tmp_dir()
# gunicorn would open a remote control in $HOME, which a service account may not even have.
control_socket_disable = True

limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190

# Only these neighbours may say X-Forwarded-*; a proxy on another machine must be named.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"

errorlog = "-"
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None


def on_starting(server) -> None:
    """Hold a lock in the embedded shop's data folder for as long as a process of ours lives.

    `manage.py restore` looks at it: a database must not be replaced under a shop that sells.
    """
    if not os.environ.get("DATABASE_URL"):
        folder = Path(os.environ.get("VAR_DIR") or Path(chdir) / "var")
        folder.mkdir(parents=True, exist_ok=True)
        server.open_shop = (folder / "serving.lock").open("w")  # kept open, and by workers too
        fcntl.flock(server.open_shop, fcntl.LOCK_SH)
