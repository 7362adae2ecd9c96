"""`make run` by a new release: the embedded shop is copied first, and told how to go back."""

import contextlib
import fcntl
import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from core_app import written_for
from operations_app import drill
from operations_app.backups import FULL, BackupTrouble, before_update, sqlite_copies
from operations_app.management.commands import keep_backups
from tests.migration.landed import landed_shop
from tests.server import RealServer

TOMORROW = (  # the last check before the shop opens stops it there: its tables have moved by then
    "INSERT INTO audit_events (action, subject, subject_id, details, request_id, created_at)"
    " VALUES ('x', 'x', 1, '{}', '', datetime('now', '+1 day'))"
)
SMALL = 60_000  # bytes: no copy fits
ANY = resource.RLIM_INFINITY


@pytest.fixture(scope="module")
def shop() -> Iterator[RealServer]:
    """The shop of the landed release, whose program was just replaced."""
    with landed_shop() as shop:
        with opened(shop) as database:
            database.execute(TOMORROW)
            database.commit()
        yield shop


def opened(shop: RealServer) -> contextlib.closing:
    return contextlib.closing(sqlite3.connect(shop.folder / "var" / "pos.sqlite3"))


def manage(shop: RealServer, *arguments: str, largest: int = ANY, **env: str):
    """Run manage.py by hand; `largest` is how many bytes a file may have."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=shop.home, env=shop.env | {"PORT": "27999"} | env, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )  # fmt: skip


def migrations(shop: RealServer) -> set[tuple[str, str]]:
    with opened(shop) as database:
        return set(database.execute("SELECT app, name FROM django_migrations"))


def orders(shop: RealServer) -> list[tuple]:
    with opened(shop) as database:
        return database.execute("SELECT id, status, total_price FROM orders").fetchall()


def backups_in(shop: RealServer) -> list[Path]:
    return sorted((shop.folder / "var" / "backups").glob("[!.]*"))


def test_without_room_for_the_copy_nothing_is_migrated_and_one_sentence_says_so(shop):
    before = migrations(shop)
    done = manage(shop, "serve", largest=SMALL)
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert "Nothing was changed, the shop is not open" in sentence
    assert "กรุณาตรวจเนื้อที่ว่าง" in sentence
    assert (migrations(shop), backups_in(shop)) == (before, [])


def test_a_start_beside_another_one_moves_nothing_and_says_so(shop):
    before, folder = migrations(shop), os.open(shop.folder / "var", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # as a start holds it while it moves the tables
    done = manage(shop, "serve")
    os.close(folder)
    assert (done.returncode, "Another start" in done.stderr) == (1, True)
    assert (migrations(shop), backups_in(shop)) == (before, [])


def test_it_is_copied_before_and_the_printed_way_leads_back(shop):
    landed, sold = migrations(shop), orders(shop)
    folder = shop.folder / "other disk"
    done = manage(shop, "serve", BACKUP_DIR=str(folder))
    assert "pos.E009" in done.stderr
    assert landed < migrations(shop)
    (file,) = re.findall(r"Copied before the update:\s+(.+)", done.stdout)
    assert Path(file).parent == folder

    # In the terminal of another day, which knows nothing of the one that started the shop.
    (back,) = re.findall(r"(\S+=.+ manage\.py restore .+)", done.stdout)
    typed = {"input": "var\n", "text": True, "env": {"PATH": os.environ["PATH"]}}
    line = back.replace(".venv/bin/python", sys.executable)
    assert subprocess.run(line, shell=True, cwd=shop.home, check=False, **typed).returncode == 0
    assert (migrations(shop), orders(shop)) == (landed, sold)


def test_starts_that_fail_again_and_again_leave_one_copy_of_each_tables(shop, tmp_path):
    source = shop.folder / "var" / "pos.sqlite3"
    first = before_update.take(source, tmp_path, tables="x")
    description = tmp_path / f"{first.label}.json"
    description.write_text(description.read_text().replace("update-x", FULL))
    for tables in (*"aaabcdef", "f"):
        copy = before_update.take(source, tmp_path, tables=tables)
    kinds = [each.kind for each in sqlite_copies.backups(tmp_path)]
    assert sorted(kinds) == [FULL, *(f"update-{tables}" for tables in "bcdef")]
    assert sqlite_copies.data_file(tmp_path, copy.label).exists()
    assert len(list(tmp_path.glob("[!.]*"))) == 2 * len(kinds)


def test_a_copy_before_an_update_is_neither_the_starts_backup_nor_a_drills(
    shop, tmp_path, settings, db
):
    source, settings.BACKUP_DIR = shop.folder / "var" / "pos.sqlite3", tmp_path
    copy = before_update.take(source, tmp_path, tables="x")
    assert not keep_backups.has_young_backup(copy.ended_at)
    with pytest.raises(BackupTrouble, match=r"manage\.py backup"):
        drill.prepare(newest=True)
    description = tmp_path / f"{copy.label}.json"
    description.write_text(description.read_text().replace("update-x", FULL))
    before_update.take(source, tmp_path, tables="x")
    assert keep_backups.has_young_backup(copy.ended_at)
    assert drill.prepare(newest=True).backup.label == copy.label


def test_tables_that_do_not_move_are_not_copied(db):
    assert not before_update.is_due()
    assert written_for.of_program() == written_for.of_database(connection)
