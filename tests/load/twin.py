"""The twin: the brief's statements sent to the same PostgreSQL by pgbench, as fast as it goes.

What it reaches is L, the rate that a shop's is compared with: see twin.sql for what it leaves out.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.engines import EngineMissing
from tests.engines.postgres import PostgresServer

FOLDER = Path(__file__).resolve().parent
DATABASE = "twin"
CLIENTS = 8
THREADS = 2


@dataclass(frozen=True)
class Told:
    """What pgbench said at its end."""

    orders: int
    failed: int
    rate: float  # orders a second, connecting left out


def told(output: str) -> Told:
    """Read the words of pgbench 14 or newer, whose transaction is our whole order."""
    orders = re.search(r"^number of transactions actually processed: (\d+)", output, re.M)
    failed = re.search(r"^number of failed transactions: (\d+)", output, re.M)  # from 15 on
    rate = re.search(r"^tps = ([\d.]+) \(without initial connection time\)", output, re.M)
    if not (orders and rate):
        raise EngineMissing(f"pgbench said something else than usual: {output}")
    return Told(int(orders[1]), int(failed[1]) if failed else 0, float(rate[1]))


class Twin:
    """A database beside the shop's, and the program that sells in it."""

    def __init__(self, server: PostgresServer, orders: int):
        self.server = server
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute((FOLDER / "twin_schema.sql").read_text())
            if orders:
                history = (FOLDER / "twin_history.sql").read_text()
                connection.execute(history.replace("%(orders)s", str(orders)))

    @property
    def url(self) -> str:
        """The address of the twin's own database."""
        return f"{self.server.url.removesuffix('/pos')}/{DATABASE}"

    def sell(self, seconds: int) -> Told:
        """Sell for so long."""
        many = (f"--client={CLIENTS}", f"--jobs={THREADS}")
        return self._run(f"--time={seconds}", *many, "--protocol=prepared")

    def sell_countably(self, orders: int) -> None:
        """Sell so many orders in a way in which PostgreSQL counts each BEGIN and COMMIT.

        It counts those of a prepared statement once.
        """
        self._run(f"--transactions={orders}", "--client=1", "--protocol=extended")

    def _run(self, *how: str) -> Told:
        """Run pgbench to its end; nothing of it outlives this call."""
        where = ("--host=127.0.0.1", f"--port={self.server.port}", "--username=pos", DATABASE)
        done = subprocess.run(
            [self._program(), "--no-vacuum", f"--file={FOLDER / 'twin.sql'}", *how, *where],
            env=os.environ | {"PGPASSWORD": self.server.password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise EngineMissing(f"pgbench failed: {done.stdout}")
        return told(done.stdout)

    def _program(self) -> Path:
        program = self.server.programs / "pgbench"
        if not program.exists():
            raise EngineMissing(f"No {program}: install PostgreSQL's contributed programs.")
        return program
