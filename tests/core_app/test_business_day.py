"""A business day ends when the last guests have gone, not at midnight."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.dateparse import parse_datetime

from core_app.business_day import business_day, start_of, time_of_day

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize(
    ("starts_at", "moment", "day"),
    [
        ("04:00", "2026-11-27T03:59:59+07:00", date(2026, 11, 26)),
        ("04:00", "2026-11-27T04:00:00+07:00", date(2026, 11, 27)),
        ("06:00", "2026-11-27T05:30:00+07:00", date(2026, 11, 26)),
        ("06:00", "2026-11-26T23:30:00Z", date(2026, 11, 27)),
        ("00:00", "2026-11-27T00:00:00+07:00", date(2026, 11, 27)),
        ("04:00", "2026-01-01T01:00:00+07:00", date(2025, 12, 31)),
    ],
)
def test_a_moment_belongs_to_the_evening_before_until_the_day_starts(
    settings, starts_at, moment, day
):
    settings.DAY_STARTS_AT = time_of_day(starts_at)
    moment = parse_datetime(moment)
    assert business_day(moment) == day
    assert start_of(day) <= moment < start_of(day + timedelta(days=1))


def test_a_day_starts_by_the_shops_own_clock(settings):
    settings.DAY_STARTS_AT = time(6, 0)
    assert start_of(date(2026, 11, 27)).astimezone(BANGKOK).isoformat() == (
        "2026-11-27T06:00:00+07:00"
    )


@pytest.mark.parametrize("text", ["", "4", "25:00", "04:60", "04:00:30", "four", "-1:00"])
def test_anything_but_hours_and_minutes_is_refused(text):
    with pytest.raises(ValueError, match=r"does not match|unconverted"):
        time_of_day(text)
