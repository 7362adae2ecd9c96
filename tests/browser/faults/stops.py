"""Stopping a tab at one exact step of keeping and sending a command, to be killed there."""

from enum import Enum

from playwright.sync_api import Page

from tests.browser.faults import names

PATIENCE = 15  # seconds to reach the step


class Step(Enum):
    """The places between two steps at which a tab can be stopped."""

    BEFORE_THE_WRITE = "before the command is written"
    BEFORE_THE_SEND = "after it was written, before it is sent"
    BEFORE_IT_IS_SETTLED = "after the answer, before that is written"
    AFTER_IT_IS_SETTLED = "after the answer was written"


# From the stop on the page is as good as dead: no event of its database reaches its script, no
# request leaves it and no answer comes, no handler runs when it goes. A write that has not ended
# is aborted, as the browser does when a tab's process is killed. (Letting the script spin instead
# would stop a service worker and a new tab of the same process too.)
STOPPING = f"""
(() => {{
  let stopped = false;
  const stop = () => {{ stopped = true; console.log("stopped", window.stopAt); }};
  const never = () => new Promise(() => {{}});
  const last = new WeakSet();

  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...key) {{
    const request = put.call(this, value, ...key);
    if (stopped || !window.stopAt || !{names.COMMANDS}.includes(this.name)) return request;
    const [before, after] = value.state === "{names.WAITING}"
      ? ["{Step.BEFORE_THE_WRITE.name}", "{Step.BEFORE_THE_SEND.name}"]
      : ["{Step.BEFORE_IT_IS_SETTLED.name}", "{Step.AFTER_IT_IS_SETTLED.name}"];
    if (window.stopAt === after) last.add(this.transaction);
    if (window.stopAt === before) {{ stop(); this.transaction.abort(); }}
    return request;
  }};

  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...how) {{
    const made = transaction.apply(this, how);
    const hear = (event) => {{
      if (!stopped && event.type === "complete" && last.has(made)) stop();
      if (stopped) event.stopImmediatePropagation();
    }};
    // In the capture phase: before the till's own listeners, those of its requests too.
    for (const type of ["success", "error", "complete", "abort"]) {{
      made.addEventListener(type, hear, true);
    }}
    return made;
  }};

  const ask = window.fetch;
  window.fetch = (...what) => stopped ? never() : ask(...what).then(
    (answer) => stopped ? never() : answer,
    (error) => stopped ? never() : Promise.reject(error),
  );
  for (const type of ["pagehide", "visibilitychange"]) {{
    window.addEventListener(type, (event) => stopped && event.stopImmediatePropagation(), true);
  }}
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
        # Not a click of Playwright's: it would wait for what follows.
        page.evaluate(
            """name => {
              const named = (each) => each.checkVisibility() && each.innerText.startsWith(name);
              const button = [...document.querySelectorAll("button")].find(named);
              window.setTimeout(() => button.click(), 20);
            }""",
            button,
        )
