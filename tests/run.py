"""`make test`: every stage CI runs, in order, stopping at the first that fails.

Cheap stages come first, and both engines are found before the long ones begin: a missing browser
should not be news after five minutes.
"""

import argparse
import contextlib
import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.engines import EngineMissing
from tests.engines.chromium import find_chromium, find_headless_chromium
from tests.engines.driver import ensure_driver
from tests.engines.fribidi import ensure_shaping
from tests.engines.postgres import throwaway_postgres
from tests.engines.processes import run_child, unwind_on_signals
from tests.engines.promtool import find_promtool
from tests.engines.redis import find_redis
from tests.ready import READY

NO_TESTS_COLLECTED = 5  # pytest's own exit code
# What a developer's shell says about a shop or its Python must not leak into the tests.
SHOP_VARIABLES = {
    "ALLOWED_HOSTS",
    "APPROVALS",
    "APPROVAL_FROM",
    "BACKUP_DIR",
    "CACHE_URL",
    "DATABASE_URL",
    "DB_POOL_MAX",
    "DB_POOL_MIN",
    "DEBUG",
    "DEMO",
    "DEMO_PASSWORD",
    "DJANGO_SETTINGS_MODULE",
    "HOST",
    "HTTPS",
    "IGNORE_CLOCK",
    "PLAIN_HTTP",
    "LIMIT_ADDRESS_READS",
    "LIMIT_ADDRESS_WRITES",
    "LIMIT_USER_READS",
    "LIMIT_USER_WRITES",
    "LOG_FORMAT",
    "METRICS_ALLOW",
    "METRICS_TOKEN",
    "PGBACKREST_CONFIG_PATH",
    "PGBACKREST_STANZA",
    "PORT",
    "POS_WORKER",
    "POS_WORKERS",
    "PROMETHEUS_MULTIPROC_DIR",
    "PROMPTPAY_ID",
    "PYTHONDONTWRITEBYTECODE",  # a run starts hundreds of Pythons: each would compile the house
    "RESTAURANT_NAME",
    "SECRET_KEY",
    "TOKEN_LIFE_SECONDS",
    "VAR_DIR",
    "WEB_CONCURRENCY",
}


class StageFailed(Exception):
    """A command of a stage ended with an exit code other than 0."""

    def __init__(self, code: int):
        super().__init__(f"exit code {code}")
        self.code = code


@dataclass
class Run:
    """What the stages share, and the rows they leave for the table at the end."""

    wanted: Sequence[str]
    pytest_args: Sequence[str]
    stack: contextlib.ExitStack
    folder: Path
    postgres_url: str = ""
    chromium: str = ""
    headless: str = ""  # the same browser without its own windows
    tests_run: int = 0
    rows: list[tuple[str, float, str]] = field(default_factory=list)

    def stage(self, name: str) -> None:
        """Run one stage and note its seconds, whatever becomes of it."""
        print(f"\n--- {name}", flush=True)
        started, outcome = time.monotonic(), "FAILED"
        try:
            outcome = STAGES[name](self)
        finally:
            self.rows.append((name, time.monotonic() - started, outcome))

    def python(self, *arguments: str, **env: str) -> None:
        """Run this Python with a clean environment; raise StageFailed unless it ends well."""
        kept = {name: text for name, text in os.environ.items() if name not in SHOP_VARIABLES}
        own_data = {"VAR_DIR": str(self.folder / "var"), READY: str(self.folder / "ready")}
        code = run_child([sys.executable, *arguments], kept | own_data | env)
        if code != 0:
            raise StageFailed(code)

    def pytest(self, name: str, marker: str, *options: str, **env: str) -> str:
        """Run the tests that carry `marker` and return how many passed or were skipped."""
        counts = self.folder / f"{name}.xml"
        report = f"--junit-xml={counts}"
        try:
            self.python("-m", "pytest", "-m", marker, report, *options, *self.pytest_args, **env)
        except StageFailed as failed:
            # With a choice of the caller's own, a stage may be left without a test.
            if failed.code != NO_TESTS_COLLECTED or not self.pytest_args:
                raise
            return "no test chosen"
        suite = ElementTree.parse(counts).getroot()[0]
        total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        self.tests_run += total - skipped
        return f"{total - skipped} passed, {skipped} skipped"


def lint(run: Run) -> str:
    """Check the style."""
    run.python("-m", "ruff", "check", ".")
    run.python("-m", "ruff", "format", "--check", ".")
    return "ok"


def engines(run: Run) -> str:
    """Find or bring what the wanted stages need: FriBidi, PostgreSQL, promtool, Chromium."""
    if {"sqlite", "postgres", "operations", "browser"} & set(run.wanted):
        ensure_shaping()
    if "browser" in run.wanted:
        run.chromium, run.headless = find_chromium(), find_headless_chromium()
        ensure_driver()
    if "deploy" in run.wanted or "postgres" in run.wanted:
        run.postgres_url = run.stack.enter_context(throwaway_postgres())
    if {"sqlite", "postgres"} & set(run.wanted):
        find_promtool()
        find_redis()
    return "ok"


def deploy(run: Run) -> str:
    """Check the settings and the migrated database of a real shop, as its first start would."""
    shop = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": run.postgres_url,
        "ALLOWED_HOSTS": "pos.example.test",
        "HTTPS": "1",
    }
    run.python("manage.py", "migrate", "--noinput", "--verbosity=0", **shop)
    run.python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **shop)
    return "ok"


def migrations(run: Run) -> str:
    """See that no model has changed without its migration."""
    run.python("manage.py", "makemigrations", "--check", "--dry-run")
    return "ok"


# Three processes for two cores, since each waits now and then, every one with a database of its
# own. In the order of their names: otherwise files of one long test would come last, when the
# other processes have nothing left to do.
IN_PARTS = ("-n", "3", "--no-loadscope-reorder", "--dist")
# A file's tests stay together, so that what a file sets up once is set up once.
BY_FILE = (*IN_PARTS, "loadfile")


def sqlite(run: Run) -> str:
    """Run the suite on the embedded engine."""
    return run.pytest("sqlite", "not browser and not operations", *BY_FILE)


def postgres(run: Run) -> str:
    """Run the suite on PostgreSQL, but for what needs no database or depends on no engine."""
    marker = "not browser and not operations and not no_database and not said_once"
    return run.pytest("postgres", marker, *BY_FILE, DATABASE_URL=run.postgres_url)


def only_in(folder: str) -> tuple[str, str]:
    """Return the option that spares reading all other tests, unless the caller chooses some."""
    return "-o", f"testpaths={folder}"


def operations(run: Run) -> str:
    """Kill, stop, fill and restart what the shop stands on; each test brings its own engines."""
    # They share nothing between their groups.
    by_group = (*IN_PARTS, "loadgroup", *only_in("tests/operations"))
    return run.pytest("operations", "operations", *by_group)


def browser(run: Run) -> str:
    """Walk through the screens; Playwright's loop would make Django refuse its own ORM."""
    browsers = {"CHROMIUM": run.chromium, "HEADLESS_CHROMIUM": run.headless}
    return run.pytest(
        "browser",
        "browser",
        *BY_FILE,
        *only_in("tests/browser"),
        **browsers,
        DJANGO_ALLOW_ASYNC_UNSAFE="1",
    )


STAGES: dict[str, Callable[[Run], str]] = {
    each.__name__: each
    for each in (lint, engines, deploy, migrations, sqlite, postgres, operations, browser)
}


def options_of(prog: str, description: str) -> argparse.ArgumentParser:
    """Return a parser of our own options; what is unknown to it is for pytest."""
    parser = argparse.ArgumentParser(
        prog=f"{prog} ARGS=...",
        description=f"{description}; options unknown here go to pytest.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[name for name in STAGES if name != "engines"],
        help="run this stage alone; may be given more than once",
    )
    return parser


@contextlib.contextmanager
def prepared_run(options: argparse.Namespace, pytest_args: Sequence[str]) -> Iterator[Run]:
    """Yield a run; at its end everything it made is gone and its table is printed."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pos-test-")))
        run = Run(options.only or list(STAGES), pytest_args, stack, folder)
        stack.callback(print_table, run.rows)
        yield run


def print_table(rows: Sequence[tuple[str, float, str]]) -> None:
    """Print what each stage took and gave."""
    print(f"\n{'stage':<12}{'seconds':>8}  result")
    for name, seconds, outcome in rows:
        print(f"{name:<12}{seconds:>8.1f}  {outcome}")
    print(f"{'all':<12}{sum(row[1] for row in rows):>8.1f}", flush=True)


def exit_code(work: Callable[[], int]) -> int:
    """Do the work; return its exit code, or that of what broke it off."""
    try:
        return work()
    except StageFailed as failed:
        return failed.code
    except EngineMissing as missing:
        print(missing, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def run_stages(run: Run) -> int:
    """Run the wanted stages, each once; return 0. Raises StageFailed at the first that failed."""
    for name in STAGES:
        if name in run.wanted or name == "engines":
            run.stage(name)
    return NO_TESTS_COLLECTED if run.pytest_args and not run.tests_run else 0


def main(arguments: Sequence[str]) -> int:
    """Run the wanted stages; return 0, or the exit code of the first that failed."""
    parser = options_of("make test", "Run the stages of CI")
    options, pytest_args = parser.parse_known_args(arguments)
    unwind_on_signals()
    with prepared_run(options, pytest_args) as run:
        return exit_code(lambda: run_stages(run))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
