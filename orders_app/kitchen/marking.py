"""What cooks say of slips: a mark for each line, beside those that stand; none is changed.

Said twice it is one mark: what is so already gets none, and one tap's key makes one.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from orders_app.models import KitchenMark, Slip, SlipLine
from staff_app.models import User

_MARK = KitchenMark.Kind
_DONE = Q(mark=_MARK.DONE)
_SERVED = Q(mark=_MARK.SERVED)
_ENDED = Q(mark__in=[_MARK.DONE, _MARK.SKIPPED, _MARK.SERVED])
_NOT_ENDED = Q(mark=None) | ~_ENDED
_NOT_ANSWERED = Q(mark=None)
_NOT_SEEN = Q(mark=None) | ~Q(mark=_MARK.ACKNOWLEDGED)
_IS_ORDER = Q(slip__kind=Slip.Kind.ADD)


@dataclass(frozen=True)
class Deed:
    """What a button says: the mark it makes, how it names lines, and on which of them."""

    mark: str
    by: str
    where: Q


DEEDS = {
    "done": Deed(_MARK.DONE, "pk", _IS_ORDER & _NOT_ENDED),
    "undone": Deed(_MARK.UNDONE, "pk", _IS_ORDER & _DONE),
    "card": Deed(_MARK.DONE, "slip", _IS_ORDER & _NOT_ENDED),
    "recall": Deed(_MARK.RECALLED, "slip", _IS_ORDER & _ENDED),
    "make": Deed(_MARK.ACCEPTED, "slip", _IS_ORDER & _NOT_ANSWERED),
    "skip": Deed(_MARK.SKIPPED, "slip", _IS_ORDER & _NOT_ANSWERED),
    "seen": Deed(_MARK.ACKNOWLEDGED, "slip", ~_IS_ORDER & _NOT_SEEN),
}
# What is said where dishes are carried out, of all stations at once.
SERVING = {
    "serve": Deed(_MARK.SERVED, "pk__in", _IS_ORDER & _DONE),
    "unserve": Deed(_MARK.DONE, "pk__in", _IS_ORDER & _SERVED),
}


def mark(deed: Deed, named: int | list[int], *, by: User, key: str, **of: Any) -> int:
    """Mark the lines that a button names, of those that `of` says; return how many were not so
    already. Of two cooks who mark a line at once the second finds what the first one said."""
    with transaction.atomic():
        held = hold(SlipLine.objects.filter(**{deed.by: named}, **of))
        now = timezone.now()
        marks = [
            KitchenMark(line=line, kind=deed.mark, key=key, marked_by=by, created_at=now)
            for line in not_so_yet(deed, held)
        ]
        KitchenMark.objects.bulk_create(marks, ignore_conflicts=True)
    return len(marks)


def hold(lines: QuerySet[SlipLine]) -> list[int]:
    """Lock lines until the transaction's end and return their numbers.

    What is said of them is read by another statement: the one that waits for a lock still sees
    what stood before it began.
    """
    locked = lines.select_for_update(of=("self",), no_key=True).order_by("pk")
    return [line.pk for line in locked]


def not_so_yet(deed: Deed, lines: list[int]) -> list[SlipLine]:
    """Return those of the lines on which a button says something new."""
    newest = KitchenMark.objects.filter(line=OuterRef("pk")).order_by("-pk").values("kind")[:1]
    found = SlipLine.objects.filter(pk__in=lines).alias(mark=Subquery(newest))
    return list(found.filter(deed.where))
