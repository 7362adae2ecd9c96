"""`make backup-setup` and a restore into a database of a running server."""

from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.backups.shops import set_up, setup_options


def test_the_key_is_readable_by_its_owner_alone_and_the_store_is_noise_without_it(shop):
    key = shop.postgres.folder / "etc" / "conf.d" / "pos-key.conf"
    assert key.stat().st_mode & 0o777 == 0o600
    assert "cipher-pass" not in (key.parent.parent / "pgbackrest.conf").read_text()
    for file in (shop.postgres.folder / "repository").rglob("*"):
        assert not file.is_file() or file.read_bytes()[:8] == b"Salted__", file


def test_a_second_setup_keeps_the_key_and_needs_no_restart(shop):
    key = shop.postgres.folder / "etc" / "conf.d" / "pos-key.conf"
    before = key.read_bytes(), started_at(shop)
    options = [each for each in setup_options(shop.postgres) if each != "--restart"]
    again = set_up(shop.env, *options, "--skip-first-backup")
    assert again.returncode == 0, again.stderr
    assert (key.read_bytes(), started_at(shop)) == before


def started_at(shop) -> object:
    with psycopg.connect(shop.postgres.url) as connection:
        return connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0]


def test_postgres_archives_within_a_minute_and_never_throws_changes_away(shop):
    with psycopg.connect(shop.postgres.url) as connection:
        settings = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name LIKE 'archive%'"
            ).fetchall()
        )
    assert (settings["archive_mode"], settings["archive_timeout"]) == ("on", "60")
    assert "archive-push" in settings["archive_command"]
    text = (shop.postgres.folder / "etc" / "pgbackrest.conf").read_text()
    assert "\narchive-push-queue-max" not in text
    assert "\nrepo1-retention-full-type=time\nrepo1-retention-full=30\n" in text


def on_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture
def empty_database(shop):
    """The URL of an empty database on the shop's own server."""
    with psycopg.connect(shop.postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE elsewhere")
    yield on_database(shop.postgres.url, "elsewhere")
    with psycopg.connect(shop.postgres.url, autocommit=True) as connection:
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'elsewhere%'"
        ).fetchall():
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_database_is_filled_then_refused_then_replaced_and_the_former_one_kept(
    shop, empty_database
):
    filled = shop.command("restore", "--into", empty_database)
    assert filled.returncode == 0, filled.stderr
    books = shop.command("check_ledger", "--json", DATABASE_URL=empty_database)
    assert books.stdout == '{"orders": 2, "differences": 0}\n'
    assert shop.command("restore", "--into", empty_database).returncode == 3
    with psycopg.connect(empty_database):
        in_use = shop.command("restore", "--into", empty_database, "--replace", typed="elsewhere\n")
    assert (in_use.returncode, "มีผู้ใช้งานอยู่" in in_use.stderr) == (3, True)
    (told,) = shop.told("restore", "--into", empty_database, "--replace", typed="elsewhere\n")
    with psycopg.connect(on_database(empty_database, told["set_aside"])) as former:
        assert former.execute("SELECT count(*) FROM orders").fetchone()[0] == 2


def test_a_backup_that_finds_no_room_leaves_the_earlier_ones_as_they_are(shop):
    """The store's files may not grow beyond 8 KB here, as on a disk with nothing left."""
    before = [each["label"] for each in shop.told("list_backups")]
    failed = shop.command("backup", "--full", largest_file_bytes=8192)
    assert failed.returncode == 1
    assert "[ERROR] Backup failed" in failed.stderr
    assert [each["label"] for each in shop.told("list_backups")] == before
    assert shop.command("list_backups", "--verify").returncode == 0
