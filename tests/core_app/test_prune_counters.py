"""Counters whose time is over go away: by a command at night, and by themselves."""

import time
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from core_app.models import RateCounter
from tests.program import Program

pytestmark = pytest.mark.django_db


def count(name: str, *, ended: bool) -> None:
    end = time.time() + (-1 if ended else 300)
    RateCounter.objects.create(key=name, hits=1, expires_at=end)


def names() -> set[str]:
    return set(RateCounter.objects.values_list("key", flat=True))


def test_the_command_drops_what_has_ended_and_nothing_else():
    for number in range(205):
        count(f"ended {number}", ended=True)
    count("living", ended=False)
    out = StringIO()
    call_command("prune_counters", stdout=out)
    assert out.getvalue().strip() == "ลบตัวนับที่หมดเวลาแล้ว 205 รายการ"
    assert names() == {"living"}


def test_nothing_to_drop_is_no_error():
    out = StringIO()
    call_command("prune_counters", stdout=out)
    assert out.getvalue().strip() == "ลบตัวนับที่หมดเวลาแล้ว 0 รายการ"


def test_a_shop_without_timers_clears_up_behind_itself(cast):
    for number in range(90):
        count(f"ended {number}", ended=True)
    count("living", ended=False)
    Program(None).post("/auth/login", {"username": "cashier", "password": "wrong"})
    assert "living" in names()
    assert RateCounter.objects.count() == 3  # and the account's and the address's own


def test_a_look_leaves_nothing_behind():
    assert cache.add("looked-at", 0, 60)  # as django-ratelimit looks
    assert not RateCounter.objects.exists()
    cache.add("counted", 1, 60)
    assert not cache.add("counted", 0, 60)
