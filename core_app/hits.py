"""How often somebody came lately, counted in this process's memory: no statement and no row."""

import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple
from zlib import crc32

log = logging.getLogger(__name__)
clock = time.time

_KEYS = 4096  # of those who came, the last: a megabyte for each counter
_SECONDS = {"s": 1, "m": 60, "h": 3600}


class Rate(NamedTuple):
    """So many hits in each window of so many seconds."""

    hits: int
    seconds: int


def rate(text: str) -> Rate | None:
    """Return '3000/m' or '500/10s' as a Rate, '0' as None: no limit. Raises ValueError."""
    if text.strip() == "0":
        return None
    found = re.fullmatch(r"([1-9]\d{0,8})/([1-9]\d{0,3})?([smh])", text.strip())
    if not found:
        raise ValueError(text)
    hits, times, unit = found.groups()
    return Rate(int(hits), int(times or 1) * _SECONDS[unit])


@dataclass(slots=True)
class _Came:
    end: int  # the last second of the window
    hits: int = 0
    was_refused: bool = False


class HitCounter:
    """Lets each key come `rate.hits` times in a window.

    After every `part` of them `tell(key)` may say that others have used the window up meanwhile.
    """

    def __init__(self, name: str, rate: Rate, part: int = 0, tell: Callable | None = None):
        self.name, self.rate, self._part, self._tell = name, rate, part, tell
        self._came: OrderedDict[str, _Came] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_to_wait(self, key: str) -> int:
        """Count a hit and return 0; one too many is not counted and has to wait so many seconds."""
        now = clock()
        end = window_end(key, self.rate.seconds, now)
        with self._lock:
            came = self._of(key, end)
            if came.hits >= self.rate.hits:
                return self._refuse(came, key, now)
            came.hits += 1
            tells = self._tell is not None and came.hits % self._part == 0
        if not tells:
            return 0
        used, over = self._tell(key)  # the others need not wait for the answer
        with self._lock:
            came.hits = self.rate.hits if used else came.hits
            return self._refuse(came, key, now) if over else 0

    def _of(self, key: str, end: int) -> _Came:
        came = self._came.get(key)
        if came is None or came.end != end:
            came = self._came[key] = _Came(end)
        self._came.move_to_end(key)
        if len(self._came) > _KEYS:
            self._came.popitem(last=False)
        return came

    def _refuse(self, came: _Came, key: str, now: float) -> int:
        if not came.was_refused:
            came.was_refused = True
            sentence = "Too many requests: limit=%s, who=%s, allowed=%s in %s s"
            log.warning(sentence, self.name, key, *self.rate)
        return max(1, ceil(came.end + 1 - now))


def window_end(key: str, seconds: int, now: float) -> int:
    """Return the last second of a key's window: django-ratelimit's, at a moment for each key."""
    second = int(now)
    return second + (crc32(key.encode()) - second) % seconds
