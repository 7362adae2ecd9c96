"""Rows of paper as a picture, dot by dot as a thermal printer burns it.

Printers' own letters are no use: their Thai code pages differ, and tone marks float or fall off.
So we draw, with the screen's own letters (static/fonts). Shaping (marks above marks) is raqm's and
HarfBuzz', which Pillow carries, and FriBidi's, which it finds on the machine or not at all.
"""

import functools
import unicodedata
from collections.abc import Iterator, Sequence

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, features

from core_app.paper import BODY, LARGE, LARGEST, Row
from operations_app.printing.wrapping import Measure, wrapped

DOTS_80_MM, DOTS_58_MM = (
    576,
    384,
)  # across, at 203 dots an inch; what the paper's name promises less
_EM = {BODY: 28, LARGE: 44, LARGEST: 84}  # dots
_MARGIN = 4  # dots at each edge, for letters that lean out
_GAP = 16  # dots between a text and what stands right of it
_RULE, _RULE_HEIGHT = 2, 14  # dots
_CUT = 6
_WIDEST_RIGHT = 0.6  # of the paper; what is wider gets lines of its own
_BLACK, _WHITE = 0, 255
_DARK = 128  # a shade below this is burnt


class NoShaping(Exception):
    """Thai cannot be drawn here; the text is a sentence for people."""

    def __init__(self):
        super().__init__(
            "พิมพ์ภาษาไทยไม่ได้เพราะเครื่องแม่ข่ายขาดแพ็กเกจ libfribidi0 กรุณาแจ้งช่างให้ติดตั้ง "
            "(apt-get install libfribidi0)"
        )


def draw(rows: Sequence[Row], dots: int) -> Image.Image:
    """Return rows as a black and white picture (mode "1") of this width, the same for the same
    rows. Raises NoShaping."""
    return _stacked([strip for row in rows for strip in _strips(row, dots)], dots)


def one_below_the_other(papers: Sequence[Image.Image]) -> Image.Image:
    """Return the papers of a job as one picture to look at, with a dark bar where it is cut."""
    dots = max((paper.width for paper in papers), default=1)
    cut = Image.new("1", (dots, _CUT), _BLACK)
    parts = [part for paper in papers for part in (cut, paper)]
    return _stacked(parts[1:], dots)


def _stacked(strips: Sequence[Image.Image], dots: int) -> Image.Image:
    picture = Image.new("1", (dots, max(1, sum(strip.height for strip in strips))), _WHITE)
    top = 0
    for strip in strips:
        picture.paste(strip, (0, top))
        top += strip.height
    return picture


def _strips(row: Row, dots: int) -> Iterator[Image.Image]:
    """Yield the lines that a row takes."""
    if row.is_rule:
        yield _ruled(dots)
        return
    font = _font(row.size, row.is_bold)
    for left, right in _lines(row, dots, functools.partial(_width, font)):
        yield _line(left, right, row, font, dots)


def _lines(row: Row, dots: int, measure: Measure) -> list[tuple[str, str]]:
    """Return what stands left and right on each line of a row."""
    text, right = _clean(row.text), " ".join(_clean(row.right).split("\n"))
    room = dots - 2 * _MARGIN
    beside = measure(right) + _GAP if right else 0
    if beside > room * _WIDEST_RIGHT:
        below = [("", line) for line in wrapped(right, room, measure)]
        return ([(line, "") for line in wrapped(text, room, measure)] if text else []) + below
    lines = wrapped(text, room - beside, measure)
    return [(lines[0], right), *((line, "") for line in lines[1:])]


def _line(left: str, right: str, row: Row, font: ImageFont.FreeTypeFont, dots: int) -> Image.Image:
    boxes = [font.getbbox(text) for text in (left, right)]
    above = -min(0, *(int(box[1]) for box in boxes))  # more marks than one line has room for
    height = max(sum(font.getmetrics()), *(int(box[3]) for box in boxes)) + above
    strip = Image.new("L", (dots, height), _WHITE)
    pen = ImageDraw.Draw(strip)
    at = (dots - _width(font, left)) // 2 if row.is_centered and not right else _MARGIN
    pen.text((at - min(0, boxes[0][0]), above), left, fill=_BLACK, font=font, direction="ltr")
    if right:
        at = dots - _MARGIN - _width(font, right)
        pen.text((at - min(0, boxes[1][0]), above), right, fill=_BLACK, font=font)
    dark, light = (_WHITE, _BLACK) if row.is_inverted else (_BLACK, _WHITE)
    return strip.point([dark] * _DARK + [light] * (256 - _DARK), "1")


def _ruled(dots: int) -> Image.Image:
    strip = Image.new("1", (dots, _RULE_HEIGHT), _WHITE)
    top = (_RULE_HEIGHT - _RULE) // 2
    strip.paste(_BLACK, (0, top, dots, top + _RULE))
    return strip


def _width(font: ImageFont.FreeTypeFont, text: str) -> int:
    """Return how many dots a text takes, with all that leans out of it."""
    left, _, right, _ = font.getbbox(text)
    return int(max(right, font.getlength(text)) - min(0, left) + 1)


@functools.cache
def _font(size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    """Return the letters of a size; of one that this release does not know, the nearest."""
    # Pillow would draw without it, with each mark beside its letter.
    if not features.check("raqm"):
        raise NoShaping
    weight = 600 if is_bold else 400
    path = settings.BASE_DIR / "static" / "fonts" / f"noto-sans-thai-looped-{weight}.woff2"
    em = _EM[min(max(size, BODY), LARGEST)]
    return ImageFont.truetype(path, em, layout_engine=ImageFont.Layout.RAQM)


def _clean(text: str) -> str:
    """Return a text without what no paper shows; lines end in one way, tabs are spaces. Marks that
    turn the direction of writing would turn amounts too."""
    lines = "\n".join(text.replace("\t", " ").splitlines())
    return "".join(
        each
        for each in lines
        if each == "\n" or unicodedata.category(each) not in ("Cc", "Cf", "Cs")
    )
