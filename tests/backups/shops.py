"""Shops whose backups are put to the test: real databases, real pgBackRest, real commands."""

import contextlib
import functools
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from django.core.management import CommandError, call_command

from tests.engines.postgres import OwnPostgres, own_postgres
from tests.program import new_key
from tests.server import ROOT, RealServer


class BackedUpShop(RealServer):
    """A shop with the demo restaurant, whose server is started only where a test says so."""

    postgres: OwnPostgres | None = None

    def command(
        self, *arguments: str, typed: str = "", largest_file_bytes: int = -1, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run manage.py with `typed` on its standard input; its exit code is the test's matter.

        `largest_file_bytes` is how large a file it and its children may write (-1: any size).
        """
        room = (largest_file_bytes, largest_file_bytes)
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env | env,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, room),
        )

    def told(self, *arguments: str, typed: str = "") -> list[dict[str, Any]]:
        """Run a command that must succeed and return what it told in JSON, line by line."""
        done = self.command(*arguments, "--json", typed=typed)
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def runs(self, **env: str) -> list[dict[str, Any]]:
        """Return what the shop remembers of its backups and drills, oldest first."""
        return json.loads(self.command("shell", "-v0", "-c", _RUNS, **env).stdout)

    def copied(self, folder: Path) -> dict[str, str]:
        """Copy the embedded shop's data into `folder` and return what leads a command there.

        For whoever takes backups: the shop remembers each, and other tests count them.
        """
        var = shutil.copytree(self.env["VAR_DIR"], folder / "var")
        return {"VAR_DIR": str(var), "BACKUP_DIR": str(folder / "backups")}

    @functools.cached_property
    def listed(self) -> list[dict[str, Any]]:
        """What `list_backups` tells, asked once."""
        return self.told("list_backups")

    def fill(self) -> "BackedUpShop":
        """Make the tables and the demo restaurant."""
        self.have_demo()
        return self

    @property
    def backup_files(self) -> Path:
        """The folder under which the backups' own files are."""
        if self.postgres:
            return self.postgres.folder / "repository" / "backup" / "pos"
        return self.folder / "var" / "backups"

    def remove(self) -> None:
        """Stop the server if it runs, and delete its folder."""
        self._remove()


_RUNS = """
import json
from operations_app.models import BackupRun
print(json.dumps(list(BackupRun.objects.order_by("pk").values("kind", "succeeded", "details"))))
"""


@contextlib.contextmanager
def backed_up_shop() -> Iterator[BackedUpShop]:
    """Yield a filled shop with a first backup, on the engine of this run."""
    with contextlib.ExitStack() as stack:
        if os.environ.get("DATABASE_URL"):
            server = stack.enter_context(own_postgres())
            config = str(server.folder / "etc")
            shop = BackedUpShop(server.url, env={"PGBACKREST_CONFIG_PATH": config})
            stack.callback(shop.remove)
            shop.postgres = server
            shop.fill()
            done = set_up(shop.env, *setup_options(server))
            assert done.returncode == 0, done.stdout + done.stderr
        else:
            shop = BackedUpShop()
            stack.callback(shop.remove)
            shop.fill().manage("backup")
        yield shop


def set_up(env: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run what `make backup-setup` runs; its exit code is the test's matter."""
    return subprocess.run(
        [ROOT / "deploy" / "backup" / "setup", *options],
        env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def setup_options(server: OwnPostgres) -> tuple[str, ...]:
    """Return what `deploy/backup/setup` needs to keep everything in the server's own folder."""
    names = ("repository", "logs", "spool", "locks")
    folders = (f"--{name}={server.folder / name}" for name in names)
    return f"--socket={server.folder}", "--user=pos", *folders, "--restart"


def refusal(*arguments: str) -> CommandError:
    """Return how `restore` refuses to be called like this."""
    with pytest.raises(CommandError) as refused:
        call_command("restore", *arguments)
    return refused.value


def on_database(url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def sell(shop: BackedUpShop, *, table_id: int, times: int = 1) -> None:
    """Sell lunches through the API of the shop's running server, as a program would."""
    with httpx.Client(base_url=shop.url, timeout=60) as client:
        who = {"username": "staff001", "password": "demo1234"}
        token = client.post("/auth/login", json=who).json()["token"]
        client.headers["authorization"] = f"Bearer {token}"
        lunch = [{"menu_id": 5, "qty": 2}, {"menu_id": 10, "qty": 1}]
        for _ in range(times):
            opened = _command(client, "/orders", table_id=table_id)
            order = f"/orders/{opened['order_id']}"
            _command(client, f"{order}/items", items=lunch)
            _command(client, f"{order}/pay", payment_method="cash", amount_received=200)


def _command(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body | {"idempotency_key": new_key()})
    assert answer.is_success, answer.text
    return answer.json()


@contextlib.contextmanager
def one_flipped_byte(path: Path) -> Iterator[None]:
    """Change one bit in the middle of a file, as a failing disk does; change it back after."""
    _flip(path)
    try:
        yield
    finally:
        _flip(path)


def _flip(path: Path) -> None:
    place = path.stat().st_size // 2
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def largest_file(folder: Path) -> Path:
    """Return the largest file of data below a folder of backups.

    pgBackRest keeps its list of files twice and reads the good one: no bit of it is missed.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    data = [path for path in files if not path.name.startswith("backup.manifest")]
    return max(data, key=lambda path: path.stat().st_size)
