"""The trade's day: it ends when the last guests have gone, not at midnight."""

from datetime import datetime, time, timedelta

from django.utils import timezone

ENDS_AT = time(4, 0)  # the shop's own clock


def business_day_start(moment: datetime) -> datetime:
    """Return when the business day of an aware `moment` began (04:00 of the shop's clock)."""
    local = timezone.localtime(moment)
    start = local.replace(hour=ENDS_AT.hour, minute=ENDS_AT.minute, second=0, microsecond=0)
    return start if local >= start else start - timedelta(days=1)
