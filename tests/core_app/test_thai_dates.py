"""Thai dates: Buddhist era, Bangkok's clock, whatever the server's."""

from datetime import UTC, datetime

import pytest

from core_app.thai_dates import MONTHS, thai_date, thai_datetime, thai_time

pytestmark = pytest.mark.no_database


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def test_2026_is_2569():
    assert thai_date(utc(2026, 11, 22, 5)) == "22 พ.ย. 2569"


@pytest.mark.parametrize(("year", "era"), [(2024, 2567), (2028, 2571), (2000, 2543)])
def test_the_29th_of_february_has_a_thai_date(year, era):
    assert thai_date(utc(year, 2, 29, 5)) == f"29 ก.พ. {era}"
    assert thai_datetime(utc(year, 2, 28, 17)) == f"29 ก.พ. {era} 00:00"
    assert thai_date(utc(year, 2, 29, 17)) == f"1 มี.ค. {era}"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_name(month):
    assert thai_date(utc(2026, month, 15)) == f"15 {MONTHS[month - 1]} 2569"


def test_the_year_turns_at_bangkoks_midnight():
    assert thai_datetime(utc(2025, 12, 31, 16, 59, 59)) == "31 ธ.ค. 2568 23:59"
    assert thai_datetime(utc(2025, 12, 31, 17)) == "1 ม.ค. 2569 00:00"


def test_times_have_two_digits():
    assert thai_time(utc(2026, 1, 1, 2, 5)) == "09:05"
    assert thai_time(utc(2026, 1, 1, 12, 30)) == "19:30"
