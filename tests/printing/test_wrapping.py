"""Lines are broken where people would break them; a letter here is one dot wide, a mark none."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from operations_app.printing.wrapping import wrapped

pytestmark = pytest.mark.no_database


def width(text: str) -> int:
    return sum(not unicodedata.category(each).startswith("M") for each in text)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 5, [""]),
        ("ชาเย็น", 9, ["ชาเย็น"]),
        ("ชาเย็น หวานน้อย", 8, ["ชาเย็น", "หวานน้อย"]),  # at the space
        ("กขคงจฉ", 4, ["กขคง", "จฉ"]),  # there is none
        ("ก ขคงจฉชซ", 4, ["ก ขค", "งจฉช", "ซ"]),  # what is longer than a line begins at once
        ("ที่นี่ที่", 2, ["ที่นี่", "ที่"]),
        ("กกกเก", 4, ["กกก", "เก"]),  # a vowel before its letter
        ("กกกำก", 3, ["กก", "กำก"]),  # and after it
        ("กกกๆ", 3, ["กก", "กๆ"]),
        ("กกก145.00", 7, ["กกก", "145.00"]),  # a number
        ("กกก฿1,234", 7, ["กกก", "฿1,234"]),
        ("12345678", 3, ["123", "456", "78"]),
        ("  + ไข่ดาว ไม่สุก", 9, ["  + ไข่ดาว", "  ไม่สุก"]),
        ("บน\nล่าง", 9, ["บน", "ล่าง"]),
        ("ๆๆๆๆๆ", 2, ["ๆๆ", "ๆๆ", "ๆ"]),
    ],
)
def test_a_text_is_broken(text, room, lines):
    assert wrapped(text, room, width) == lines


# A mark always has its letter here.
THAI = some.lists(
    some.sampled_from(
        ["ก", "ป่", "กี่", "ปู่", "เ", "แก้", "ำ", "กะ", "ๆ", " ", "  ", "0", "1,2", "฿", "a", "B."]
    ),
    max_size=40,
).map("".join)
ROOMS = some.integers(3, 20)


@settings(deadline=None)
@given(THAI, ROOMS)
def test_no_letter_is_lost_and_no_line_is_too_long(text, room):
    lines = wrapped(text, room, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= room for line in lines)


@settings(deadline=None)
@given(THAI, ROOMS)
def test_no_mark_leaves_its_letter(text, room):
    begun = [line.strip()[:1] for line in wrapped(text, room, width)]
    assert not any(first and unicodedata.category(first).startswith("M") for first in begun)
