"""Copies of the embedded SQLite: whole while tills sell, 30 days kept, none lost to a bad day."""

import fcntl
import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from operations_app.backups import FULL, BackupTrouble, no_progress, restoring_file, sqlite_copies
from tests.backups.shops import BackedUpShop, sell
from tests.server import ROOT

pytestmark = pytest.mark.usefixtures("copies_can_be_opened")

KEPT_AFTER_A_FULL_DISK = """
mount -t tmpfs -o size=1500k none "$1" || exit 99
export BACKUP_DIR="$1/backups"
"$2" manage.py backup || exit 98
head -c 2m /dev/zero > "$1/ballast" 2>/dev/null
"$2" manage.py backup; echo "second backup: $?"
ls -A "$BACKUP_DIR"
"$2" manage.py list_backups --verify --json
"""


@pytest.fixture
def live(here, tmp_path):
    """The shop's database file, copied at rest, so that a test may spoil what it likes."""
    file = tmp_path / "pos.sqlite3"
    sqlite_copies.unpack(here.backup_files, sqlite_copies.backups(here.backup_files)[-1], file)
    return file


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def test_copies_taken_while_tills_sell_are_whole_and_no_sale_is_turned_away(tmp_path):
    shop = BackedUpShop()
    try:
        shop.fill()
        shop.start()
        source, folder = shop.folder / "var" / "pos.sqlite3", tmp_path / "backups"
        with ThreadPoolExecutor() as pool:
            tills = [pool.submit(sell, shop, table_id=number, times=5) for number in range(1, 5)]
            while not all(till.done() for till in tills):
                sqlite_copies.take(source, folder, kind=FULL)
            for till in tills:
                till.result()  # raises what its till met
        newest = sqlite_copies.take(source, folder, kind=FULL)
        assert (newest.figures["orders"], newest.figures["payments"]) == (20, 20)
        for number, copy in enumerate(sqlite_copies.backups(folder)):
            var = tmp_path / str(number)
            var.mkdir()
            sqlite_copies.unpack(folder, copy, var / "pos.sqlite3")
        assert number > 1
        books = shop.command("check_ledger", VAR_DIR=str(tmp_path / str(number // 2)))
        assert books.returncode == 0, books.stdout
    finally:
        shop.remove()


def test_a_copy_older_than_30_days_goes_when_a_new_one_is_there(live, folder):
    old = sqlite_copies.take(live, folder, kind=FULL)
    young = sqlite_copies.take(live, folder, kind=FULL)
    age(folder, old, days=30, minutes=1)
    age(folder, young, days=29)
    newest = sqlite_copies.take(live, folder, kind=FULL)
    assert {each.label for each in sqlite_copies.backups(folder)} == {young.label, newest.label}
    assert len(list(folder.glob("*.gz"))) == 2


def age(folder, backup, **by) -> None:
    path = folder / f"{backup.label}.json"
    told = json.loads(path.read_text())
    for name in ("ended_at", "restorable_from"):
        told[name] = (datetime.fromisoformat(told[name]) - timedelta(**by)).isoformat()
    path.write_text(json.dumps(told))


def test_a_full_disk_fails_the_backup_and_leaves_the_last_good_one(shop, tmp_path):
    """On a real file system that is full, in a mount namespace of its own."""
    place = tmp_path / "small"
    place.mkdir()
    own_mounts = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
    done = subprocess.run(
        [*own_mounts, KEPT_AFTER_A_FULL_DISK, "sh", str(place), sys.executable],
        cwd=ROOT, env=shop.env | shop.copied(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "second backup: 1" in done.stdout, done.stdout + done.stderr
    assert "[ERROR] Backup failed" in done.stderr
    assert ".partial" not in done.stdout
    assert done.stdout.count('"label": ') == 1
    assert done.returncode == 0  # of list_backups --verify: what is left is whole


def test_a_copy_that_was_killed_half_way_does_not_count_and_is_swept_away(live, folder):
    folder.mkdir()
    (folder / ".partial-killed.sqlite3").write_bytes(b"half")
    (folder / "killed-before-its-description.sqlite3.gz").write_bytes(b"whole")
    assert sqlite_copies.backups(folder) == []
    sqlite_copies.take(live, folder, kind=FULL)
    assert not list(folder.glob(".partial*"))


def test_a_damaged_database_is_not_kept_as_a_backup(live, folder):
    with sqlite3.connect(live) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name='menus'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with live.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 200)
    with pytest.raises(BackupTrouble, match=r"เสียหาย|ไม่สำเร็จ"):
        sqlite_copies.take(live, folder, kind=FULL)
    assert sqlite_copies.backups(folder) == []


def test_two_backups_at_once_are_one_too_many(live, folder):
    folder.mkdir()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BackupTrouble, match="อยู่แล้ว"):
            sqlite_copies.take(live, folder, kind=FULL)
    sqlite_copies.take(live, folder, kind=FULL)


def test_the_journal_of_the_former_database_never_reaches_the_restored_one(here, tmp_path):
    """A restore that left a hot journal in place would have its pages rolled back into the copy."""
    for ending in ("", "-journal", "-wal"):
        (tmp_path / f"pos.sqlite3{ending}").write_bytes(b"left by a crash")
    newest = sqlite_copies.backups(here.backup_files)[-1]
    done = restoring_file.restore_file(newest, tmp_path, tell=no_progress)
    there = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert there == {"pos.sqlite3", "serving.lock"}
    aside = {path.name for path in Path(done.set_aside).iterdir()}
    assert aside == {"pos.sqlite3", "pos.sqlite3-journal", "pos.sqlite3-wal"}


def test_what_root_restores_belongs_to_whoever_owns_the_folder(here, tmp_path):
    if os.geteuid() == 0:
        os.chown(tmp_path, 12345, 12345)
    newest = sqlite_copies.backups(here.backup_files)[-1]
    restoring_file.restore_file(newest, tmp_path, tell=no_progress)
    owner = tmp_path.stat()
    for path in tmp_path.iterdir():
        assert (path.stat().st_uid, path.stat().st_gid) == (owner.st_uid, owner.st_gid), path
