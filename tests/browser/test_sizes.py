"""What a phone must always have in sight; sizes on every screen are in test_every_screen.py."""

import pytest

from tests.browser.looks import TAPPABLE, TWICE
from tests.browser.screens import SCREENS, resize

pytestmark = pytest.mark.browser


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


def test_at_twice_the_text_a_phone_still_shows_dishes_to_tap(till, books):
    SCREENS["pad"](till, books)
    resize(till, 360)
    till.page.evaluate(TWICE)
    assert till.page.evaluate(TAPPABLE)
    assert till.page.locator(".ticket").bounding_box()["height"] < 740 / 3
