"""A second disk that takes every change before it counts as committed: nothing is lost."""

import subprocess
import time

import psycopg

from operations_app.backups import clusters, pgbackrest

COMMITS = 100


def test_what_was_committed_since_the_last_archived_change_is_restored_from_it(
    here, empty_database
):
    store = pgbackrest.Store(here.postgres.folder / "etc", "pos")
    folder = here.postgres.folder / "second-disk"
    folder.mkdir()
    with psycopg.connect(here.postgres.url, autocommit=True) as connection:
        receiver = receiving(here, folder, store.owner)
        try:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'second_disk'")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE TABLE sold (number int)")
            # The run's server trades safety for speed; these commits must not.
            connection.execute("SET synchronous_commit = on")
            wait_for_sync(connection)
            for number in range(COMMITS):
                connection.execute("INSERT INTO sold VALUES (%s)", [number])
        finally:
            receiver.kill()  # with the machine that is lost
            receiver.wait()
            connection.execute("SET synchronous_commit = off")
            connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
            connection.execute("SELECT pg_reload_conf()")
    done = here.command("restore", "--into", empty_database, "--wal", str(folder))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(empty_database) as restored:
        assert restored.execute("SELECT count(*) FROM sold").fetchone() == (COMMITS,)


def receiving(shop, folder, owner) -> subprocess.Popen:
    """Start pg_receivewal as docs/backup.md does, as the owner of the server's files."""
    programs = clusters.programs_for(shop.postgres.folder / "data")
    if owner.uid is not None:
        subprocess.run(["chown", owner.name, folder], check=True)
    return subprocess.Popen(
        [
            programs / "pg_receivewal", f"--host={shop.postgres.folder}",
            f"--port={shop.postgres.port}", "--username=pos", f"--directory={folder}",
            "--synchronous", "--no-password",
        ],
        env={"PGAPPNAME": "second_disk", "PATH": "/usr/bin:/bin"},
        user=owner.uid, group=owner.gid, extra_groups=None if owner.uid is None else [],
        cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_for_sync(connection: psycopg.Connection) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        state = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
        if state == ("sync",):
            return
        time.sleep(0.1)
    raise AssertionError("pg_receivewal never became the synchronous standby")
