"""Figures by which a restored copy is recognised: how many rows there were and how much money.

Every figure counts rows that are only ever added, up to a moment. Such a figure never changes
afterwards, so a copy restored to any later second must show exactly the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from operations_app.backups.other_database import opened

# A row carries the time at which it was made and is seen when its transaction commits. No
# transaction of the shop stays open that long (docs/decisions/0004), so older rows are all there.
SETTLED = timedelta(seconds=60)

UNTIL = "until"

# (until, database alias) → figures; values are whole numbers or money as text.
Counter = Callable[[datetime, str], dict[str, int | str]]
_counters: list[Counter] = []
_words: dict[str, str] = {}


def register(counter: Counter, words: dict[str, str]) -> None:
    """Let an app add its figures and their Thai names; called once, from its AppConfig.ready."""
    _counters.append(counter)
    _words.update(words)


def count(*, until: datetime, using: str = "default") -> dict[str, Any]:
    """Return the figures of a database up to `until`, which is noted among them."""
    found: dict[str, Any] = {UNTIL: until.isoformat()}
    for counter in _counters:
        found |= counter(until, using)
    return found


def differences(recorded: dict[str, Any], *, using: str) -> list[str]:
    """Count again in another database; return a Thai sentence for each figure that differs."""
    counted = count(until=datetime.fromisoformat(recorded[UNTIL]), using=using)
    return [
        f"{_words.get(name, name)}: ตอนสำรองมี {value} แต่ในชุดที่กู้คืนมี {counted.get(name)}"
        for name, value in recorded.items()
        if counted.get(name) != value
    ]


def sentence_of(config: dict[str, Any]) -> str:
    """Return what a database holds as a person reads it, also when it cannot be read at all."""
    try:
        with opened(config) as alias:
            counted = count(until=timezone.now(), using=alias)
    except DatabaseError as error:
        return f"อ่านข้อมูลไม่ได้: {error}"
    shown = (
        f"{_words.get(name, name)} {value}" for name, value in counted.items() if name != UNTIL
    )
    return ", ".join(shown)
