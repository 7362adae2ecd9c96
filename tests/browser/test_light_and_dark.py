"""Readable for everybody, in light and in dark: axe-core finds nothing serious on any screen."""

from importlib.resources import files

import pytest

from tests.browser.screens import WIDTHS, every_screen, resize

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")
# Light first, by every rule; in dark only colours can differ.
SCHEMES = {"light": (), "dark": ("color-contrast",)}

BRIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (r + g + b) / 3;
}"""


def findings(till, *rules: str) -> list[str]:
    """Return what axe finds grave on the page as it stands; by all its rules unless some are named.

    A script tag would be refused by the policy: the debugger's own door is used instead.
    """
    if not till.page.evaluate("() => 'axe' in window"):
        till.page.evaluate(AXE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    report = till.page.evaluate("options => axe.run(options)", options)
    assert report["passes"], "axe looked at nothing"
    return [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary']}"
        for found in report["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@every_screen
def test_axe_finds_nothing_serious_and_every_scheme_is_a_picture_of_its_own(till, books, show):
    show(till, books)
    pictures = set()
    for width in (min(WIDTHS), max(WIDTHS)):
        resize(till, width)
        for scheme, rules in SCHEMES.items():
            till.page.emulate_media(color_scheme=scheme)
            assert findings(till, *rules) == [], (width, scheme)
            pictures.add(till.page.screenshot())
    assert len(pictures) == 4


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
