"""What must hold on every screen at every width: it fits wet hands, and everybody can read it."""

from importlib.resources import files

from tests.browser.screens import WIDTHS, resize

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")
# Light first, by every rule; in dark only colours can differ.
SCHEMES = {"light": (), "dark": ("color-contrast",)}

# What a finger may hit: rectangle, and the size the shop promises for its kind.
TARGETS = """() => {
  const big = ".dish, .keypad button, .tender button, .other button";
  const seen = [...document.querySelectorAll("a, button, summary, select, input, label.total")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((e) => !e.matches("[type=hidden], .sheet-switch"));
  return seen.map((e) => {
    const { left, top, right, bottom } = e.getBoundingClientRect();
    const name = `${e.tagName} ${e.ariaLabel || e.innerText || e.name}`.replace(/\\s+/g, " ");
    // Parts that scroll by themselves or, on a phone, lie on top of each other.
    const parts = ".ticket-lines, .ticket-foot, .keys, .refused, .away, #release, header, main";
    const part = (e.closest(parts) ?? document.body).className;
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

# What was scrolled lies under what stays in sight.
TO_THE_TOP = "() => document.querySelectorAll('*').forEach((e) => (e.scrollTop = 0))"
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


def fits(till) -> None:
    """Expect large targets, apart from each other, nothing cut off, nothing to scroll sideways."""
    for width in WIDTHS:
        resize(till, width)
        till.page.evaluate(TO_THE_TOP)
        targets = till.page.evaluate(TARGETS)
        assert targets
        assert [each for each in targets if too_small(each)] == [], width
        near = crowded(targets)
        assert near == [], (width, near)
        assert till.page.evaluate(CUT) == [], width
        assert till.page.evaluate(SIDEWAYS) == 0, width


# A browser set to 200 % text; rows that scroll by themselves may be wider than the screen.
TWICE = "() => { document.documentElement.style.fontSize = '34px'; }"
OUT_OF_REACH = """() => [...document.querySelectorAll("a, button, summary, select, input")]
  .filter((e) => e.checkVisibility() && !e.closest(".tabs, .scroll") && !e.matches(".sheet-switch"))
  .map((e) => [e.innerText || e.name, e.getBoundingClientRect()])
  .filter(([, box]) => box.left < 0 || box.right > innerWidth + 0.5)
  .map(([name, box]) => `${name} ${box.left}–${box.right}`)"""
# Scrolled to the middle of the window, a dish can be tapped there.
TAPPABLE = """() => {
  const dish = document.querySelector(".dish");
  dish.scrollIntoView({ block: "center" });
  const { left, top, width, height } = dish.getBoundingClientRect();
  return dish.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


def is_reachable_at_twice_the_text(till) -> None:
    """Expect that on a phone nobody has to scroll sideways for large text, nor loses a button."""
    resize(till, 360)
    till.page.evaluate(TWICE)
    assert till.page.evaluate(OUT_OF_REACH) == []
    assert till.page.evaluate(SIDEWAYS) == 0


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


def is_readable(till) -> None:
    """Expect that axe finds nothing grave, and that each width and scheme looks its own."""
    pictures = set()
    for width in (min(WIDTHS), max(WIDTHS)):
        resize(till, width)
        for scheme, rules in SCHEMES.items():
            till.page.emulate_media(color_scheme=scheme)
            assert findings(till, *rules) == [], (width, scheme)
            pictures.add(till.page.screenshot())
    assert len(pictures) == 2 * len(SCHEMES)
