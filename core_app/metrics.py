"""What is counted and measured, in Prometheus' terms; GET /metrics shows all of it.

gunicorn's workers are processes. Each counts in files of its own, and a scrape adds them up,
whichever worker answers it (pos_project/gunicorn_conf.py makes the folder and numbers the
workers). Outside of gunicorn, in a command or a test, numbers live in this process alone.

A command is counted only after its commit. What the tables know better than any counter (open
orders, the age of a backup) is read from them at scrape time: see `register`.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics import disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector

from core_app.database_probe import answering_seconds

log = logging.getLogger(__name__)

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
WORKER = os.environ.get("POS_WORKER", "")  # "0", "1", …; outside of gunicorn ""

# Before the first metric is made. A worker counts under its number and not, as would be the
# default, under its process id: its successor goes on in the same files, so that these stay few
# however often workers are replaced, and no count is lost with a killed one.
if FOLDER:
    values.ValueClass = values.MultiProcessValue(lambda: WORKER)
disable_created_metrics()

REGISTRY = CollectorRegistry()

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_TOO_MANY_REQUESTS = 429
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "pos_http_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY
)
DURATION = Histogram(
    "pos_http_request_duration_seconds",
    "Time from the first middleware to the answer, in seconds.",
    ("route", "method"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
DURATION.labels("/health", "GET")  # opens its file now: the folder is sure to be there
RATE_LIMITED = Counter(
    "pos_rate_limited_requests",
    "Requests answered 429: too many tries.",
    ("route", "method"),
    registry=REGISTRY,
)
REPLAYS = Counter(
    "pos_idempotent_replays",
    "Acts sent again under a used key and given their first answer.",
    ("route",),
    registry=REGISTRY,
)


def _pool_gauge(name: str, text: str) -> Gauge:
    return Gauge(f"pos_db_pool_{name}", text, multiprocess_mode="livesum", registry=REGISTRY)


POOL_MAX = _pool_gauge("max", "Most database connections all workers may hold; 0 on SQLite.")
POOL_SIZE = _pool_gauge("size", "Database connections the workers hold now.")
POOL_IN_USE = _pool_gauge("in_use", "Database connections at work now.")
POOL_WAITING = _pool_gauge("waiting", "Requests waiting for a database connection now.")


def note_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request. `route` is an address as declared, never one that was sent."""
    method = method if method in _METHODS else "other"
    REQUESTS.labels(route, method, str(status)).inc()
    DURATION.labels(route, method).observe(seconds)
    if status == _TOO_MANY_REQUESTS:
        RATE_LIMITED.labels(route, method).inc()


def watch_pool() -> None:
    """Let this worker of gunicorn note every second how its pool of connections stands.

    By the clock: what a worker noted at its last request would stand until its next one. SQLite
    has no pool.
    """
    if WORKER and connection.vendor == "postgresql":
        threading.Thread(target=_note_pool_for_ever, name="pool-watch", daemon=True).start()


def _note_pool_for_ever() -> None:
    while True:
        watched = connection.pool
        stats = watched.get_stats()
        # Before its first request a pool is not open, and counts connections it is going to make.
        size = 0 if watched.closed else stats["pool_size"]
        POOL_MAX.set(stats["pool_max"])
        POOL_SIZE.set(size)
        POOL_IN_USE.set(max(0, size - stats["pool_available"]))
        POOL_WAITING.set(stats["requests_waiting"])
        time.sleep(1)


@dataclass(frozen=True)
class Reading:
    """A figure read at scrape time: its name in Prometheus, what it means, and its value."""

    name: str
    text: str
    value: float


_sources: list[Callable[[], Iterable[Reading]]] = []


def register(source: Callable[[], Iterable[Reading]]) -> None:
    """Ask `source` for its readings at every scrape that finds the database answering."""
    if source not in _sources:
        _sources.append(source)


def page() -> bytes:
    """Return every figure in Prometheus' text format; without a database, those that need none."""
    now = CollectorRegistry()
    now.register(_Now())
    return generate_latest(_counted()) + generate_latest(now)


def pool() -> dict[str, int]:
    """Return how all workers' pools stand: max, size, in_use, waiting. Zeros on SQLite."""
    samples = (sample for family in _counted().collect() for sample in family.samples)
    found = {sample.name: int(sample.value) for sample in samples}
    names = ("max", "size", "in_use", "waiting")
    return {name: found.get(f"pos_db_pool_{name}", 0) for name in names}


def _counted() -> CollectorRegistry:
    """Return what all workers counted. Without the folder (somebody emptied it) that is nothing."""
    if not FOLDER:
        return REGISTRY
    registry = CollectorRegistry()
    if Path(FOLDER).is_dir():
        _FilesInUse(registry, path=FOLDER)
    return registry


class _FilesInUse(MultiProcessCollector):
    """Adds up the workers' files, but for those that a starting worker has only just made.

    Such a file is empty for a moment. Nothing is counted in it, and the library fails on it.
    """

    def collect(self) -> Iterable[Metric]:
        files = (str(file) for file in Path(FOLDER).glob("*.db") if _size(file) > 0)
        return self.merge(files, accumulate=True)


def _size(file: Path) -> int:
    """Return the size of a file in bytes; 0 when it went with its worker meanwhile."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


class _Now:
    """Collects what is true at the moment of the scrape."""

    def collect(self) -> Iterator:
        yield InfoMetricFamily("pos_build", "The running program.", {"version": settings.VERSION})
        connected = answering_seconds() is not None
        yield GaugeMetricFamily("pos_database_up", "1 when the database answers.", int(connected))
        if connected:
            for reading in _readings():
                yield GaugeMetricFamily(reading.name, reading.text, reading.value)


def _readings() -> Iterator[Reading]:
    for source in _sources:
        try:
            yield from list(source())
        except (DatabaseError, InterfaceError) as error:
            log.warning("Metrics left out: source=%s, error=%s", source.__name__, error)
