"""`make bench`: how many paid orders a second the shop reaches, beside what its PostgreSQL could.

A PostgreSQL with its own defaults on a disk, the shop as it ships and its twin sell in turn, so
that a machine that slows down slows all of them. Loopback only; it ends by itself and leaves one
file in var/bench. docs/decisions/0026-how-throughput-is-measured.md says what is compared, and why.
"""

import argparse
import contextlib
import functools
import json
import os
import platform
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg

from tests.engines import EngineMissing
from tests.engines.postgres import DISK, PostgresServer
from tests.engines.processes import unwind_on_signals
from tests.load import usage
from tests.load.report import Measured, Report, last_report, now, percentiles, sentences, table
from tests.load.statements import OPTIONS, StatementCounter, count_statements
from tests.load.tills import COMMANDS, Notes, Till, sell, sell_once
from tests.load.twin import CLIENTS as RAW_CLIENTS
from tests.load.twin import DATABASE as TWIN_DATABASE
from tests.load.twin import Twin
from tests.server import ROOT, RealServer, open_real_shop

CLIENTS = (10, 100)
# What gunicorn_conf.py takes by itself; WEB_CONCURRENCY tries another number.
WORKERS = int(os.environ.get("WEB_CONCURRENCY", "3"))
WARM_UP = 2  # seconds that every run sells before it is measured
RAW_SHARE = 0.75  # of a run's seconds, for a run of the twin: its rate settles sooner
ERRORS_SHOWN = 5  # of a run
COUNTED = 20  # orders whose statements are counted
FOLDER = ROOT / "var" / "bench"
DURABLE = ("listen_addresses=127.0.0.1", *OPTIONS)  # all else as PostgreSQL delivers it


class Bench:
    """The shop, its twin and the PostgreSQL below both, all of them running."""

    def __init__(self, database: PostgresServer, shop: RealServer, twin: Twin):
        self.database, self.shop, self.twin = database, shop, twin
        hire = f"from tests.load.crew import hire; hire({max(CLIENTS)})"
        self.crew = json.loads(shop.manage("shell", "-v", "0", "-c", hire).stdout)
        self.sold = 0

    def count_statements(self) -> dict[str, tuple[float, float]]:
        """Return what each command of an order sends the database, and an order of the twin."""
        with StatementCounter(self.database.url, "pos") as counter:
            self._sell_alone(after=lambda command: None)  # fills caches and pools
            counter.forget()
            self._sell_alone(after=counter.note)
            counts = {command: counter.of(command, COUNTED) for command in COMMANDS}
        with StatementCounter(self.database.url, TWIN_DATABASE) as counter:
            self.twin.sell_countably(COUNTED)
            counter.note("raw")
            return counts | {"raw": counter.of("raw", COUNTED)}

    def _sell_alone(self, after: Callable[[str], None]) -> None:
        notes = Notes()
        for _ in range(COUNTED):
            sell_once(self._tills(1, notes)[0], after)
        self.sold += notes.paid

    def run_raw(self, seconds: float) -> Measured:
        """Let the twin sell."""
        before = self._read()
        sold = self.twin.sell(seconds=max(1, round(seconds * RAW_SHARE)))
        cpu = usage.shares(before, self._read())
        return Measured(RAW_CLIENTS, sold.rate, sold.failed, [], cpu)

    def run_shop(self, clients: int, seconds: float) -> Measured:
        """Let so many tills sell in the shop."""
        notes, readings = Notes(), []
        tills, mark = self._tills(clients, notes), lambda: readings.append(self._read())
        start, end = sell(tills, warm_up=WARM_UP, seconds=seconds, mark=mark)
        self.sold += notes.paid
        took = notes.between(start, end)
        # Tills that began together pay together: where the time is cut, payments alone mislead.
        orders = sum(map(len, took.values())) / len(COMMANDS)
        return Measured(
            clients,
            rate=orders / (end - start),
            errors=len(notes.faults),
            first_errors=[what for _, what in notes.faults[:ERRORS_SHOWN]],
            cpu=usage.shares(*readings),
            milliseconds={command: percentiles(took[command]) for command in COMMANDS},
        )

    def _tills(self, count: int, notes: Notes) -> list[Till]:
        people = list(zip(self.crew["tokens"], self.crew["tables"], strict=True))[:count]
        dishes, port = self.crew["dishes"], self.shop.port
        return [Till(port, token, place, dishes, notes) for token, place in people]

    def _read(self) -> usage.Reading:
        return usage.read(self.shop.pid, self.database.pids[0])

    def books(self, orders_before: int) -> str:
        """Return a sentence on whether the shop's books hold what its tills were told."""
        with psycopg.connect(self.database.url) as connection:
            paid = "SELECT COUNT(*) FROM orders WHERE status = 'paid'"
            written = connection.execute(paid).fetchone()[0] - orders_before
        ledger = self.shop.manage("check_ledger", check=False)
        if written != self.sold or ledger.returncode != 0:
            return f"WRONG: {self.sold} orders paid, {written} in the books; {ledger.stdout[-300:]}"
        return f"{self.sold:,} orders were paid, all are in the books; check_ledger finds no fault."


@contextlib.contextmanager
def standing_bench(orders: int) -> Iterator[Bench]:
    """Yield a bench whose shop and twin begin with so many paid orders; nothing of it stays."""
    with contextlib.ExitStack() as stack:
        say("starting PostgreSQL, the shop and its twin ...")
        database = stack.enter_context(PostgresServer(DURABLE, on_disk=True))
        count_statements(database.url, track="all")
        shop = RealServer(
            database.url,
            env={"METRICS_TOKEN": secrets.token_urlsafe(32)},
            workers=WORKERS,
            prepare=functools.partial(furnish, orders=orders),
        )
        stack.enter_context(shop)
        twin = Twin(database, orders)
        yield Bench(database, shop, twin)


def furnish(shop: RealServer, orders: int) -> None:
    """Make a real shop with a history."""
    open_real_shop(shop)
    if orders:
        command = [sys.executable, "-m", "tests.load.big_shop", f"--orders={orders}"]
        subprocess.run(command, cwd=ROOT, env=shop.env, check=True)


def measure(bench: Bench, options: argparse.Namespace) -> Report:
    """Count statements, then let twin and shop sell in turn."""
    statements = bench.count_statements()
    settle(bench)
    bench.twin.sell(seconds=WARM_UP)
    raw, shop = [told("L", bench.run_raw(options.seconds))], {clients: [] for clients in CLIENTS}
    for _ in range(options.rounds):
        for clients, runs in shop.items():
            runs.append(told(f"{clients} clients", bench.run_shop(clients, options.seconds)))
        raw.append(told("L", bench.run_raw(options.seconds)))
    return Report(
        at=now(),
        commit=commit(),
        machine=machine_in_words(bench.database),
        cores=usage.CORES,
        orders=options.orders,
        raw=raw,
        shop=shop,
        statements=statements,
        worker_megabytes=usage.worker_megabytes(bench.shop.pid),
        books=bench.books(options.orders),
    )


def settle(bench: Bench) -> None:
    """Stop counting, and leave no work of the making to be done while it is measured."""
    count_statements(bench.database.url, track="none")
    for url in (bench.database.url, bench.twin.url):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


def told(who: str, run: Measured) -> Measured:
    """Say what a run came to, and return it."""
    say(f"{who:<12}{run.rate:>8,.0f} orders/s {run.errors:>4} errors")
    return run


def say(line: str) -> None:
    """Print at once, wherever it is sent."""
    print(line, flush=True)


def commit() -> str:
    """Return the commit that was measured, with a + when files differ from it."""
    return output("git", "describe", "--always", "--exclude=*", "--dirty=+") or "unknown"


def output(*command: str) -> str:
    """Return what a program of the system says, '' where it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def machine_in_words(database: PostgresServer) -> str:
    """Return what it was measured on, as the parts themselves say."""
    settings = ("server_version", "fsync", "synchronous_commit")
    with psycopg.connect(database.url) as connection:
        said = [connection.execute(f"SHOW {name}").fetchone()[0] for name in settings]
    disk = output("findmnt", "--noheadings", "--output=FSTYPE", "--target", DISK)
    postgres = f"PostgreSQL {said[0].split()[0]} (fsync {said[1]}, synchronous_commit {said[2]}"
    return (
        f"{usage.CORES} cores ({processor()}), Linux {platform.release()}, "
        f"Python {platform.python_version()}, {WORKERS} workers, "
        f"{postgres}, on {disk})"
    )


def processor() -> str:
    """Return what the processor calls itself."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser("make bench ARGS=...", description=__doc__)
    parser.add_argument("--orders", type=int, default=0, help="paid orders to begin with (0)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--seconds", type=float, default=8, help="length of a run (8)")
    options = parser.parse_args(arguments)
    if options.orders < 0 or options.rounds < 1 or options.seconds < 1:
        parser.error("orders from 0 up, rounds and seconds from 1 up")
    return options


def main(arguments: Sequence[str]) -> int:
    """Measure, print, keep; return 0 when nothing went wrong on the way."""
    options = options_of(arguments)
    if not usage.PROC.joinpath("stat").exists():
        sys.exit("make bench reads /proc: it needs Linux.")
    unwind_on_signals()
    try:
        with standing_bench(options.orders) as bench:
            report = measure(bench, options)
    except EngineMissing as missing:
        sys.exit(str(missing))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    before = last_report(FOLDER, options.orders)
    say("\n" + "\n\n".join(["\n".join(table(report)), *sentences(report, before)]))
    say(f"\nkept in {report.save(FOLDER).relative_to(ROOT)}")
    for run in report.runs:
        for error in run.first_errors:
            say(f"error at {run.clients} clients: {error}")
    return 1 if any(run.errors for run in report.runs) or "WRONG" in report.books else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
