"""JSON in and out: strict when read, numbers for money, UTC for times, Thai as Thai."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from core_app import json_text
from core_app.errors import InvalidJson

pytestmark = pytest.mark.no_database

BANGKOK = timezone(timedelta(hours=7))


def test_thai_is_written_as_thai():
    assert json_text.write({"name": "น้ำมะนาว"}) == '{"name": "น้ำมะนาว"}'


def test_times_are_written_in_utc_with_z():
    noon = datetime(2026, 1, 21, 19, 0, 0, 999_999, tzinfo=BANGKOK)
    assert json_text.write(noon) == '"2026-01-21T12:00:00Z"'
    assert json_text.utc_text(datetime(2026, 1, 1, 1, tzinfo=BANGKOK)) == "2025-12-31T18:00:00Z"


def test_a_stored_answer_reads_back_as_it_was_written():
    text = json_text.write({"total_price": Decimal("62.50"), "at": datetime.now(UTC), "none": None})
    assert json_text.write(json_text.read(text.encode())) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_never_written(value):
    with pytest.raises((ValueError, ArithmeticError)):
        json_text.write({"total": value})


def test_what_has_no_json_form_is_never_written():
    with pytest.raises(TypeError, match="no JSON form for object"):
        json_text.write(object())


def test_fractions_are_read_exactly():
    assert json_text.read(b'{"a": 0.1, "b": 145.10, "c": 7}') == {
        "a": Decimal("0.1"),
        "b": Decimal("145.10"),
        "c": 7,
    }
    assert type(json_text.read(b"7")) is int


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"nul", b"NaN", b"Infinity", b"-Infinity", b'"\xff"', b'"\x00"', b"{'a': 1}",
        b"1e99999999999999999999", b"9" * 5000, b"[" * 100_000, b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(body):
    with pytest.raises(InvalidJson):
        json_text.read(body)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"amount": Decimal("200")}, {"amount": Decimal("200.00")}),
        ({"amount": 200}, {"amount": Decimal("2E+2")}),
        ({"name": "น้ำ"}, {"name": "\u0e19\u0e49\u0e33"}),
    ],
)
def test_equal_requests_have_one_canonical_text(one, other):
    assert json_text.canonical(one) == json_text.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": 1}, {"a": True}),
        ({"a": None}, {}),
        ([1, 2], [2, 1]),
        ({"amount": Decimal("200")}, {"amount": Decimal("200.01")}),
    ],
)
def test_different_requests_have_different_texts(one, other):
    assert json_text.canonical(one) != json_text.canonical(other)
