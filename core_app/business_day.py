"""The trade's day: it ends when the last guests have gone, not at midnight.

It is named by the date on which it began: what is sold at 02:00 belongs to the evening before.
`DAY_STARTS_AT` in the settings says when, on the shop's own clock. A row is stamped with its day
once (`stamp`): another cut-off moves nothing that was sold before.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

LONGEST_WAIT = timedelta(hours=24)  # from tap to arrival, after which the arrival's day counts


def time_of_day(text: str) -> time:
    """Return '04:00' as a time. Raises ValueError for anything else."""
    return datetime.strptime(text, "%H:%M").time()


def business_day(moment: datetime) -> date:
    """Return the business day to which an aware `moment` belongs."""
    local = timezone.localtime(moment)
    return local.date() - timedelta(days=local.time() < settings.DAY_STARTS_AT)


def today() -> date:
    """Return the business day of now."""
    return business_day(timezone.now())


def stamp(tapped_at: datetime, *, arrived_at: datetime, not_before: datetime | None = None) -> date:
    """Return the business day that a command is booked on.

    That of the tap if the tap is believable: not after its arrival, not more than 24 hours before
    it, and not before what it builds on (`not_before`, as the opening of the order that is paid).
    Else that of its arrival.
    """
    earliest = arrived_at - LONGEST_WAIT
    if not_before is not None:
        earliest = max(earliest, not_before)
    return business_day(tapped_at if earliest <= tapped_at <= arrived_at else arrived_at)


def named(text: str, *, oldest: date, newest: date) -> date:
    """Return the day that an address names, as 2026-01-21, from `oldest` to `newest`; nonsense and
    any other day mean `newest`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return newest
    return day if oldest <= day <= newest else newest


def start_of(day: date) -> datetime:
    """Return when a business day begins."""
    return timezone.make_aware(datetime.combine(day, settings.DAY_STARTS_AT))
