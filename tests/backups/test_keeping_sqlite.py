"""`make run` takes a backup at start, keeps to the schedule, and leaves nothing running behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from operations_app.backups import FULL, sqlite_copies
from operations_app.management.commands import keep_backups
from tests.backups.shops import BackedUpShop
from tests.engines.postgres import free_port
from tests.server import ROOT

PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def folder_of_shop() -> Iterator[BackedUpShop]:
    """A data folder that is empty before the first start; later ones find their files in it."""
    shop = BackedUpShop()
    shop.port = free_port()
    yield shop
    shop.remove()


@pytest.fixture
def served(folder_of_shop) -> Iterator[tuple[BackedUpShop, subprocess.Popen]]:
    """A shop, started by the command behind `make run`."""
    shop = folder_of_shop
    with shop.log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT, env=shop.env | {"PORT": str(shop.port), "DEMO": "0"}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield shop, process
    finally:
        process.kill()
        process.wait()


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def is_healthy(shop: BackedUpShop) -> bool:
    try:
        return httpx.get(f"{shop.url}/health", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def keepers_of(process: subprocess.Popen) -> list[int]:
    """Return the server's children that keep backups."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == process.pid and b"keep_backups" in (path / "cmdline").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue  # it ended while we looked
    return found


def test_an_empty_shop_has_a_backup_soon_after_its_start_and_its_keeper_ends_with_it(served):
    shop, process = served
    wait_for(lambda: sqlite_copies.backups(shop.backup_files))
    wait_for(lambda: is_healthy(shop))
    (keeper,) = keepers_of(process)
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: "Handling signal: hup" in shop.log)
    wait_for(lambda: is_healthy(shop))
    assert keepers_of(process) == [keeper]
    refused = shop.command("restore", "--into", str(shop.folder / "var"), "--replace")
    assert (refused.returncode, "กำลังใช้งานอยู่" in refused.stderr) == (3, True)
    process.kill()  # nobody can say goodbye to the keeper
    process.wait()
    wait_for(lambda: not Path(f"/proc/{keeper}").exists())


def test_ctrl_c_ends_server_and_keeper(served):
    shop, process = served
    wait_for(lambda: is_healthy(shop))
    (keeper,) = keepers_of(process)
    os.kill(keeper, signal.SIGINT)  # a terminal sends it to all
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    wait_for(lambda: not Path(f"/proc/{keeper}").exists())
    assert "Traceback" not in shop.log


def test_a_shop_that_has_sold_is_drilled_by_its_keeper(shop, tmp_path):
    own = shop.copied(tmp_path) | {"DEMO": "0"}
    before = len(shop.runs(**own))
    with subprocess.Popen(
        [sys.executable, "manage.py", "keep_backups"],
        cwd=ROOT, env=shop.env | own, stdin=subprocess.PIPE,
    ) as keeper:  # fmt: skip
        wait_for(lambda: len(shop.runs(**own)) == before + 2)
        keeper.stdin.close()  # the server is gone
        assert keeper.wait(PATIENCE) == 0
    backup, drill = shop.runs(**own)[before:]
    assert (backup["kind"], backup["succeeded"]) == ("full", True)
    assert (drill["kind"], drill["succeeded"]) == ("drill", True)


@pytest.mark.usefixtures("copies_can_be_opened")
def test_a_restart_soon_after_a_backup_takes_no_other(here, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    now = timezone.now()
    assert keep_backups.has_young_backup(now) is False
    sqlite_copies.take(here.folder / "var" / "pos.sqlite3", tmp_path, kind=FULL)
    assert keep_backups.has_young_backup(now) is True
    assert keep_backups.has_young_backup(now + timedelta(minutes=11)) is False


@pytest.mark.django_db
def test_a_backup_that_fails_does_not_end_the_keeping(settings, caplog):
    settings.BACKUP_DIR = Path("/proc/nowhere")
    keep_backups.keep(FULL)
    assert "Backup failed" in caplog.text
