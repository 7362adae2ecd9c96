"""A browser window at the shop, and the hand in front of it."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

# Milliseconds until a wait is given up: no promise of the shop's, those name their own limit.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
# The policy's own words about a violation name no place; this event does.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("policy:", event.effectiveDirective, event.blockedURI, event.sourceFile));
"""


# What the browser says of requests that failed or were turned away, of a worker it could not
# look for, and of a header that means nothing without HTTPS.
ABOUT_THE_NETWORK = re.compile(
    r"Failed to load resource|^5\d\d: |network error response|when fetching the script"
    r"|Service Worker registration blocked|Cross-Origin-Opener-Policy header has been ignored"
)

# A view hears keys and taps from a moment on, and any other page of the till has its bands and
# boxes (hidden, most of the time) from a moment on; no hand is as fast as a test.
ALIVE = """() => ["map", "pad", "pay"].includes(document.body?.dataset.view)
  ? "alive" in document.body.dataset
  : !document.getElementById("till-frame") || Boolean(document.getElementById("away"))"""

# The change goes back to the map by itself, however far a walk has come by then: without this it
# stays until a person's own tap or key.
THE_CHANGE_STAYS = """
let pressed = false;
addEventListener("keydown", () => { pressed = true; }, true);
addEventListener("keydown", () => { pressed = false; });
document.addEventListener("click", (event) => {
  if (event.isTrusted || pressed || !event.target.closest(".paid-back")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
"""


# A page waits 2.5 s for an answer and goes on without it. On a busy machine that is no promise that
# a walk could read the books by; the walks of lost answers have windows of their own.
THE_ANSWER_IS_AWAITED = """
const after = window.setTimeout;
window.setTimeout = (work, wait, ...more) => after(work, wait === 2500 ? 9000 : wait, ...more);
"""


class Till:
    """One window, how many taps it took, and everything the browser complained about."""

    def __init__(
        self,
        context: BrowserContext,
        url: str,
        *,
        scripted: bool = True,
        goes_back: bool = False,
        patient: bool = True,
    ):
        self.url = url
        self.scripted = scripted
        self.context = context
        self.taps = 0
        self.troubles: list[str] = []
        self._forgiving = False
        self.polls: list[int] = []  # what it heard when it asked for the floor by itself
        self.posts = 0
        context.set_default_timeout(PATIENCE)
        context.add_init_script(REPORT_VIOLATIONS)
        if patient:
            context.add_init_script(THE_ANSWER_IS_AWAITED)
        if not goes_back:
            context.add_init_script(THE_CHANGE_STAYS)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"{message.type}: {message.text}")

    def _asked(self, request) -> None:
        self.posts += request.method == "POST" and not request.url.endswith("/tills/report")

    def _answered(self, response) -> None:
        if response.url.endswith("/pos/floor/"):
            self.polls.append(response.status)
        if response.status >= 500:
            self._complain(f"{response.status}: {response.url}")

    def _complain(self, text: str) -> None:
        if not (self._forgiving and ABOUT_THE_NETWORK.search(text)):
            self.troubles.append(text)

    def forgive_the_network(self) -> None:
        """From now on, and up to here, failed requests are no trouble; an error of a script is.

        The browser tells of a request when it likes, maybe only after the test's last sentence.
        """
        self._forgiving = True
        self.troubles = [each for each in self.troubles if not ABOUT_THE_NETWORK.search(each)]

    def refused(self, status: int) -> None:
        """Expect that the browser complained of one answer with this status, and forget it.

        It complains when the answer begins; where that is a page, wait until it is there.
        """
        words = f"status of {status}"
        if not any(words in each for each in self.troubles):
            self.page.wait_for_event("console", lambda message: words in message.text)
        (found,) = (each for each in self.troubles if words in each)
        self.troubles.remove(found)
        self.page.wait_for_load_state()

    @property
    def path(self) -> str:
        """Where the window is, without the part after '?'."""
        return urlsplit(self.page.url).path

    def open(self, path: str) -> "Till":
        """Go to a page as if by its bookmark."""
        self.page.goto(self.url + path)
        return self._alive()

    def read(self, selector: str, script: str) -> list:
        """Return what `script`, a function of an element, says of each that is there now.

        In one go: a page that follows the shop may replace an element between finding and asking.
        """
        self.page.locator(selector).first.wait_for()
        return self.page.evaluate(
            f"selector => [...document.querySelectorAll(selector)].map({script})", selector
        )

    def reload(self) -> "Till":
        """Refresh the page."""
        self.page.reload()
        return self._alive()

    def _alive(self) -> "Till":
        if self.scripted:
            self.page.wait_for_function(ALIVE)
        return self

    def thing(self, name: str) -> Locator:
        """Return the button, link or summary whose name begins with `name`; 'โต๊ะ 1' is not
        'โต๊ะ 12'."""
        begins = re.compile(rf"^{re.escape(name)}(?!\d)")
        button = self.page.get_by_role("button", name=begins)
        summary = self.page.locator("summary.button").filter(has_text=begins)
        return button.or_(self.page.get_by_role("link", name=begins)).or_(summary)

    def tap(self, *names: str) -> "Till":
        """Tap things one after the other, each once its page is ready; each tap counts."""
        for name in names:
            thing = self.thing(name)
            thing.wait_for()
            self.page.wait_for_load_state()
            thing.click()
            self.taps += 1
        return self

    def landed(self, pattern: str) -> "Till":
        """Wait until the address ends with `pattern` ('pay/', or 'pos/' for the map)."""
        self.page.wait_for_url(re.compile(rf"/{pattern}(\?.*)?$"))
        if pattern == "pos/":  # the change of a payment kept here stands at the map's address too
            self.page.locator("#tiles").wait_for(state="attached")
        return self._alive()

    def says(self, text: str) -> None:
        """Wait until the page shows `text` somewhere."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def draft_is(self, wanted: list[str]) -> None:
        """Wait until the unsent lines are these, as 'ผัดไทย 2'."""
        names, counts = [[line.rsplit(" ", 1)[at] for line in wanted] for at in (0, 1)]
        expect(self.page.locator("#draft .line-name")).to_have_text(names)
        expect(self.page.locator("#draft .line-qty")).to_have_text(counts)

    def total_is(self, text: str) -> None:
        """Wait until the pad's total is `text`."""
        expect(self.page.locator("#total")).to_have_text(text)
