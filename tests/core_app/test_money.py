"""Money: two places, half-up, out as a number or as Thai people write it."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core_app import json_text
from core_app.money import LARGEST, as_number, as_short_text, as_text, baht


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("2.675", "2.68"),
        ("1.0049999", "1.00"),
        ("-0.005", "-0.01"),
        (145, "145.00"),
        (Decimal("62.5"), "62.50"),
        (Decimal("1E+2"), "100.00"),
    ],
)
def test_baht_rounds_half_up_to_the_satang(value, amount):
    assert str(baht(value)) == amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("145.00", "145"),
        ("145", "145"),
        ("62.50", "62.5"),
        ("0.05", "0.05"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("1E+3", "1000"),
        ("99999999.99", "99999999.99"),
    ],
)
def test_an_amount_leaves_as_a_plain_number(amount, text):
    assert json_text.write(Decimal(amount)) == text


def test_a_whole_amount_is_an_int_and_no_float():
    assert type(as_number(Decimal("145.00"))) is int
    assert type(as_number(Decimal("145.50"))) is float


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(satang=st.integers(min_value=0, max_value=int(LARGEST * 100)))
def test_no_amount_of_the_columns_loses_a_satang_on_its_way_out(satang):
    amount = Decimal(satang) / 100
    assert json.loads(json_text.write(amount), parse_float=Decimal) == amount
    assert json_text.read(json_text.write(amount).encode()) == amount


@pytest.mark.parametrize(
    ("amount", "long", "short"),
    [
        ("0", "0.00", "0"),
        ("145", "145.00", "145"),
        ("1145.5", "1,145.50", "1,145.50"),
        ("1000000", "1,000,000.00", "1,000,000"),
        ("99999999.99", "99,999,999.99", "99,999,999.99"),
    ],
)
def test_an_amount_on_paper_and_on_a_tile(amount, long, short):
    assert as_text(Decimal(amount)) == long
    assert as_short_text(Decimal(amount)) == short
