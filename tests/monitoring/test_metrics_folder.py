"""The folder in which workers count: each server's own, gone when the server is."""

import importlib.util
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.server import ROOT

HOUR_AGO = time.time() - 3600


@pytest.fixture
def conf(tmp_path, monkeypatch):
    """gunicorn's configuration as gunicorn reads it, with its folders under `tmp_path`."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.setenv("POS_WORKER", "")
    monkeypatch.setenv("POS_WORKERS", "")
    path = ROOT / "pos_project" / "gunicorn_conf.py"
    spec = importlib.util.spec_from_file_location("__config__", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.worker_tmp_dir = str(tmp_path)
    return module


def server() -> SimpleNamespace:
    return SimpleNamespace(WORKERS={}, LISTENERS=[], num_workers=4)


@pytest.fixture
def running(conf) -> Iterator[SimpleNamespace]:
    """A server that has started."""
    started = server()
    conf.when_ready(started)
    yield started
    os.close(started.metrics_lock)


def fork(conf, running) -> SimpleNamespace:
    worker = SimpleNamespace()
    conf.pre_fork(running, worker)
    running.WORKERS[len(running.WORKERS) + 1000 * worker.number] = worker
    return worker


def folder() -> Path:
    return Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])


def test_nobody_else_may_look_into_it(running, tmp_path):
    assert folder().parent == tmp_path
    assert folder().stat().st_mode & 0o777 == 0o700


def test_workers_get_the_lowest_free_number(conf, running):
    assert [fork(conf, running).number for _ in range(3)] == [0, 1, 2]
    gone = next(pid for pid, worker in running.WORKERS.items() if worker.number == 1)
    del running.WORKERS[gone]
    assert [fork(conf, running).number for _ in range(2)] == [1, 3]
    assert (os.environ["POS_WORKER"], os.environ["POS_WORKERS"]) == ("3", "4")


def test_a_dead_worker_leaves_its_counts_and_takes_its_gauges(conf, running):
    workers = [fork(conf, running) for _ in range(2)]
    for number in (0, 1, 11):
        for kind in ("counter", "histogram", "gauge_livesum"):
            (folder() / f"{kind}_{number}.db").touch()
    conf.child_exit(running, workers[1])
    left = {path.name for path in folder().iterdir()}
    assert len(left) == 8
    assert "gauge_livesum_1.db" not in left
    conf.child_exit(running, workers[1])  # said twice does no harm


def test_a_worker_starts_even_if_somebody_emptied_the_place(conf, running):
    folder().rmdir()
    fork(conf, running)
    assert folder().is_dir()


def test_a_server_that_ends_leaves_nothing(conf, running, tmp_path):
    (folder() / "counter_0.db").touch()
    conf.on_exit(running)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_could_not_start_clears_away_nothing_of_others(conf, tmp_path, monkeypatch):
    (tmp_path / "of somebody else").mkdir()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "of somebody else"))
    conf.on_exit(server())
    assert (tmp_path / "of somebody else").is_dir()


def test_what_a_killed_server_left_is_cleared_away_by_the_next(conf, tmp_path):
    killed = server()
    conf.when_ready(killed)
    left = folder()
    (left / "counter_0.db").touch()
    os.close(killed.metrics_lock)  # as the system does with all that a killed process held
    os.utime(left, (HOUR_AGO, HOUR_AGO))
    following = server()
    conf.when_ready(following)
    assert list(tmp_path.iterdir()) == [folder()]
    assert folder() != left
    os.close(following.metrics_lock)


def test_two_servers_on_one_machine_leave_each_other_alone(conf, running, tmp_path):
    first = folder()
    os.utime(first, (HOUR_AGO, HOUR_AGO))
    second = server()
    conf.when_ready(second)
    assert set(tmp_path.iterdir()) == {first, folder()}
    conf.on_exit(second)
    os.close(second.metrics_lock)
    assert list(tmp_path.iterdir()) == [first]


def test_a_folder_just_made_is_left_alone_before_its_owner_locks_it(conf, tmp_path):
    young = tmp_path / "pos-metrics-young"
    young.mkdir()
    starting = server()
    conf.when_ready(starting)
    assert young.is_dir()
    os.close(starting.metrics_lock)
