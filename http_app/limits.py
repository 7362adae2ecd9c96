"""How many requests a person and an address may send: a loop is stopped, no shop ever is.

Health, metrics and files are not counted; wrong passwords have limits of their own besides. Why
the numbers are what they are: docs/decisions/0036.
"""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from core_app.errors import TooManyRequests
from core_app.hits import HitCounter, Rate
from http_app.addresses import home

READS = ("GET", "HEAD", "OPTIONS", "TRACE")


def ensure_address_may(request: HttpRequest) -> None:
    """Count a request of its address. Raises TooManyRequests with `retry_after` seconds."""
    _ensure_may(request, "ADDRESS", home(request.META.get("REMOTE_ADDR", "")))


def ensure_user_may(request: HttpRequest, number: int) -> None:
    """Count a request of a person by their account's number. Raises TooManyRequests likewise."""
    _ensure_may(request, "USER", str(number))


def _ensure_may(request: HttpRequest, whose: str, who: str) -> None:
    name = f"LIMIT_{whose}_{'READS' if request.method in READS else 'WRITES'}"
    limit = getattr(settings, name)
    if limit is None:
        return
    if seconds := _counter(name, limit, settings.WORKERS).seconds_to_wait(who):
        raise TooManyRequests(seconds)


@lru_cache(maxsize=64)
def _counter(name: str, limit: Rate, workers: int) -> HitCounter:
    """Return this process's counter of a limit: it lets its share of all workers' hits pass."""
    return HitCounter(name, Rate(-(-limit.hits // workers), limit.seconds))


def forget() -> None:
    """Begin all counts anew."""
    _counter.cache_clear()
