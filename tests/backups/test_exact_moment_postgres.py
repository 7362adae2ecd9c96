"""Restored to 20 random seconds of a load: what was committed before is there, nothing after.

The backup is restored once by pgBackRest; each moment then replays the archived changes on a copy
of those files, as a restore of its own would.
"""

import random
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from operations_app.backups import clusters, no_progress, pgbackrest

SECONDS, MOMENTS = 6, 20


@dataclass(frozen=True)
class Tick:
    """A row: surely not committed before `began`, surely committed when `ended`."""

    number: int
    began: datetime
    ended: datetime


@pytest.fixture
def store(here) -> pgbackrest.Store:
    return pgbackrest.Store(here.postgres.folder / "etc", "pos")


def commit_ticks(url: str, stop: threading.Event, ticks: list[Tick]) -> None:
    """Commit a row at a time, beside whatever else the shop does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE ticks (number int)")
        while not stop.is_set():
            began = datetime.now(UTC)
            connection.execute("INSERT INTO ticks VALUES (%s)", [len(ticks)])
            ticks.append(Tick(len(ticks), began, datetime.now(UTC)))
            time.sleep(random.random() / 50)


@pytest.fixture
def ticks(here, store) -> list[Tick]:
    """A load of some seconds, all of it archived."""
    ticks: list[Tick] = []
    stop = threading.Event()
    load = threading.Thread(target=commit_ticks, args=(here.postgres.url, stop, ticks))
    load.start()
    time.sleep(SECONDS)
    pgbackrest.push_everything(store)  # the load runs over a border between segments
    stop.set()
    load.join()
    pgbackrest.push_everything(store)
    assert len(ticks) > 50
    return ticks


def test_twenty_random_moments_have_every_commit_before_them_and_none_after(here, store, ticks):
    backup = pgbackrest.backups(store)[-1]
    wal = pgbackrest.archived(store, backup.archive_id)
    last_wal = pgbackrest.span(wal, backup.first_wal).last
    base = here.postgres.folder / "base"
    base.mkdir(mode=0o700)
    shutil.chown(base, store.owner.name)
    pgbackrest.restore(store, backup.label, base, at=ticks[-1].ended, tell=no_progress)
    span = ticks[-1].began - ticks[0].ended
    for _ in range(MOMENTS):
        moment = ticks[0].ended + span * random.random()
        numbers = ticks_at(moment, base, store, last_wal)
        must = {tick.number for tick in ticks if tick.ended <= moment}
        may = {tick.number for tick in ticks if tick.began <= moment}
        assert must <= numbers <= may, f"{moment}: {sorted(must ^ numbers)[:5]}"


def ticks_at(moment: datetime, base: Path, store, last_wal: str) -> set[int]:
    """Return the rows that a cluster has which was replayed up to `moment`."""
    folder = base.with_name("moment")
    subprocess.run(["cp", "-a", base, folder], check=True)
    auto_conf = folder / "postgresql.auto.conf"
    wanted = f"recovery_target_time = '{moment:%Y-%m-%d %H:%M:%S.%f}+00'\n"
    text = auto_conf.read_text().replace(str(base), str(folder))
    kept = [line for line in text.splitlines(True) if not line.startswith("recovery_target_time")]
    auto_conf.write_text("".join(kept) + wanted)
    try:
        with (
            clusters.running(folder, store.owner, last_wal=last_wal) as cluster,
            psycopg.connect(
                host=str(cluster.socket), port=clusters.PORT, user="pos", dbname="pos"
            ) as connection,
        ):
            return {number for (number,) in connection.execute("SELECT number FROM ticks")}
    finally:
        shutil.rmtree(folder)
