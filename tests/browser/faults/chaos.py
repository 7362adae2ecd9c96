"""The bad day: three tills sell at ten tables while everything fails; then the books are judged.

    python -m tests.browser.faults.chaos --acts 500 --seed 7

Ends with 0 when `check_ledger` is clean, every command shown as saved is in the database exactly
once, and every other one still waits on its till or is shown as refused.
"""

import argparse
import secrets
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from tests.browser.faults.hand import Hand
from tests.browser.faults.judge import TillRecord, complaints, last_order, read_books
from tests.browser.faults.proxy import FaultyProxy
from tests.browser.faults.restores import Restores
from tests.browser.faults.weather import blow
from tests.engines.chromium import find_chromium
from tests.server import RealServer

TILLS = {"till 1": "staff001", "till 2": "staff001", "till 3": "manager001"}
PASSWORD = "demo1234"
PROGRESS = 2  # seconds between two looks at how far it is
LONGEST = 45  # minutes
PATIENCE = 150  # seconds after the day in which every till must have drained


@dataclass
class Day:
    """One bad day: what the threads share, and what they leave."""

    server: RealServer
    proxy: FaultyProxy
    seed: str
    commands: int
    seconds: float
    restores: Restores | None = None
    cookies: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)
    records: dict[str, TillRecord] = field(default_factory=dict)
    failures: dict[str, BaseException] = field(default_factory=dict)
    weather: Counter = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    well: threading.Event = field(default_factory=threading.Event)

    def count(self) -> int:
        """Return how many commands the tills were seen to keep so far."""
        return sum(len(hand.seen) for hand in list(self.hands.values()))

    def wake(self) -> None:
        """See that no till hangs in its browser."""
        for hand in list(self.hands.values()):
            hand.cut_power_if_hung()

    def random(self, name: str) -> Random:
        """Return a source of chance that depends on the seed and on whom it is for."""
        return Random(f"{self.seed} {name}")


def bad_day(
    server: RealServer, *, seed: str, commands: int, seconds: float, restores: bool = False
) -> tuple[Day, list[str]]:
    """Let three tills keep about `commands` commands, at most `seconds` long; with `restores` the
    shop, an embedded one, is taken back to a copy now and then.

    Returns the day and what is wrong: sentences of the judge and of `check_ledger`, and scripts
    that broke in a page.
    """
    since = last_order(server)
    with FaultyProxy(server.port, lifetime=seconds + 2 * PATIENCE) as proxy:
        day = Day(server, proxy, seed, commands, seconds, Restores(server) if restores else None)
        _live(day)
    wrong = [f"{name}: {failure!r}" for name, failure in day.failures.items()]
    wrong += [text for hand in day.hands.values() for text in hand.troubles]
    if not day.failures:
        records, books = list(day.records.values()), read_books(server, since)
        wrong += complaints(records, books, since, restored=day.weather["restore"] > 0)
    ledger = server.manage("check_ledger", check=False)
    if ledger.returncode != 0:
        wrong.append(f"check_ledger: {ledger.stdout}")
    return day, wrong


def _live(day: Day) -> None:
    """Run the tills and the weather, each in a thread of its own, until all are done."""
    day.cookies = {name: log_in(day.server.url, user) for name, user in TILLS.items()}
    deadline = time.monotonic() + day.seconds
    threads = [
        threading.Thread(target=_guarded, args=[day, name, work], daemon=True)
        for name, work in [*((till, _work) for till in TILLS), ("weather", _blow)]
    ]
    for thread in threads:
        thread.start()
    while day.count() < day.commands and time.monotonic() < deadline and not day.failures:
        day.over.wait(PROGRESS)
        day.wake()
        print(f"{day.count()} of {day.commands} commands", file=sys.stderr, flush=True)
    day.over.set()
    ending = time.monotonic() + PATIENCE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < ending:
        day.wake()
        time.sleep(PROGRESS / 10)
    for name in TILLS:
        if name not in day.records and name not in day.failures:
            did = day.hands[name].did[-8:] if name in day.hands else []
            day.failures[name] = TimeoutError(f"is stuck after {did}")


def _guarded(day: Day, name: str, work: Any) -> None:
    """Run one thread's work; what it raises is kept for the judgement, and ends the day."""
    try:
        work(day, name)
    except BaseException as failure:
        day.failures[name] = failure
        day.over.set()


def _blow(day: Day, name: str) -> None:
    try:
        chance = day.random(name)
        day.weather = blow(day.proxy, day.server, chance, day.over, day.count, day.restores)
    finally:
        day.well.set()


def _work(day: Day, name: str) -> None:
    random, cookies = day.random(name), day.cookies[name]
    with sync_playwright() as playwright:
        hand = Hand(name, day.proxy.url, playwright, find_chromium(), cookies, random)
        day.hands[name] = hand
        while not day.over.is_set():
            hand.step()
        day.well.wait(PATIENCE)
        day.records[name] = hand.drain()
        hand.close()


def log_in(url: str, username: str) -> list[dict[str, str]]:
    """Log in through the form, past the proxy; return the cookies as a browser takes them."""
    with httpx.Client(base_url=url, timeout=30) as client:
        client.get("/pos/login/")
        form = {
            "username": username,
            "password": PASSWORD,
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        }
        answer = client.post("/pos/login/", data=form, headers={"referer": url})
        assert answer.status_code == 302, answer.text
        return [
            {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
            for name, value in client.cookies.items()
        ]


def told(day: Day) -> str:
    """Return what happened, in a few lines."""
    states = Counter(
        f"{command['kind']} {command['state']}"
        for each in day.records.values()
        for command in each.commands
    )
    refusals = Counter(
        command["answer"].get("error") + (" again" if command.get("again") else "")
        for each in day.records.values()
        for command in each.commands
        if command["state"] == "refused"
    )
    steps = Counter(step for hand in day.hands.values() for step in hand.did)
    faults = Counter(each.fault.kind.name for each in day.proxy.exchanges)
    lines = {
        "acts": dict(sorted(states.items())),
        "refused": dict(refusals.most_common()),
        "steps": dict(steps.most_common()),
        "requests": dict(faults.most_common()),
        "weather": dict(day.weather),
    }
    return "\n".join(f"{name}: {counted}" for name, counted in lines.items())


def main(arguments: list[str]) -> int:
    """Run one bad day with a server of its own."""
    parser = argparse.ArgumentParser(prog="make chaos ARGS=...", description=__doc__)
    parser.add_argument(
        "--seed", default=secrets.token_hex(4), help="what all chance is drawn from"
    )
    parser.add_argument(
        "--acts", type=int, default=500, help="how many commands the tills shall keep"
    )
    parser.add_argument("--minutes", type=float, default=LONGEST, help="when it ends all the same")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    started = time.monotonic()
    with RealServer() as server:
        day, wrong = bad_day(
            server,
            seed=options.seed,
            commands=options.acts,
            seconds=60 * options.minutes,
            restores=True,
        )
        print(told(day))
        print(f"{day.count()} commands in {time.monotonic() - started:.0f} s")
    if day.count() < options.acts:
        wrong.append(f"only {day.count()} commands were kept")
    for text in wrong:
        print(f"WRONG (seed {options.seed}): {text}")
    print("wrong" if wrong else "right: nothing lost, nothing doubled")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
