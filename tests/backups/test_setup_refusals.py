"""`make backup-setup` says what it cannot do, and changes nothing then."""

import os

import pytest

from tests.backups.shops import set_up, setup_options
from tests.engines.postgres import SERVER_OPTIONS, OwnPostgres, PostgresServer, own_postgres

pytestmark = pytest.mark.no_database


def env_for(server: OwnPostgres) -> dict[str, str]:
    path, config = os.environ["PATH"], str(server.folder / "etc")
    return {"PATH": path, "DATABASE_URL": server.url, "PGBACKREST_CONFIG_PATH": config}


@pytest.mark.parametrize(
    ("options", "env", "code", "words"),
    [
        ((), {}, 3, "SQLite"),
        (("--help",), {}, 0, "--repository DIR"),
        (("--restrat",), {}, 2, "รหัสออก"),
        (("--repository",), {}, 2, "รหัสออก"),
        (("--restart=now",), {}, 2, "รหัสออก"),
        ((), {"DATABASE_URL": "postgres://pos:1234@[::1]/pos"}, 1, "พอร์ต 5432"),
        ((), {"DATABASE_URL": "postgres://pos:a%40b@127.0.0.1:25001/pos?a=b:1"}, 1, "พอร์ต 25001"),
        ((), {"DATABASE_URL": "postgresql://pos@/pos"}, 1, "พอร์ต 5432"),
    ],
)
def test_what_is_no_shop_to_set_up_is_told_by_sentence_and_exit_code(
    tmp_path, options, env, code, words
):
    config = tmp_path / "etc"
    found = {"PATH": os.environ["PATH"], "PGBACKREST_CONFIG_PATH": str(config)} | env
    refused = set_up(found, f"--socket={tmp_path}", *options)
    assert (refused.returncode, words in refused.stdout + refused.stderr) == (code, True)
    assert not config.exists()


def test_without_leave_to_restart_it_stops_before_and_with_leave_it_goes_on():
    with own_postgres() as server:
        *options, restart = setup_options(server)
        first = set_up(env_for(server), *options, "--skip-first-backup")
        key = server.folder / "etc" / "conf.d" / "pos-key.conf"
        secret = key.read_text().partition("cipher-pass=")[2].strip()
        assert (first.returncode, "ARGS=--restart" in first.stderr) == (1, True)
        assert f"สร้างกุญแจเข้ารหัสที่ {key}" in first.stdout
        again = set_up(env_for(server), *options, restart, "--skip-first-backup")
        assert again.returncode == 0, again.stdout + again.stderr
        assert secret in key.read_text()
        assert len(secret) == 64
        assert secret not in first.stdout + first.stderr + again.stdout + again.stderr


def test_an_archive_that_somebody_else_keeps_is_not_taken_over():
    kept = (*SERVER_OPTIONS, "archive_mode=on", "archive_command=/bin/true")
    with PostgresServer(kept, on_socket=True) as postgres:
        server = OwnPostgres(postgres.url, postgres.port, postgres.folder, postgres.owner)
        refused = set_up(env_for(server), *setup_options(server))
        assert refused.returncode == 1
        assert "archive_command อยู่แล้ว: /bin/true" in refused.stderr
        assert "archive_command" not in (postgres.data / "postgresql.auto.conf").read_text()
