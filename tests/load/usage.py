"""What the parts of a measured run took of the machine, read from Linux's /proc."""

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # in a second
CORES = os.cpu_count() or 1


def tree(root: int) -> list[int]:
    """Return a process and everything below it that lives now."""
    try:
        below = PROC.joinpath(f"{root}/task/{root}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [root, *(pid for child in below for pid in tree(int(child)))]


def cpu_seconds(root: int) -> float:
    """Return the CPU time of a tree since it began, that of ended children included."""
    return sum(map(_ticks, tree(root))) / TICKS


def _ticks(pid: int) -> int:
    """Return user and system time of a process and of the children it has waited for."""
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    fields = stat.rpartition(")")[2].split()  # a name may hold spaces; the state comes first
    return sum(map(int, fields[11:15]))


def machine_seconds() -> float:
    """Return the CPU time that the whole machine was busy, or had taken from it, since it began."""
    names = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
    numbers = (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]
    spent = dict(zip(names, map(int, numbers), strict=False))
    return sum(ticks for name, ticks in spent.items() if name not in ("idle", "iowait")) / TICKS


@dataclass(frozen=True)
class Reading:
    """Seconds on the clock and of CPU, all since some beginning."""

    at: float
    load_maker: float
    server: float
    database: float
    machine: float


def read(server: int, database: int) -> Reading:
    """Read now; the load maker is this process, with the children that have ended."""
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    load_maker = sum(usage.ru_utime + usage.ru_stime for usage in own)
    parts = load_maker, cpu_seconds(server), cpu_seconds(database), machine_seconds()
    return Reading(time.perf_counter(), *parts)


def shares(before: Reading, after: Reading, cores: int = CORES) -> dict[str, float]:
    """Return what each part took between two readings, in percent of all cores.

    `other work` is whatever the machine did besides: it should be next to nothing.
    """
    whole = (after.at - before.at) * cores
    taken = {
        "load maker": after.load_maker - before.load_maker,
        "server": after.server - before.server,
        "database": after.database - before.database,
    }
    busy = after.machine - before.machine
    taken["other work"] = max(0.0, busy - sum(taken.values()))
    return {part: 100 * seconds / whole for part, seconds in taken.items()}


def worker_megabytes(master: int) -> list[float]:
    """Return the resident memory of each process that gunicorn's master started, in MB."""
    return [resident_kilobytes(pid) / 1024 for pid in tree(master)[1:]]


def resident_kilobytes(pid: int) -> int:
    """Return what a process holds in memory, pages shared with others included."""
    status = (PROC / str(pid) / "status").read_text()
    return int(status.split("VmRSS:", 1)[1].split()[0])
