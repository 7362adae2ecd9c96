"""Every screen, set up once: sizes for wet hands in a hurry, and readable for everybody."""

import pytest

from tests.browser.looks import fits, is_reachable_at_twice_the_text, is_readable
from tests.browser.screens import every_screen

pytestmark = pytest.mark.browser


@every_screen
def test_it_fits_wet_hands_and_axe_finds_nothing_serious_in_light_and_dark(till, books, show):
    show(till, books)
    fits(till)
    is_readable(till)
    is_reachable_at_twice_the_text(till)
