"""`manage.py restore` into a database: of the shop's own server, and of a new machine's."""

import subprocess

import psycopg

from tests.backups.shops import on_database, set_up, setup_options
from tests.engines.postgres import OwnPostgres, own_postgres


def test_a_database_is_filled_then_refused_then_replaced_and_the_former_one_kept(
    shop, empty_database
):
    filled = shop.command("restore", "--into", empty_database)
    assert filled.returncode == 0, filled.stderr
    books = shop.command("check_ledger", "--json", DATABASE_URL=empty_database)
    assert books.stdout == '{"orders": 2, "differences": 0}\n'
    with psycopg.connect(empty_database) as restored:
        assert restored.execute("SELECT last_value FROM orders_id_seq").fetchone()[0] == 1_000_002
        told = restored.execute("SELECT taken_back FROM database_epoch").fetchone()
    assert told == (True,)  # tills hear of it
    assert shop.command("restore", "--into", empty_database).returncode == 3
    with psycopg.connect(empty_database):
        in_use = shop.command("restore", "--into", empty_database, "--replace", typed="elsewhere\n")
    assert (in_use.returncode, "มีผู้ใช้งานอยู่" in in_use.stderr) == (3, True)
    (told,) = shop.told("restore", "--into", empty_database, "--replace", typed="elsewhere\n")
    with psycopg.connect(on_database(empty_database, told["set_aside"])) as former:
        assert former.execute("SELECT count(*) FROM orders").fetchone()[0] == 2


def test_a_new_machine_sells_from_the_store_and_goes_on_archiving_into_it(shop):
    with own_postgres() as server:
        config, url = brought_along(shop.postgres, server), with_a_plain_login(server)
        env = {"DATABASE_URL": server.url, "PGBACKREST_CONFIG_PATH": config}
        done = shop.command("restore", "--into", url, **env)
        assert done.returncode == 0, done.stderr
        assert "make backup-setup ARGS=--restart" in done.stdout
        env["DATABASE_URL"] = url
        books = shop.command("check_ledger", "--json", **env)
        assert books.stdout == '{"orders": 2, "differences": 0}\n'
        ready = set_up(shop.env | env, *setup_options(server))
        assert ready.returncode == 0, ready.stdout + ready.stderr
        assert "สร้างกุญแจ" not in ready.stdout
        listed = shop.command("list_backups", "--json", **env).stdout.splitlines()
        assert len(listed) == len(shop.listed) + 1
        assert '"kind": "full"' in listed[-1]


def with_a_plain_login(server: OwnPostgres) -> str:
    """Make a login without rights and its empty database, as docs/operations.md does.

    Return the database's URL. The harness' own login may do everything.
    """
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE USER seller PASSWORD 'a-password'")
        connection.execute(
            "CREATE DATABASE shop OWNER seller ENCODING UTF8 LOCALE 'C.UTF-8' TEMPLATE template0"
        )
    return f"postgres://seller:a-password@127.0.0.1:{server.port}/shop"


def brought_along(old: OwnPostgres, new: OwnPostgres) -> str:
    """Copy configuration, key and repository to the new machine; return the configuration's folder.

    Its data, and its socket, are of the machine that was lost.
    """
    for name in ("etc", "repository"):
        subprocess.run(["cp", "-a", old.folder / name, new.folder], check=True)
    config = new.folder / "etc" / "pgbackrest.conf"
    text = config.read_text().replace(
        str(old.folder / "repository"), str(new.folder / "repository")
    )
    config.write_text(text.replace(str(old.folder / "data"), str(old.folder / "lost")))
    return str(config.parent)
