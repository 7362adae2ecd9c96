"""How many requests a person and an address may send: a loop is stopped, no shop ever is.

Health, metrics and files are not counted; wrong passwords have limits of their own besides. Why
the numbers are what they are: docs/decisions/0036.
"""

import logging
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage

from core_app import hits
from core_app.errors import TooManyRequests
from core_app.hits import HitCounter, Rate
from http_app.addresses import home

READS = ("GET", "HEAD", "OPTIONS", "TRACE")
_PARTS = 100
_REST = 60  # seconds

log = logging.getLogger(__name__)


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
    is_shared = request.method not in READS and not settings.ALONE
    if seconds := _counter(name, limit, settings.WORKERS, is_shared).seconds_to_wait(who):
        raise TooManyRequests(seconds)


@lru_cache(maxsize=64)
def _counter(name: str, limit: Rate, workers: int, shared: bool) -> HitCounter:
    """Return this process's counter of a limit.

    What is not shared is shared out: each process lets its part of all hits pass. Of the rest it
    tells the others in hundredths of the limit, so that no usual selling sends a statement.
    """
    if not shared:
        return HitCounter(name, Rate(-(-limit.hits // workers), limit.seconds))
    part = -(-limit.hits // _PARTS)
    told = _Told(name, Rate(-(-limit.hits // part), limit.seconds))
    return HitCounter(name, limit, part, told)


class _Told:
    """How many parts of a limit all processes have used up, counted by django-ratelimit."""

    rests_until = 0.0  # for all limits: they are kept in one place

    def __init__(self, name: str, parts: Rate):
        self._name, self._parts = name, parts

    def __call__(self, key: str) -> tuple[bool, bool]:
        """Count a part; tell whether it is the last one at least, and whether it is one too many.

        Where it cannot be counted, selling goes on: this process stops a loop at the whole limit.
        """
        if hits.clock() < _Told.rests_until:
            return False, False
        try:
            usage = get_usage(
                None, self._name, rate=self._parts, key=lambda group, request: key, increment=True
            )
        except Exception as error:  # of a database, a network, a Redis: none of them may close us
            _Told.rests_until = hits.clock() + _REST
            log.error("Limits are kept by each process alone for a minute: error=%s", error)
            return False, False
        return usage["count"] >= self._parts.hits, usage["count"] > self._parts.hits


def forget() -> None:
    """Begin all counts anew."""
    _counter.cache_clear()
    _Told.rests_until = 0.0
