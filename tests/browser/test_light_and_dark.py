"""Readable for everybody, in light and in dark: axe-core finds nothing serious on any screen."""

import pytest

from tests.browser.looks import findings, is_readable
from tests.browser.screens import every_screen

pytestmark = pytest.mark.browser

BRIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (r + g + b) / 3;
}"""


@every_screen
def test_axe_finds_nothing_serious_and_every_scheme_is_a_picture_of_its_own(till, books, show):
    show(till, books)
    is_readable(till)


def test_axe_can_fail(till):
    till.open("/pos/").page.evaluate(
        "() => { document.querySelector('.tile-name').style.color = '#eee';"
        " document.documentElement.removeAttribute('lang'); }"
    )
    found = " ".join(findings(till))
    assert "color-contrast" in found
    assert "html-has-lang" in found


def test_dark_is_dark_and_light_is_light(till):
    till.open("/pos/").page.emulate_media(color_scheme="light")
    assert till.page.evaluate(BRIGHTNESS) > 200
    till.page.emulate_media(color_scheme="dark")
    assert till.page.evaluate(BRIGHTNESS) < 60


def test_nothing_moves_for_who_asked_for_stillness(window):
    till = window(reduced_motion="reduce").open("/pos/tables/2/")
    moving = till.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((e) => {"
        " const s = getComputedStyle(e);"
        " return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0; }).length"
    )
    assert moving == 0
