"""The letters: our own Thai font really paints them, large enough, with room for their marks."""

import pytest

from tests.browser.screens import SCREENS

pytestmark = pytest.mark.browser

VIEWS = 3
FONT = "Noto Sans Thai Looped"


def painted(till, selector: str) -> set[tuple[str, bool]]:
    """Return the fonts that painted a piece of text, and whether each came from the shop."""
    session = till.context.new_cdp_session(till.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {(font["familyName"].removesuffix(" SemiBold"), font["isCustomFont"]) for font in fonts}


@pytest.mark.parametrize(
    ("screen", "selectors"),
    [
        ("map", [".tile-name", ".tile.occupied .tile-total", ".tile.free .tile-state"]),
        ("pad", [".dish-name", ".dish-price", "#confirm-button", ".line-name"]),
        ("payment", [".pay-total .money", "#tender-change"]),
        ("change", [".paid-change"]),
        ("receipt", [".paper tbody td", ".paper-total .money"]),
    ],
)
def test_the_shops_own_font_paints_thai_and_figures(till, books, screen, selectors):
    SCREENS[screen](till, books)
    settle(till)
    # Letters that come too late leave a page its own until it is opened again, when they are here
    # (font-display: optional).
    for _ in range(VIEWS):
        if painted(till, selectors[0]) == {(FONT, True)}:
            break
        settle(till.reload())
    for selector in selectors:
        assert painted(till, selector) == {(FONT, True)}, selector


def settle(till) -> None:
    """Wait until nothing is drawn anew: by letters, nor by the first news of the shop."""
    till.page.evaluate("() => document.fonts.ready")
    till.page.wait_for_load_state("networkidle")


def test_body_text_is_large_and_gives_thai_marks_room(till):
    till.open("/pos/")
    size, height = till.page.evaluate(
        "() => { const s = getComputedStyle(document.body);"
        " return [parseFloat(s.fontSize), parseFloat(s.lineHeight)]; }"
    )
    assert 17 <= size <= 18
    assert round(height / size, 2) >= 1.6


def test_figures_in_a_column_stand_under_each_other(till, books):
    SCREENS["pad"](till, books)
    styles = till.read(
        ".line .money",
        "e => [getComputedStyle(e).fontVariantNumeric, getComputedStyle(e).textAlign]",
    )
    assert {tuple(style) for style in styles} == {("tabular-nums", "right")}
