"""A change that is missing from the store is found: by the listing, a restore, and a drill."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations_app.backups import BackupTrouble, no_progress, pgbackrest
from operations_app.backups.copies import scratch_copy


@pytest.fixture
def store(here) -> pgbackrest.Store:
    return pgbackrest.Store(here.postgres.folder / "etc", "pos")


@pytest.fixture
def newest(store) -> pgbackrest.StoredBackup:
    """The newest backup, with at least three WAL segments after it."""
    for _ in range(3):
        pgbackrest.push_everything(store)
    return pgbackrest.backups(store)[-1]


@pytest.fixture
def scratch(here) -> Iterator[Path]:
    """An empty folder that the server's owner may get to."""
    with tempfile.TemporaryDirectory(dir=here.postgres.folder) as folder:
        yield Path(folder)


@contextlib.contextmanager
def without_the_segment_after(store, backup, shop) -> Iterator[str]:
    """Take one archived WAL segment away, with later ones still there; put it back after."""
    wal = pgbackrest.archived(store, backup.archive_id)
    name = sorted(name for name in wal if name > backup.first_wal)[1]
    (file,) = (shop.postgres.folder / "repository" / "archive").rglob(f"{name}-*")
    aside = shop.postgres.folder / file.name
    file.rename(aside)
    try:
        yield name
    finally:
        aside.rename(file)


def test_a_gap_is_named_by_verify_and_ends_what_can_be_restored(store, newest, here):
    assert pgbackrest.verify(store) == []
    with without_the_segment_after(store, newest, here) as name:
        assert any(name in line for line in pgbackrest.verify(store))
        assert pgbackrest.backups(store)[-1].restorable_until < newest.restorable_until


def test_a_restore_beyond_the_gap_is_refused_with_the_segment_by_name(store, newest, here, scratch):
    with (
        without_the_segment_after(store, newest, here) as name,
        pytest.raises(BackupTrouble, match=name),
        scratch_copy(newest, scratch, at=newest.restorable_until, tell=no_progress),
    ):
        pass
    assert not (scratch / "data").exists()


def test_a_damaged_segment_is_not_taken_for_the_end_of_all_changes(store, newest, here, scratch):
    """PostgreSQL itself would start happily with what came before the damaged segment."""
    (file,) = (here.postgres.folder / "repository" / "archive").rglob(
        f"{sorted(pgbackrest.archived(store, newest.archive_id))[-1]}-*"
    )
    good = file.read_bytes()
    file.write_bytes(good[: len(good) // 2])
    try:
        with (
            pytest.raises(BackupTrouble, match="WAL"),
            scratch_copy(newest, scratch, at=None, tell=no_progress),
        ):
            pass
    finally:
        file.write_bytes(good)


def test_a_drill_finds_the_gap(store, newest, here):
    with without_the_segment_after(store, newest, here):
        failed = here.command("restore_drill")
    assert failed.returncode == 1
    assert "WAL" in failed.stdout
