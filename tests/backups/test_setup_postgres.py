"""What `make backup-setup` leaves behind, and what it leaves alone when it is run again."""

import psycopg

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


def test_a_backup_that_finds_no_room_leaves_the_earlier_ones_as_they_are(shop):
    """The store's files may not grow beyond 8 KB here, as on a disk with nothing left."""
    before = [each["label"] for each in shop.told("list_backups")]
    failed = shop.command("backup", "--full", largest_file_bytes=8192)
    assert failed.returncode == 1
    assert "[ERROR] Backup failed" in failed.stderr
    assert [each["label"] for each in shop.told("list_backups")] == before
    assert shop.command("list_backups", "--verify").returncode == 0
