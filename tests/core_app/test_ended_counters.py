"""Counters whose time is over go away by themselves, with whoever starts one."""

import time

import pytest
from django.core.cache import cache

from core_app.models import RateCounter
from tests.program import Program

pytestmark = pytest.mark.django_db


def count(name: str, *, ended: bool) -> None:
    end = time.time() + (-1 if ended else 300)
    RateCounter.objects.create(key=name, hits=1, expires_at=end)


def names() -> set[str]:
    return set(RateCounter.objects.values_list("key", flat=True))


def test_a_shop_clears_up_behind_itself(cast):
    for number in range(90):
        count(f"ended {number}", ended=True)
    count("living", ended=False)
    Program(None).post("/auth/login", {"username": "cashier", "password": "wrong"})
    assert "living" in names()
    assert RateCounter.objects.count() == 3  # and the account's and the address's own


def test_what_an_attack_left_goes_with_the_wrong_passwords_that_follow(cast):
    for number in range(305):
        count(f"ended {number}", ended=True)
    for name in ("cashier", "nobody", "nobody else"):
        Program(None).post("/auth/login", {"username": name, "password": "wrong"})
    assert not [name for name in names() if name.startswith("ended")]


def test_a_look_leaves_nothing_behind():
    assert cache.add("looked-at", 0, 60)  # as django-ratelimit looks
    assert not RateCounter.objects.exists()
    cache.add("counted", 1, 60)
    assert not cache.add("counted", 0, 60)
