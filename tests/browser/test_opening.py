"""How a till screen comes up on a first visit: nothing jumps, and nothing waits in a long chain.

The causes of what a cashier feels as slow or restless; `docs/performance.md` has the seconds.
"""

from typing import Any

import pytest

from tests.browser.device import hold_clock, until
from tests.browser.till import Till

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.02  # of the screen, times how far (Layout Instability API, W3C)
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput)
    window.shifts.push([one.value, ...one.sources.map(({ node }) =>
      node?.nodeType === 1 ? node.outerHTML.slice(0, 80) : node?.textContent)]);
}).observe({ type: "layout-shift", buffered: true });
"""
# What a script other than the page itself asked for is a step further down.
LATE_SCRIPTS = """() => {
  const named = new Set([...document.querySelectorAll("link[href], script[src]")]
    .map(({ href, src }) => href ?? src));
  return performance.getEntries().filter(({ entryType }) => entryType === "resource")
    .map(({ name }) => name)
    .filter((name) => name.endsWith(".js") && !named.has(name));
}"""


def opened(till: Till, path: str) -> Till:
    """Open `path` in a window without a past, and wait until it rests.

    Its clock is held: what a page fetches later, with time to spare, is no part of its coming up.
    """
    till.page.add_init_script(WATCH_SHIFTS)
    hold_clock(till).open(path)
    till.page.evaluate("document.fonts.ready.then(() => true)")
    till.page.wait_for_load_state("networkidle")
    return till


def shifts(till: Till) -> list[list[Any]]:
    """Return what moved by itself: by how much, and what."""
    return till.page.evaluate("window.shifts")


@pytest.fixture(params=["/pos/", "/pos/tables/1/", "/pos/tables/2/", "/pos/orders/{}/pay/"])
def path(request, books) -> str:
    """The map, a free table's pad, one with an order, and the way to pay it."""
    order = books.open(2, (5, 2), (10, 1))
    return request.param.format(order)


def test_nothing_jumps_while_it_comes_up(till, path):
    moved = shifts(opened(till, path))
    assert sum(value for value, *_ in moved) <= MOST_SHIFT, moved


def test_every_script_is_named_by_the_page_itself(till, path):
    assert opened(till, path).page.evaluate(LATE_SCRIPTS) == []


def test_a_jump_is_seen(till):
    opened(till, "/pos/").page.evaluate(
        """() => document.body.prepend(Object.assign(document.createElement("p"),
          { textContent: "ขยับ", style: "height: 200px" }))"""
    )
    # Not by Playwright's own wait for a text: the page's policy forbids it to look a second time.
    until(till.page, lambda: sum(value for value, *_ in shifts(till)) > MOST_SHIFT)
