"""A cache of counters in the database, for rate limits that are exact with any number of workers.

django-ratelimit does add-then-incr; each is one arbitrated statement here. Everything else a cache
could do is left out on purpose: state lives in tables.
"""

import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, transaction

from core_app.models import RateCounter

_BATCH = 100  # counters


def _drop_ended() -> int:
    """Drop up to _BATCH counters whose time is over; return how many.

    A row that another process is starting anew, or dropping, at this moment is passed over.
    """
    with transaction.atomic():
        ended = RateCounter.objects.filter(expires_at__lte=time.time())
        mine = ended.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_BATCH]
        return RateCounter.objects.filter(pk__in=list(mine)).delete()[0]


class CounterCache(BaseCache):
    """Counters with an end: `add`, `incr`, `get`, `set`, `delete`."""

    def __init__(self, location, params):
        super().__init__(params)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        """Start a counter unless a living one stands; tell whether it was started.

        A counter at nothing is the same as none: django-ratelimit adds 0 where it only looks. And
        whoever starts one clears ended ones away, so that the table is never larger than what was
        counted lately, without anybody's care.
        """
        if value == 0:
            return self.get(key, version=version) is None
        now = time.time()
        row = self._one(
            "INSERT INTO rate_counters (key, hits, expires_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (key) DO UPDATE SET hits = excluded.hits,"
            " expires_at = excluded.expires_at WHERE rate_counters.expires_at <= %s"
            " RETURNING hits",
            [self._name(key, version), value, self._end(now, timeout), now],
        )
        if row is None:
            return False
        _drop_ended()
        return True

    def incr(self, key, delta=1, version=None) -> int:
        """Add to a living counter and return it. Raises ValueError when there is none."""
        row = self._one(
            "UPDATE rate_counters SET hits = hits + %s WHERE key = %s AND expires_at > %s"
            " RETURNING hits",
            [delta, self._name(key, version), time.time()],
        )
        if row is None:
            raise ValueError(f"no counter {key!r}")
        return row[0]

    def get(self, key, default=None, version=None):
        """Return a living counter, else `default`."""
        row = self._one(
            "SELECT hits FROM rate_counters WHERE key = %s AND expires_at > %s",
            [self._name(key, version), time.time()],
        )
        return row[0] if row else default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> None:
        """Write a counter whatever stood there."""
        self._one(
            "INSERT INTO rate_counters (key, hits, expires_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (key) DO UPDATE SET hits = excluded.hits,"
            " expires_at = excluded.expires_at RETURNING hits",
            [self._name(key, version), value, self._end(time.time(), timeout)],
        )

    def delete(self, key, version=None) -> bool:
        """Drop a counter; tell whether one stood."""
        row = self._one(
            "DELETE FROM rate_counters WHERE key = %s RETURNING hits", [self._name(key, version)]
        )
        return row is not None

    def _name(self, key, version) -> str:
        return self.make_and_validate_key(key, version=version)

    def _end(self, now: float, timeout) -> float:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return now + seconds

    def _one(self, sql: str, params: list):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()
