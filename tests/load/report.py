"""What a benchmark's runs come to: one table, and one file to compare the next one with."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median

from tests.load.tills import COMMANDS

PERCENTS = (50, 95, 99)
QUIET = 10  # percent of all cores that other work may take of a machine that is called quiet
OURS = ("load maker", "server", "database")
PARTS = (*OURS, "other work")


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that so many percent of the values do not exceed; nan of none."""
    if not values:
        return math.nan
    rank = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def percentiles(seconds: Sequence[float]) -> list[float]:
    """Return the milliseconds of PERCENTS."""
    return [1000 * percentile(seconds, percent) for percent in PERCENTS]


@dataclass(frozen=True)
class Measured:
    """One run: of the twin, or of the shop with so many clients."""

    clients: int
    rate: float  # orders a second, each of three answered commands
    errors: int
    first_errors: list[str]
    cpu: dict[str, float]  # percent of all cores by part
    milliseconds: dict[str, list[float]] = field(default_factory=dict)  # by command, of PERCENTS


@dataclass(frozen=True)
class Report:
    """Everything that was measured. Run i of the shop lies between runs i and i + 1 of the twin."""

    at: str  # UTC
    commit: str
    machine: str
    cores: int
    orders: int  # paid ones that the shop began with
    raw: list[Measured]
    shop: dict[int, list[Measured]]  # by number of clients
    statements: dict[str, tuple[float, float]]  # by command and "raw": sent, asked inside
    worker_megabytes: list[float]
    books: str

    @property
    def runs(self) -> list[Measured]:
        """All runs, of the twin and of the shop."""
        return [*self.raw, *(run for runs in self.shop.values() for run in runs)]

    @property
    def other_work(self) -> float:
        """The percent of all cores that other programs took in the run they disturbed most."""
        return max(run.cpu["other work"] for run in self.runs)

    def shares(self, clients: int) -> list[float]:
        """Return each run's rate in percent of L, the mean of the twin's runs around it."""
        around = [fmean(run.rate for run in self.raw[i : i + 2]) for i in range(len(self.raw) - 1)]
        runs = zip(self.shop[clients], around, strict=True)
        return [100 * run.rate / raw for run, raw in runs]

    def save(self, folder: Path) -> Path:
        """Write it to a file named for its time."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.at.replace(':', '')}.json"
        path.write_text(json.dumps(asdict(self) | {"shares": self._all_shares()}, indent=1))
        return path

    def _all_shares(self) -> dict[int, float]:
        return {clients: median(self.shares(clients)) for clients in self.shop}


def now() -> str:
    """Return this moment as a report tells it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def table(report: Report) -> list[str]:
    """Return the report's table in Markdown."""
    columns = [report.raw, *report.shop.values()]
    heads = ["L: the brief's statements by pgbench, 8 clients"]
    heads += [f"the shop, {clients} clients" for clients in report.shop]
    rows = [
        ["", *heads],
        ["---"] * (1 + len(columns)),
        ["**orders/s** (lowest to highest run)", *map(rates, columns)],
        ["**% of L** (lowest to highest run)", "100", *map(share_of_raw(report), report.shop)],
        *(_latency_row(command, columns) for command in COMMANDS),
        ["errors", *(str(sum(run.errors for run in runs)) for runs in columns)],
        [f"CPU: {', '.join(PARTS)} (% of all cores)", *map(cpu, columns)],
        [f"CPU an order: {', '.join(OURS)} (ms)", *map(cpu_of_an_order(report.cores), columns)],
        _statements_row("statements an order (open + add + pay)", report, 0),
        _statements_row("looked up besides by foreign keys and triggers", report, 1),
        ["memory of a worker, MB (largest)", "", *_memory(report)],
    ]
    return ["| " + " | ".join(row) + " |" for row in rows]


def rates(runs: Sequence[Measured]) -> str:
    """Return the median rate and its range."""
    return _with_range([run.rate for run in runs], digits=0)


def share_of_raw(report: Report) -> Callable[[int], str]:
    """Return what tells the median share of L, and its range, at a number of clients."""
    return lambda clients: f"**{_with_range(report.shares(clients), digits=1)}**"


def _with_range(values: Sequence[float], *, digits: int) -> str:
    low, high = min(values), max(values)
    return f"{median(values):,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def _latency_row(command: str, columns: Sequence[Sequence[Measured]]) -> list[str]:
    cells = [_latency([run.milliseconds[command] for run in runs]) for runs in columns[1:]]
    return [f"{command}: p50 / p95 / p99 ms", "", *cells]


def _latency(runs: Sequence[Sequence[float]]) -> str:
    return " / ".join(f"{median(each):,.0f}" for each in zip(*runs, strict=True))


def cpu(runs: Sequence[Measured]) -> str:
    """Return the median share of each part."""
    return ", ".join(f"{median(run.cpu[part] for run in runs):.0f}" for part in PARTS)


def cpu_of_an_order(cores: int) -> Callable[[Sequence[Measured]], str]:
    """Return what tells the median CPU milliseconds for an order, which sharing changes least."""

    def milliseconds(run: Measured, part: str) -> float:
        return 1000 * cores * run.cpu[part] / 100 / run.rate if run.rate else math.nan

    return lambda runs: ", ".join(
        f"{median(milliseconds(run, part) for run in runs):.1f}" for part in OURS
    )


def _statements_row(label: str, report: Report, which: int) -> list[str]:
    counts = [report.statements[command][which] for command in COMMANDS]
    shop = f"{sum(counts):.0f} ({' + '.join(f'{count:.1f}' for count in counts)})"
    return [label, f"{report.statements['raw'][which]:.0f}", *[shop] * len(report.shop)]


def _memory(report: Report) -> list[str]:
    return [f"{max(report.worker_megabytes):.0f}"] * len(report.shop)


def sentences(report: Report, before: dict | None) -> list[str]:
    """Return what stands around the table: what was measured when, and how far to believe it."""
    orders = f"{report.orders:,} paid orders" if report.orders else "no order"
    lines = [
        f"{report.at}, commit {report.commit}, {report.machine}; a shop that began with {orders}.",
        report.books,
        f"Medians of {len(report.raw) - 1} runs. Three answered commands are an order. A run's"
        " share is of the mean of the two runs of L around it; latencies are those of requests.",
    ]
    if report.other_work > QUIET:
        lines.append(
            f"THE MACHINE WAS SHARED: other work took up to {report.other_work:.0f} % of its cores."
            " Rates are below those of a quiet one and shares scatter: measure again."
            " Sharing changes the CPU of an order least."
        )
    if before:
        told = ", ".join(f"{s:.1f} % at {c} clients" for c, s in before["shares"].items())
        lines.append(f"The time before ({before['at']}, {before['commit']}): {told}.")
    return lines


def last_report(folder: Path, orders: int) -> dict | None:
    """Return the newest report of a shop of this size, None without one."""
    paths = sorted(folder.glob("*.json"), reverse=True)
    reports = (json.loads(path.read_text()) for path in paths)
    return next((report for report in reports if report["orders"] == orders), None)
