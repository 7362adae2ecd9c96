"""The counters of rate limits in a Redis, for a shop that has one; without it, in the database."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from core_app.rate_cache import CounterCache

log = logging.getLogger(__name__)
clock = time.time

_REST = 60  # seconds


class RedisCounters(RedisCache):
    """Django's, but for a Redis that is away: the database counts for a minute, and all starts at
    nothing there. Whoever takes Redis down gains one more window, and nobody waits for it."""

    away_until = 0.0  # of the process: each of its threads has a cache of its own

    def __init__(self, server, params):
        super().__init__(server, params)
        self._database = CounterCache(server, {})

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        return self._first(super().add, self._database.add, key, value, timeout, version)

    def incr(self, key, delta=1, version=None) -> int:
        return self._first(super().incr, self._add_in_database, key, delta, version)

    def get(self, key, default=None, version=None) -> Any:
        return self._first(super().get, self._database.get, key, default, version)

    def _add_in_database(self, key, delta, version) -> int:
        """Add to a counter that may stand in Redis alone."""
        if self._database.add(key, delta, version=version):
            return delta
        return self._database.incr(key, delta, version)

    def _first(self, in_redis: Callable, in_database: Callable, *told: Any) -> Any:
        if clock() >= RedisCounters.away_until:
            try:
                return in_redis(*told)
            except (RedisError, OSError) as error:
                RedisCounters.away_until = clock() + _REST
                log.error("Redis is away, the database counts for a minute: error=%s", error)
        return in_database(*told)
