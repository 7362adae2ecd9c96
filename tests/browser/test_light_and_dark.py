"""Light, dark and still, as the device asks; every screen is read in test_every_screen.py."""

import pytest

from tests.browser.looks import findings

pytestmark = pytest.mark.browser

BRIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (r + g + b) / 3;
}"""


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
