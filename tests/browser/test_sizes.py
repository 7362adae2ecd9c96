"""Sizes for wet hands in a hurry: targets, gaps, nothing cut off, nothing to scroll sideways."""

import pytest

from tests.browser.screens import SCREENS, WIDTHS, every_screen, resize

pytestmark = pytest.mark.browser

# What a finger may hit: rectangle, and the size the shop promises for its kind.
TARGETS = """() => {
  const big = ".dish, .keypad button, .tender button";
  const seen = [...document.querySelectorAll("a, button, summary, select, input, label.total")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((e) => !e.matches("[type=hidden], .sheet-switch"));
  return seen.map((e) => {
    const { left, top, right, bottom } = e.getBoundingClientRect();
    const name = `${e.tagName} ${e.ariaLabel || e.innerText || e.name}`.replace(/\\s+/g, " ");
    // Parts that scroll by themselves or, on a phone, lie on top of each other.
    const part = e.closest(".ticket-lines, .ticket-foot, .keys, header, main").className;
    return { name, part, least: e.matches(big) ? 56 : 48, left, top, right, bottom };
  });
}"""

CUT = """() => {
  const boxes = ".tile, .dish, button, .button, .line-name, .money, h1, h2, .notice, .paid-change";
  return [...document.querySelectorAll(boxes)]
    .filter((e) => e.checkVisibility() && !e.matches(".hidden-title"))
    .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    .filter((e) => getComputedStyle(e).display !== "inline")
    .map((e) => `${e.className} ${e.innerText} ${e.scrollWidth}×${e.scrollHeight}`
      + ` in ${e.clientWidth}×${e.clientHeight}`);
}"""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def too_small(target: dict) -> bool:
    width, height = target["right"] - target["left"], target["bottom"] - target["top"]
    return min(width, height) < target["least"] - 0.5


def too_near(one: dict, other: dict) -> bool:
    """Tell whether fewer than 8 px lie between two targets, none of which holds the other."""
    across = max(one["left"], other["left"]) - min(one["right"], other["right"])
    down = max(one["top"], other["top"]) - min(one["bottom"], other["bottom"])
    return max(across, down) < 7.5


def crowded(targets: list[dict]) -> list[tuple[str, str]]:
    """Return pairs of targets so close that a finger may hit the wrong one."""
    return [
        (one["name"], other["name"])
        for n, one in enumerate(targets)
        for other in targets[n + 1 :]
        if one["part"] == other["part"] and too_near(one, other)
    ]


@every_screen
def test_targets_are_large_and_apart_and_nothing_is_cut_off_or_scrolls_sideways(till, books, show):
    show(till, books)
    for width in WIDTHS:
        resize(till, width)
        targets = till.page.evaluate(TARGETS)
        assert targets
        assert [each for each in targets if too_small(each)] == [], width
        assert crowded(targets) == [], width
        assert till.page.evaluate(CUT) == [], width
        assert till.page.evaluate(SIDEWAYS) == 0, width


def test_on_a_phone_total_and_both_buttons_are_always_in_sight(till, books):
    SCREENS["pad"](till, books)
    resize(till, 360)
    for position in (0, 10_000):
        till.page.evaluate(f"() => window.scrollTo(0, {position})")
        for place in ("#total", "#confirm-button", "#pay-button"):
            box = till.page.locator(place).bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 740


def test_on_a_phone_the_last_dish_can_be_scrolled_clear_of_the_ticket(till, books):
    SCREENS["pad"](till, books)
    resize(till, 360)
    last = till.page.locator(".dish").last
    last.scroll_into_view_if_needed()
    till.page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    dish, ticket = last.bounding_box(), till.page.locator(".ticket").bounding_box()
    assert dish["y"] + dish["height"] <= ticket["y"]
