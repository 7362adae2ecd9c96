"""How long an update takes on a shop with years behind it.

    python -m tests.load.update RELEASE [--orders 300000]

RELEASE is a checkout of a release that has landed, with its .venv (tests/migration/README.md). Its
own `tests.load.big_shop` fills a shop on each engine, then this release's `migrate` runs on it and
its seconds are printed. The figures go into docs/performance.md by hand. Two minutes a shop is the
goal.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.engines.postgres import PostgresServer
from tests.engines.processes import unwind_on_signals
from tests.server import ROOT

PYTHON = Path(".venv") / "bin" / "python"
DURABLE = ("listen_addresses=127.0.0.1", "max_wal_size=4GB")  # as a shop's, not as a test's


def run(release: Path, env: dict[str, str], *arguments: str) -> float:
    """Run a command of a release; return its seconds. Its failure is ours."""
    started = time.monotonic()
    subprocess.run([release / PYTHON, *arguments], cwd=release, env=env, check=True)
    return time.monotonic() - started


def measure(release: Path, orders: int, env: dict[str, str]) -> float:
    """Fill a shop by `release` and return the seconds of our migration."""
    for command in (
        ("manage.py", "migrate", "--verbosity=0"),
        ("manage.py", "load_demo"),
        ("-m", "tests.load.big_shop", f"--orders={orders}"),
    ):
        run(release, env, *command)
    return run(ROOT, env, "manage.py", "migrate")


def main(release: Path, orders: int) -> None:
    """Measure both engines."""
    unwind_on_signals()
    with tempfile.TemporaryDirectory(prefix="pos-update-", dir="/var/tmp") as var:
        env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        env |= {"VAR_DIR": var, "DEMO": "1", "SECRET_KEY": "only-for-this-" + "0123456789" * 5}
        told = {"sqlite": measure(release, orders, env)}
        with PostgresServer(DURABLE) as server:
            told["postgresql"] = measure(release, orders, env | {"DATABASE_URL": server.url})
    for engine, seconds in told.items():
        print(f"{engine:<12}{orders} orders migrated in {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", type=lambda text: Path(text).resolve())
    parser.add_argument("--orders", type=int, default=300_000)
    asked = parser.parse_args()
    main(asked.release, asked.orders)
