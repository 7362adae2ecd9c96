"""Thai dates for people: Buddhist era (2569 = 2026 + 543), the shop's own clock."""

from datetime import date, datetime

from django.utils import timezone

MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_BUDDHIST_ERA = 543


def thai_day(day: date) -> str:
    """Return a date as '22 พ.ย. 2569'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + _BUDDHIST_ERA}"


def thai_date(moment: datetime) -> str:
    """Return an aware `moment` as '22 พ.ย. 2569' in the shop's time zone."""
    return thai_day(timezone.localtime(moment))


def thai_time(moment: datetime) -> str:
    """Return an aware `moment` as '19:30' in the shop's time zone."""
    return timezone.localtime(moment).strftime("%H:%M")


def thai_datetime(moment: datetime) -> str:
    """Return an aware `moment` as '22 พ.ย. 2569 19:30' in the shop's time zone."""
    return f"{thai_date(moment)} {thai_time(moment)}"
