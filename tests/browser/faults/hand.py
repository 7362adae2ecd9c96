"""A cashier on a bad day: taps at random, reloads, loses tabs and the whole browser.

Everything is drawn from the hand's own seed. A tap that finds nothing is simply another step: on
a bad network half of the pages are not there.
"""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright

from tests.browser.conftest import DESK, QUIET
from tests.browser.faults import names
from tests.browser.faults.judge import TillRecord
from tests.browser.faults.outbox import answer_questions, commands_on, unhindered

SHORT = 2000  # milliseconds a tap or a page may take before the hand does something else
TABLES = 10
DISHES = 12  # the first ones of the pad
GONE = 20_000  # milliseconds in which a killed browser must be gone
HUNG = 60  # seconds for one step: each of its waits ends long before
BY_ADDRESS = 0.2  # of the ways to a table
DRAIN_SECONDS = 90
SHOWN_SECONDS = 10  # in which a refused command must be listed
_AS_ROOT = ("--no-sandbox",) if os.geteuid() == 0 else ()

Acts = list[dict[str, Any]]


@dataclass(frozen=True)
class Steps:
    """What a hand does how often, of a hundred steps or so."""

    sell: int = 40
    pay: int = 25
    look: int = 8
    reload: int = 6
    kill_tab: int = 8
    second_tab: int = 4
    decide: int = 6
    back: int = 3
    kill_browser: int = 2


class Hand:
    """One till: a browser with a disk of its own, and the hand in front of it."""

    def __init__(
        self,
        name: str,
        url: str,
        playwright: Playwright,
        chromium: str,
        cookies: list[dict[str, Any]],
        random: Random,
    ):
        self.name, self.url = name, url
        self.playwright, self.chromium, self.cookies = playwright, chromium, cookies
        self.random = random
        self.seen: dict[
            str, str
        ] = {}  # every command this till was ever seen to keep, and its state
        self.troubles: list[str] = []
        self.did: list[str] = []
        self.pid = 0  # of the browser
        self.began = 0.0  # the step it is at, by the monotonic clock; 0.0: none
        self.disk = tempfile.mkdtemp(prefix="pos-till-")
        self.context: BrowserContext = self._switch_on()
        self.page: Page = self._new_tab()

    def _switch_on(self) -> BrowserContext:
        context = self.playwright.chromium.launch_persistent_context(
            self.disk,
            executable_path=self.chromium,
            args=[*QUIET, *_AS_ROOT],
            locale="th-TH",
            viewport=DESK,
        )
        processes = context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        (self.pid,) = [each["id"] for each in processes["processInfo"] if each["type"] == "browser"]
        context.set_default_timeout(SHORT)
        context.add_init_script(names.NO_WARNING)
        context.add_cookies(self.cookies)  # the session outlives a crash on a real tablet too
        return context

    def _new_tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self._broke(page, error))
        answer_questions(page, lambda: self.random.choice([names.RESTORE, names.NOT_NOW]))
        return page

    def _broke(self, page: Page, error: Error) -> None:
        """Note that a script of the till broke; the browser's own error pages do not count."""
        if page.url.startswith(self.url):
            self.troubles.append(f"{self.name}: {error.message} {error.stack} on {page.url}")

    def close(self) -> None:
        """Put everything away."""
        self.context.close()
        shutil.rmtree(self.disk, ignore_errors=True)

    def step(self) -> None:
        """Do one thing at random, and note which commands are seen to be kept afterwards."""
        chances = vars(Steps())
        (what,) = self.random.choices(list(chances), list(chances.values()))
        self._do(what, getattr(self, f"_{what}"))
        self._watched(self.note)

    def _do(self, what: str, doing: Callable[[], None]) -> None:
        self.did.append(what)
        try:
            self._watched(doing)
        except Error:  # not there, not loaded, just leaving
            self.did[-1] += " (failed)"

    def _watched(self, doing: Callable[[], object]) -> None:
        """Do what may hang in the browser: its power is cut then, and it is switched on again."""
        self.began = time.monotonic()
        try:
            doing()
        finally:
            self.began = 0.0
            self._switch_on_if_cut()

    def _switch_on_if_cut(self) -> None:
        if not self.context.browser.is_connected():
            self.did[-1] = "kill_browser (hung)"
            self._switch_on_again()

    def cut_power_if_hung(self) -> None:
        """End a browser that has not answered for long. Called from another thread.

        Now and then Chromium never tells that a tab has been closed, and Playwright waits for that
        without end. A person would switch the tablet off and on.
        """
        if self.began and time.monotonic() - self.began > HUNG:
            self.began = 0.0
            os.kill(self.pid, signal.SIGKILL)

    def note(self) -> Acts | None:
        """Remember every command that this till keeps now; None when the page cannot tell."""
        try:
            commands = commands_on(self.page)
        except Error:  # an error page of the browser's own
            return None
        for command in commands:
            if self.seen.get(command["key"]) not in names.ENDED:
                self.seen[command["key"]] = command["state"]
        return commands

    def _tap(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=False).locator("visible=true")
        button.first.click(timeout=SHORT, no_wait_after=True)

    def _go(self, path: str) -> None:
        self.page.goto(self.url + path, wait_until="commit", timeout=2 * SHORT)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        """Wait until the page's script has said its first word about saving."""
        self.page.locator(f"{names.SAVING}:not(:empty)").wait_for(timeout=2 * SHORT)

    def _to_a_table(self) -> None:
        """Go to a table's pad: over the map, as cashiers do, or by its address."""
        number = self.random.randint(1, TABLES)
        if self.random.random() < BY_ADDRESS or not self.page.url.startswith(self.url):
            return self._go(f"/pos/tables/{number}/")
        tile = self.page.get_by_role("link", name=names.table(number))
        if not tile.is_visible():
            self._link(self.page.get_by_role("link", name=names.MAP, exact=True))
        self._link(tile)
        self.page.locator(names.DISH).first.wait_for(timeout=SHORT)
        self._wait_until_ready()

    def _link(self, link: Locator) -> None:
        link.click(timeout=SHORT, no_wait_after=True)

    def _sell(self) -> None:
        if self.random.random() < 0.8 or not self.page.locator(names.DISH).first.is_visible():
            self._to_a_table()
        for _ in range(self.random.randint(1, 3)):
            self.page.locator(names.DISH).nth(self.random.randrange(DISHES)).click()
        self._tap(names.CONFIRM)
        self._pause(0.8)

    def _pay(self) -> None:
        self._to_a_table()
        self._tap(names.PAY)
        how = self.random.choice([names.EXACT, names.EXACT, names.NOTE, names.SEEN, names.CARD])
        if how == names.SEEN:
            self.page.locator(names.SHOW_QR).click(timeout=SHORT, no_wait_after=True)
        self._tap(how)
        if how in (names.SEEN, names.CARD) and self.random.random() < 0.7:
            self._pause(0.2)
            self._tap(how)  # the cashier's word that the money was seen
        self._pause(0.8)

    def _look(self) -> None:
        self._pause(2)

    def _pause(self, most: float) -> None:
        self.page.wait_for_timeout(self.random.uniform(0, most) * 1000)

    def _reload(self) -> None:
        self.page.reload(wait_until="commit", timeout=2 * SHORT)
        self._wait_until_ready()

    def _back(self) -> None:
        self.page.go_back(wait_until="commit", timeout=2 * SHORT)
        self._wait_until_ready()

    def _kill_tab(self) -> None:
        self.page.close(run_before_unload=False)
        others = self.context.pages
        self.page = others[-1] if len(others) > 1 else self._new_tab()
        self._go("/pos/")

    def _second_tab(self) -> None:
        if len(self.context.pages) < 3:  # the browser's own first one counts
            self.page = self._new_tab()
            self._go("/pos/")

    def _kill_browser(self) -> None:
        """The battery is empty: the browser ends at once (kill -9); then it is started again."""
        try:
            with self.context.expect_event("close", timeout=GONE):
                os.kill(self.pid, signal.SIGKILL)
        except Error as error:  # no mishap of the day
            raise RuntimeError(f"{self.name} cannot be killed") from error
        self._switch_on_again()
        self._go("/pos/")

    def _switch_on_again(self) -> None:
        """Start the browser anew on its disk, a second time if need be; a person would, too."""
        self._wait_until_gone()
        for tries_left in (1, 0):
            try:
                self.context = self._switch_on()
                break
            except Error as error:  # no mishap of the day: without it this till cannot go on
                if not tries_left:
                    raise RuntimeError(f"{self.name} does not start again: {error}") from error
        self.page = self._new_tab()

    def _wait_until_gone(self) -> None:
        """Its last line has closed, but Chromium leaves a disk alone while its owner has a number:
        until whoever started it has taken note of its end."""
        latest = time.monotonic() + GONE / 1000
        while Path(f"/proc/{self.pid}").exists() and time.monotonic() < latest:
            time.sleep(0.02)

    def _decide(self) -> None:
        """Decide about the first refused command."""
        if self.page.locator(names.REFUSED_ROWS).first.is_visible():
            choice = self.random.choice([names.JOIN, names.DROP, names.MOVE, names.MEND])
            for select in {names.DROP: [names.REASON], names.MOVE: [names.OTHER_TABLE]}.get(
                choice, []
            ):
                self.page.locator(select).first.select_option(index=1, timeout=SHORT)
            for _ in range(self.random.choice([1, 1, 2])):  # a finger that slips decides once
                self._tap(choice)

    def drain(self) -> TillRecord:
        """The network is well again: open the map and wait until nothing can go out any more."""
        self._do("drain", self._close_tabs)
        self.page = self._new_tab()
        self.page.goto(f"{self.url}/pos/", timeout=30_000)
        self._until(DRAIN_SECONDS, lambda: _is_drained(self.note()))
        refused = [command for command in self.note() or [] if command["state"] == names.REFUSED]
        rows = self.page.locator(names.REFUSED_ROWS)
        self._until(SHOWN_SECONDS, lambda: rows.count() == len(refused))
        word = self.page.locator(names.SAVING).inner_text()
        return TillRecord(self.name, self.note() or [], word, rows.count(), self.seen)

    def _close_tabs(self) -> None:
        for page in self.context.pages[1:]:
            page.close(run_before_unload=False)

    def _until(self, seconds: float, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + seconds
        while not happened() and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)


def _is_drained(commands: Acts | None) -> bool:
    """Tell whether every command is answered, or behind a refused one of its order."""
    return commands is not None and unhindered(commands) == []
