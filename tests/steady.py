"""`make steady`: run chosen stages many times and count which test failed how often.

make steady ARGS="--times 20 --half-loaded --only sqlite --only postgres tests/races"
"""

import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.engines.processes import unwind_on_signals
from tests.run import (
    NO_TESTS_COLLECTED,
    STAGES,
    Run,
    StageFailed,
    exit_code,
    options_of,
    prepared_run,
)

# Ends when its standard input does: with us, however we end.
BUSY = "import select, sys\nwhile not select.select([sys.stdin], [], [], 0)[0]: sum(range(100_000))"
UNDER = {False: "quiet", True: "under load"}


@dataclass
class Tally:
    """How often each test ran and failed, on quiet cores and under load."""

    runs: Counter = field(default_factory=Counter)
    failures: Counter = field(default_factory=Counter)

    def count(self, stage: str, report: Path, *, loaded: bool, failed: bool) -> None:
        """Count the tests of one run's JUnit report; a stage that broke without one is a test."""
        seen, bad = tests_in(report) if report.exists() else (set(), set())
        if failed and not bad:
            seen, bad = seen | {"(the stage)"}, {"(the stage)"}
        self.runs.update((f"{stage} {test}", loaded) for test in seen)
        self.failures.update((f"{stage} {test}", loaded) for test in bad)

    def lines(self) -> list[str]:
        """Return the table: the tests that failed, the shakiest first."""
        failed = Counter(test for test, _ in self.failures.elements())
        if not failed:
            return ["nothing failed"]
        return [f"{'quiet':>10}  {'under load':>10}  failures / runs"] + [
            f"{self._share(test, False):>10}  {self._share(test, True):>10}  {test}"
            for test, _ in failed.most_common()
        ]

    def _share(self, test: str, loaded: bool) -> str:
        runs = self.runs[test, loaded]
        return f"{self.failures[test, loaded]} / {runs}" if runs else "-"


def tests_in(report: Path) -> tuple[set[str], set[str]]:
    """Return the tests of a JUnit report, and those among them that failed."""
    seen, bad = set(), set()
    for case in ElementTree.parse(report).iter("testcase"):
        test = f"{case.get('classname')}::{case.get('name')}"
        seen.add(test)
        if case.find("failure") is not None or case.find("error") is not None:
            bad.add(test)
    return seen, bad


@contextlib.contextmanager
def busy_cores() -> Iterator[list[subprocess.Popen]]:
    """Keep every core busy until the block ends."""
    with contextlib.ExitStack() as stack:
        command = [sys.executable, "-c", BUSY]
        yield [
            # Out of reach of Ctrl+C; leaving a Popen closes its input and waits for its end.
            stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
            )
            for _ in range(os.cpu_count() or 2)
        ]


def repeat(run: Run, loads: Sequence[bool], tally: Tally) -> int:
    """Run the wanted stages once for each of `loads`; return 1 if anything failed."""
    run.stage("engines")
    for number, loaded in enumerate(loads, 1):
        print(f"\n=== run {number} of {len(loads)}, {UNDER[loaded]}", flush=True)
        with busy_cores() if loaded else contextlib.nullcontext():
            for name in STAGES:
                if name in run.wanted and name != "engines":
                    run_and_count(run, name, loaded, tally)
    if tally.failures:
        return 1
    return 0 if tally.runs else NO_TESTS_COLLECTED


def run_and_count(run: Run, name: str, loaded: bool, tally: Tally) -> None:
    """Run one stage, whatever comes of it, and count its tests."""
    report, failed = run.folder / f"{name}.xml", False
    report.unlink(missing_ok=True)
    try:
        run.stage(name)
    except StageFailed:
        failed = True
    tally.count(name, report, loaded=loaded, failed=failed)


def loads_of(times: int, *, load: bool, half_loaded: bool) -> list[bool]:
    """Tell for each run whether it is under load; of two runs, half loaded, the second is."""
    return [load or (half_loaded and number % 2 == 1) for number in range(times)]


def main(arguments: Sequence[str]) -> int:
    """Run, count, print; return 0 only if nothing failed."""
    parser = options_of("make steady", "Run stages of CI many times and count what failed")
    parser.add_argument("--times", type=int, default=10, help="runs of each stage (10)")
    parser.add_argument("--load", action="store_true", help="keep every core busy meanwhile")
    parser.add_argument("--half-loaded", action="store_true", help="every second run under load")
    options, pytest_args = parser.parse_known_args(arguments)
    loads = loads_of(options.times, load=options.load, half_loaded=options.half_loaded)
    unwind_on_signals()
    tally = Tally()
    try:
        with prepared_run(options, pytest_args) as run:
            return exit_code(lambda: repeat(run, loads, tally))
    finally:
        print("\n" + "\n".join(tally.lines()), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
