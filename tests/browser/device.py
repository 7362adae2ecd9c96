"""A till's device: its tabs, its network, and what it keeps, read behind the page's back."""

import copy
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.till import Till

PATIENCE = 20  # seconds
AWAY_IN_TIME = 5000  # milliseconds: the shop's promise
BACK_IN_TIME = 20000  # milliseconds
SLIP = 800  # milliseconds: a second tap sooner than that is a slip of the first
SEEN_AT_ONCE = 4  # seconds: what took longer is told of as having happened meanwhile

COMMANDS = ("waiting", "ended")  # the stores they lie in
READ = """async ([stores, key]) => {
  const asked = indexedDB.open("pos-till");
  const db = await new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onupgradeneeded = () => asked.transaction.abort(); // nothing here yet: make nothing
  }).catch(() => null);
  if (!db) return null;
  const tx = db.transaction(stores); // one look, also at what is just moving
  const reads = [stores].flat().map((store) => tx.objectStore(store)).map((found) =>
    key === null ? found.getAll() : found.get(key));
  await new Promise((resolve) => (tx.oncomplete = resolve));
  db.close();
  return reads.length > 1 ? reads.flatMap((each) => each.result) : (reads[0].result ?? null);
}"""
CHANGE = """async ([stores, changes, by]) => {
  const asked = indexedDB.open("pos-till");
  const db = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const tx = db.transaction(stores, "readwrite");
  const changed = (command) => ({
    ...command,
    occurredAt: new Date(Date.parse(command.occurredAt) - by).toISOString(),
    ...(command.settledAt ? { settledAt: command.settledAt - by } : {}),
    ...changes[command.seq],
  });
  for (const store of stores.map((name) => tx.objectStore(name)))
    store.getAll().onsuccess = ({ target }) =>
      target.result.forEach((command) => store.put(changed(command)));
  await new Promise((resolve) => (tx.oncomplete = resolve));
  db.close();
}"""
# A held clock knows nothing of how the page came, which the till asks it.
NAVIGATION = "performance.getEntriesByType = () => [{ responseStart: 0 }];"
CONTROLLED = "() => navigator.serviceWorker?.controller != null"


def commands(page: Page) -> list[dict[str, Any]]:
    """Return every command the device still knows, oldest first."""
    found = page.evaluate(READ, [COMMANDS, None]) or []
    return sorted(found, key=lambda command: command["seq"])


def states(page: Page) -> list[str]:
    """Return the state of each command, oldest first."""
    return [command["state"] for command in commands(page)]


def drafts(page: Page) -> dict[str, list[str]]:
    """Return the unsent lines of every table, as {'2': ['ผัดไทย 2']}."""
    found = page.evaluate(READ, ["drafts", None]) or []
    return {
        each["table"]: [f"{line['name']} {line['qty']}" for line in each["lines"]] for each in found
    }


def until(page: Page, seen: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Wait until `seen()` is true, while the page goes on."""
    deadline = time.monotonic() + patience
    while not seen():
        assert time.monotonic() < deadline, "it did not happen in time"
        page.wait_for_timeout(50)


def prepared(till: Till, *, worker: bool = True) -> Till:
    """Open the map and wait until the device has all it needs to sell on alone."""
    return equipped(till.open("/pos/"), worker=worker)


def equipped(till: Till, *, worker: bool = True) -> Till:
    """Wait until the device has all it needs to sell on alone: a first visit takes a while."""
    until(till.page, lambda: till.page.evaluate(READ, ["device", "menu"]))
    if worker:
        until(till.page, lambda: till.page.evaluate(CONTROLLED))
    return till


def hold_clock(till: Till) -> Till:
    """Let the timers of every page to come run by `page.clock.run_for` alone, however slow the
    machine is: what a page asks again and again it has not asked yet when it is open.
    """
    till.page.clock.install()
    till.page.clock.pause_at(datetime.now() + timedelta(minutes=1))
    till.page.add_init_script(NAVIGATION)
    return till


def tab_beside(till: Till) -> Till:
    """Open one more tab of the same till."""
    tab = copy.copy(till)
    tab.page = till.context.new_page()
    tab.page.on("pageerror", lambda error: till.troubles.append(f"error: {error}"))
    return tab


def saving(till: Till, text: str, patience: int = BACK_IN_TIME) -> None:
    """Wait until the bar says `text` about saving."""
    expect(till.page.locator("#saving")).to_contain_text(text, timeout=patience)


def cut(till: Till) -> None:
    """Take the network away and wait until the till has noticed."""
    offline(till)
    look_again(till)
    expect(till.page.locator("#away")).to_be_visible(timeout=AWAY_IN_TIME * 2)


def offline(till: Till) -> None:
    """Take the network away from a device that can sell on alone."""
    equipped(till).context.set_offline(True)


def look_again(till: Till) -> None:
    """Have the page ask the server at once, as it does when somebody looks at it again.

    That it also asks by itself, and how soon: test_saving_words.py and test_outbox.py.
    """
    till.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def outlast(till: Till) -> None:
    """Let every command be so old that it waited for the server."""
    age(till, SEEN_AT_ONCE + 1)


def age(till: Till, seconds: float) -> None:
    """Let everything on this device have been tapped, and answered, that much earlier."""
    till.page.evaluate(CHANGE, [COMMANDS, {}, seconds * 1000])


def keep_otherwise(till: Till, changes: dict[str, dict[str, Any]]) -> None:
    """Let commands, by number, be kept as no till of today would: of an earlier release, say."""
    till.page.evaluate(CHANGE, [COMMANDS, changes, 0])


def mend(till: Till, text: str = "บันทึกแล้ว") -> None:
    """Give the network back and wait until the bar says `text`, and nothing is on its way.

    The bar tells of what was refused while the commands behind it are still being sent.
    """
    till.context.set_offline(False)
    look_again(till)
    saving(till, text)
    expect(till.page.locator("#saving")).not_to_contain_text("กำลังบันทึก…", timeout=BACK_IN_TIME)
    expect(till.page.locator("#away")).to_be_hidden()
    till.forgive_the_network()
