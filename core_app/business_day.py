"""The trade's day: it ends when the last guests have gone, not at midnight.

It is named by the date on which it began: what is sold at 02:00 belongs to the evening before.
`DAY_STARTS_AT` in the settings says when, on the shop's own clock.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def time_of_day(text: str) -> time:
    """Return '04:00' as a time. Raises ValueError for anything else."""
    return datetime.strptime(text, "%H:%M").time()


def business_day(moment: datetime) -> date:
    """Return the business day to which an aware `moment` belongs."""
    local = timezone.localtime(moment)
    return local.date() - timedelta(days=local.time() < settings.DAY_STARTS_AT)


def start_of(day: date) -> datetime:
    """Return when a business day begins."""
    return timezone.make_aware(datetime.combine(day, settings.DAY_STARTS_AT))
