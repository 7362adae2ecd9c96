"""A card's number is found in free text however it was typed, and what is none is left alone."""

import pytest

from core_app.card_numbers import holds_card_number

CARDS = [
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111",
    "378282246310005", "3782 822463 10005", "5555555555554444", "30569309025904",
    "4222222222222", "6304000000000000000", "๔๑๑๑๑๑๑๑๑๑๑๑๑๑๑๑",
    "4111\u00a01111\u00a01111\u00a01111",
    "จ่ายด้วย 4111111111111111 ค่ะ", "โต๊ะ 5 4111 1111 1111 1111 2 คน", "x4111111111111111y",
]  # fmt: skip
NONE = [
    "", "สั่งผิด", "4111111111111112", "081-234-5678", "1101700230705", "5222222222226",
    "411111111111", "41111111111111111111111111", "2026-01-21 19:30", "ราคา 145.00", "²" * 16,
]  # fmt: skip


@pytest.mark.parametrize("text", CARDS)
def test_a_card_is_found(text):
    assert holds_card_number(text)


@pytest.mark.parametrize("text", NONE)
def test_other_digits_are_left_alone(text):
    assert not holds_card_number(text)


def test_a_long_text_of_digits_costs_no_time():
    assert not holds_card_number("1 " * 5000)
