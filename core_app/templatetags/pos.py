"""Filters and a tag every template may use without loading them."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone

from core_app import banners, places, script_modules, thai_dates
from core_app.money import as_short_text, as_text

register = template.Library()


@register.filter
def baht(value: Decimal) -> str:
    """'฿1,145.00': an amount on a bill."""
    return f"฿{as_text(value)}"


@register.filter
def baht_short(value: Decimal) -> str:
    """'฿1,145': an amount on a tile or key."""
    return f"฿{as_short_text(value)}"


@register.filter
def minutes_since(moment: datetime) -> int:
    """Whole minutes from `moment` until now, never negative (clocks differ)."""
    return max(0, int((timezone.now() - moment).total_seconds() // 60))


register.simple_tag(places.where, name="place")
register.simple_tag(banners.now, name="banners")
register.simple_tag(script_modules.preloaded, name="modules")
register.filter("thai_day", thai_dates.thai_day)
register.filter("thai_date", thai_dates.thai_date)
register.filter("thai_time", thai_dates.thai_time)
register.filter("thai_datetime", thai_dates.thai_datetime)
