"""Rows become a picture: right Thai, nothing cut off, nothing taken apart."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageDraw, ImageFont

from core_app.paper import LARGE, LARGEST, Row
from operations_app.printing.drawing import DOTS_58_MM, DOTS_80_MM, draw

pytestmark = pytest.mark.no_database

WIDTHS = pytest.mark.parametrize("dots", [DOTS_80_MM, DOTS_58_MM])
HIGH_AND_LOW = "ปู่ ฎุ ญู ปี่ ที่ นี้ ฐู โอ้ gÅ ก" + "้" * 9


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the box around all that is black."""
    return ImageChops.invert(picture).getbbox()


def inked(rows: list[Row], dots: int = DOTS_80_MM) -> bytes:
    """Return what is black, wherever it stands."""
    picture = draw(rows, dots)
    return picture.crop(ink(picture)).tobytes()


@WIDTHS
def test_the_same_rows_are_the_same_dots(dots):
    rows = [Row("โต๊ะ 7", size=LARGEST), Row("ผัดไทยกุ้งสด", right="× 2"), Row("", is_rule=True)]
    first, second = draw(rows, dots), draw(rows, dots)
    assert (first.mode, first.width) == ("1", dots)
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("size", [LARGE, LARGEST])
def test_a_tone_mark_stands_above_the_vowel_and_not_in_it(size):
    plain, with_vowel, with_both = (
        ink(draw([Row(text, size=size)], DOTS_80_MM)) for text in ("ท", "ที", "ที่")
    )
    assert with_both[1] < with_vowel[1] < plain[1]  # tops, counted from above
    assert with_both[2] - plain[2] <= size * 4  # and none beside the letter


def test_a_line_has_all_the_ink_that_its_letters_have():
    font = ImageFont.truetype(
        settings.BASE_DIR / "static/fonts/noto-sans-thai-looped-400.woff2", 84
    )
    free = Image.new("L", (1600, 600), 255)
    ImageDraw.Draw(free).text((200, 200), HIGH_AND_LOW, font=font, fill=0)
    free = free.point(lambda shade: 255 * (shade >= 128), "1")
    assert inked([Row(HIGH_AND_LOW, size=LARGEST)], 1600) == free.crop(ink(free)).tobytes()


def test_more_marks_than_a_line_has_room_for_make_it_higher():
    usual, piled = (draw([Row(text)], DOTS_80_MM).height for text in ("ก", "ก" + "้" * 30))
    assert piled > usual


@WIDTHS
@pytest.mark.parametrize(
    "text",
    [
        "ผัดไทยกุ้งสดห่อไข่เส้นจันท์ใส่ถั่วงอกเยอะๆไม่ใส่ถั่วลิสงไม่เผ็ดพิเศษ" * 3,
        "Supercalifragilisticexpialidocious" * 3,
        "9" * 200,
        "ๆ" * 200,
        "เ" * 200,
        " " * 200 + "ชา",
    ],
)
def test_a_long_text_reaches_no_edge(text, dots):
    picture = draw([Row(text, size=LARGE, right="1,234.50"), Row(text, is_centered=True)], dots)
    left, _, right, _ = ink(picture)
    assert left > 0
    assert right < dots


@pytest.mark.parametrize("text", ["ราคา", "ผัดไทยกุ้งสดห่อไข่เส้นจันท์" * 3])
def test_what_stands_right_is_whole_and_on_the_first_line(text):
    amount = Row("", right="1,234.50")
    with_text = draw([Row(text, right="1,234.50")], DOTS_58_MM)
    alone = draw([amount], DOTS_58_MM)
    box = ink(alone)
    assert with_text.crop(box).tobytes() == alone.crop(box).tobytes()


def test_what_is_too_wide_to_stand_beside_gets_lines_of_its_own():
    name, amount = "ชา", "หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์ถ้วน " * 2
    assert draw([Row(name, right=amount)], DOTS_58_MM).height > 2 * draw([Row(name)], 576).height
    assert ink(draw([Row(name, right=amount)], DOTS_58_MM))[2] < DOTS_58_MM


def test_inverted_is_white_on_black_from_edge_to_edge():
    row = draw([Row("แพ้กุ้ง")], DOTS_80_MM)
    inverted = draw([Row("แพ้กุ้ง", is_inverted=True)], DOTS_80_MM)
    assert inverted.tobytes() == ImageChops.invert(row).tobytes()


def test_a_rule_is_a_line_from_edge_to_edge():
    left, top, right, bottom = ink(draw([Row("", is_rule=True)], DOTS_58_MM))
    assert (left, right) == (0, DOTS_58_MM)
    assert bottom - top == 2


def test_bold_and_large_letters_are_more_ink():
    blackest = [
        draw([row], DOTS_80_MM).histogram()[0]
        for row in (Row("ชา"), Row("ชา", is_bold=True), Row("ชา", size=LARGE), Row("ชา", size=3))
    ]
    assert blackest == sorted(set(blackest))


def test_a_size_of_another_release_is_the_nearest_one():
    assert inked([Row("ชา", size=9)]) == inked([Row("ชา", size=LARGEST)])


def test_centered_is_as_far_from_both_edges():
    left, _, right, _ = ink(draw([Row("ขอบคุณค่ะ", is_centered=True)], DOTS_80_MM))
    assert abs(left - (DOTS_80_MM - right)) <= 4


def test_what_no_paper_shows_is_left_out():
    assert inked([Row("รวม\u202e 1,234\x00\u200b")]) == inked([Row("รวม 1,234")])


def test_a_paper_without_rows_is_a_picture_without_ink():
    assert ink(draw([], DOTS_80_MM)) is None


def test_without_fribidi_only_drawing_stops_and_says_what_is_missing(tmp_path):
    for name in ("libfribidi.so", "libfribidi.so.0"):
        (tmp_path / name).write_text("no library")  # found first, and of no use
    draws = (
        "from operations_app.printing.drawing import NoShaping, draw\n"
        "from core_app.paper import Row\n"
        "try: draw([Row('ชา')], 576)\n"
        "except NoShaping as missing: print(missing)"
    )
    environment = os.environ | {"LD_LIBRARY_PATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", draws],
        cwd=settings.BASE_DIR,
        env=environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "libfribidi0" in done.stdout
