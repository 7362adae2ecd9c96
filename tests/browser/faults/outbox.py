"""The outbox as it lies in the browser, read beside the till's own code."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.browser.faults import names

# Opening a database that is not there would make an empty one, and the till would stumble over it.
# Playwright waits for an answer for ever: a database that does not open must not keep the test.
_READ = """async ([database, stores]) => {
  const of = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const read = async () => {
    if (!(await indexedDB.databases()).some((each) => each.name === database)) return [];
    const db = await of(indexedDB.open(database));
    try {
      if (!stores.every((store) => db.objectStoreNames.contains(store))) return [];
      const tx = db.transaction(stores); // one look, also at what is just moving
      const found = stores.map((store) => of(tx.objectStore(store).getAll()));
      return (await Promise.all(found)).flat().sort((a, b) => a.seq - b.seq);
    } finally { db.close(); }
  };
  const late = new Promise((_, failed) => window.setTimeout(failed, 5000, "the outbox hangs"));
  return Promise.race([read(), late]);
}"""


def commands_on(page: Page) -> list[dict[str, Any]]:
    """Return the commands this page's browser keeps, oldest first."""
    return page.evaluate(_READ, [names.DATABASE, names.COMMANDS])


def unhindered(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the waiting commands that no refused one of their order before them holds back.

    A refused payment holds nothing: the bill may be paid anew.
    """
    stuck, going = set(), []
    for each in sorted(commands, key=lambda each: each.get("rank") or each["seq"]):
        if each["state"] == names.REFUSED and each["kind"] != "pay":
            stuck.add(each["order"])
        elif each["state"] == names.WAITING and each["order"] not in stuck:
            going.append(each)
    return going


def kept(page: Page, *states: str, seconds: float = 30) -> list[dict[str, Any]]:
    """Wait until the commands on this browser have these states, oldest first; return them."""
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            found = commands_on(page)
        except Error:  # the page is just leaving for another
            found = []
        if [command["state"] for command in found] == list(states):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"not {states} within {seconds} s but {found}")


def saving(page: Page, text: str, seconds: float = 30) -> None:
    """Wait until the bar says `text` about saving."""
    expect(page.locator(names.SAVING)).to_contain_text(text, timeout=seconds * 1000)


def answer_questions(page: Page, choose: Callable[[], str]) -> None:
    """Answer the question about an unfinished order by itself, whenever it stands in the way."""
    question = page.get_by_role("dialog").get_by_role("button", name=names.RESTORE, exact=True)

    def answer() -> None:
        page.get_by_role("dialog").get_by_role("button", name=choose(), exact=True).click()

    page.add_locator_handler(question, answer)
