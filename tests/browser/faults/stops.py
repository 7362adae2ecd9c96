"""Stopping a tab at one exact step of keeping and sending an act, to be killed there."""

from enum import Enum

from playwright.sync_api import Page

from tests.browser.faults import names

PATIENCE = 15  # seconds to reach the step


class Step(Enum):
    """The places between two steps at which a tab can be stopped."""

    BEFORE_THE_WRITE = "before the act is written"
    BEFORE_THE_SEND = "after it was written, before it is sent"
    BEFORE_IT_IS_SETTLED = "after the answer, before that is written"
    AFTER_IT_IS_SETTLED = "after the answer was written"


# The page hangs in the middle of its own script: nothing of it runs any more, no handler either.
# The loop has an end only so that a process which the tab shared does not spin for ever; the page
# is long gone by then.
STOPPING = f"""
(() => {{
  const stop = () => {{
    console.log("stopped", window.stopAt);
    for (const end = Date.now() + 8000; Date.now() < end;);
    throw new Error("stopped");
  }};
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...key) {{
    if (this.name !== "{names.ACTS}" || !window.stopAt) return put.call(this, value, ...key);
    const isNew = value.state === "{names.WAITING}";
    const [before, after] = isNew
      ? ["{Step.BEFORE_THE_WRITE.name}", "{Step.BEFORE_THE_SEND.name}"]
      : ["{Step.BEFORE_IT_IS_SETTLED.name}", "{Step.AFTER_IT_IS_SETTLED.name}"];
    if (window.stopAt === before) stop();
    if (window.stopAt === after) complete.set(this.transaction, stop);
    return put.call(this, value, ...key);
  }};
  const complete = new WeakMap();
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...how) {{
    const made = transaction.apply(this, how);
    made.addEventListener("complete", () => complete.get(made)?.());  // before the till's own
    return made;
  }};
}})();
"""


def stop_at(page: Page, step: Step, button: str) -> None:
    """Let the cashier tap a button that begins with `button`; return when the page has stopped.

    The window must have been opened with STOPPING as an init script.
    """
    page.evaluate("step => { window.stopAt = step; }", step.name)
    with page.expect_console_message(
        lambda message: message.text == f"stopped {step.name}", timeout=PATIENCE * 1000
    ):
        # Not a click of Playwright's: it would wait for a page that hangs.
        page.evaluate(
            """name => {
              const named = (each) => each.checkVisibility() && each.innerText.startsWith(name);
              const button = [...document.querySelectorAll("button")].find(named);
              window.setTimeout(() => button.click(), 20);
            }""",
            button,
        )
