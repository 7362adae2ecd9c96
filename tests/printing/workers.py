"""A print worker as a process beside a real shop, and what that shop knows of its papers."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from tests.server import ROOT, RealServer

PATIENCE = 60  # seconds
EVERY_STATION = """
from menu_app.models import Station
from orders_app.models import Printer, StationPrinter
Printer.objects.update(prints_receipts=False)
told = dict(name="{name}", address="{address}", acknowledges=True, prints_receipts=True)
printer = Printer.objects.create(**told)
StationPrinter.objects.all().delete()
for station in Station.objects.all():
    StationPrinter.objects.create(station=station, printer=printer)
"""


def print_at(shop: RealServer, address: str, *, name: str = "") -> None:
    """Have all stations of an embedded shop print there, and its receipts; the printer is called
    `name`, or as its address is."""
    shop.manage("shell", "-c", EVERY_STATION.format(name=name or address, address=address))


@contextmanager
def printing(shop: RealServer, *options: str) -> Iterator[subprocess.Popen]:
    """Have a print worker at work; it is killed in the end, if it has not ended. Its standard input
    is a pipe, as beside a server."""
    command = [sys.executable, "manage.py", "keep_printing", *options]
    with shop.log_path.open("ab") as log:
        worker = subprocess.Popen(
            command, cwd=ROOT, env=shop.env, stdin=subprocess.PIPE, stdout=log, stderr=log
        )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def known_of(shop: RealServer, address: str) -> list[tuple[str, str]]:
    """Return what is known of the jobs of the printer there: their states and causes."""
    file = f"file:{shop.env['VAR_DIR']}/pos.sqlite3?mode=ro"
    with closing(sqlite3.connect(file, uri=True)) as database:
        return database.execute(
            "SELECT j.state, j.cause FROM print_jobs j JOIN printers p ON p.id = j.printer_id"
            " WHERE p.address = ? ORDER BY j.id",
            [address],
        ).fetchall()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a state, not for a clock."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
