"""What templates write: money, minutes, Thai dates."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone


def shown(source: str, value) -> str:
    return Template(source).render(Context({"value": value}))


@pytest.mark.parametrize(
    ("filter_name", "amount", "text"),
    [
        ("baht", "1145", "฿1,145.00"),
        ("baht", "62.5", "฿62.50"),
        ("baht_short", "1145.00", "฿1,145"),
        ("baht_short", "62.50", "฿62.50"),
    ],
)
def test_money(filter_name, amount, text):
    assert shown(f"{{{{ value|{filter_name} }}}}", Decimal(amount)) == text


@pytest.mark.parametrize(("seconds", "minutes"), [(0, "0"), (59, "0"), (61, "1"), (7260, "121")])
def test_minutes_since(seconds, minutes):
    moment = timezone.now() - timedelta(seconds=seconds)
    assert shown("{{ value|minutes_since }}", moment) == minutes


def test_minutes_are_never_negative_when_clocks_differ():
    assert shown("{{ value|minutes_since }}", timezone.now() + timedelta(minutes=5)) == "0"


def test_thai_dates():
    moment = timezone.datetime(2026, 11, 22, 12, 30, tzinfo=timezone.get_current_timezone())
    assert shown("{{ value|thai_date }}", moment) == "22 พ.ย. 2569"
    assert shown("{{ value|thai_time }}", moment) == "12:30"
    assert shown("{{ value|thai_datetime }}", moment) == "22 พ.ย. 2569 12:30"
