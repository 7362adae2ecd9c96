"""What tills tell of themselves, and the holes between their numbers."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Greatest
from django.utils import timezone

from core_app import audit
from core_app.models import AuditEvent, IdempotencyKey
from devices_app.models import LostAct, SetAside, Till
from staff_app.models import User

MOST_HOLES_SHOWN = 20
LOST_SHOWN = timedelta(days=7)  # long enough for every manager's days off


def report(
    *, client_id: UUID, last_tapped: int, waiting: int, clock_offset: int | None = None
) -> Till:
    """Take a till's word for the highest act it numbered and how many still wait on it.

    `clock_offset` (milliseconds) is the server's clock minus its own; None leaves the last one.
    """
    clock = {} if clock_offset is None else {"clock_offset": clock_offset}
    return _told_of(client_id, last_tapped, waiting=waiting, last_seen=timezone.now(), **clock)


def know_of(*, client_id: UUID, last_tapped: int) -> Till:
    """Remember that a till numbered an act, and leave what it told of itself as it is."""
    return _told_of(client_id, last_tapped)


def _told_of(client_id: UUID, last_tapped: int, **told: Any) -> Till:
    first = {"last_tapped": last_tapped, "last_seen": timezone.now()} | told
    till, made = Till.objects.get_or_create(client_id=client_id, defaults=first)
    if not made:
        Till.objects.filter(pk=till.pk).update(
            last_tapped=Greatest(F("last_tapped"), last_tapped), **told
        )
    return till


@transaction.atomic
def set_aside(
    *, client_id: UUID, sequence: int, key: str, reason: str, act: dict[str, Any], staff: User
) -> None:
    """Write down that a refused act is not to be done, and why. A repeat changes nothing."""
    till = know_of(client_id=client_id, last_tapped=sequence)
    _, made = SetAside.objects.get_or_create(
        till=till, sequence=sequence, defaults={"key": key, "reason": reason, "act": act}
    )
    if made:
        audit.record(
            action="till.act_set_aside",
            subject="till",
            subject_id=till.pk,
            staff=staff,
            sequence=sequence,
            reason=reason,
        )


@transaction.atomic
def report_lost(*, client_id: UUID, labels: dict[int, str], staff: User) -> None:
    """Write down which acts (label by number) a till lost unsent. A repeat changes nothing."""
    till = know_of(client_id=client_id, last_tapped=max(labels))
    known = LostAct.objects.filter(till=till, sequence__in=labels)
    new = sorted(labels.keys() - set(known.values_list("sequence", flat=True)))
    # Two tabs may tell of the same act at once: the database keeps it once.
    LostAct.objects.bulk_create(
        [LostAct(till=till, sequence=number, label=labels[number]) for number in new],
        ignore_conflicts=True,
    )
    if new:
        audit.record(
            action="till.acts_lost",
            subject="till",
            subject_id=till.pk,
            staff=staff,
            sequences=new,
        )


@transaction.atomic
def release(*, client_id: UUID, waiting: int, manager: User) -> None:
    """Write down that a manager let a till's waiting acts leave it in a file."""
    till = report(client_id=client_id, last_tapped=0, waiting=0)
    audit.record(
        action="till.outbox_released",
        subject="till",
        subject_id=till.pk,
        staff=manager,
        waiting=waiting,
    )


def was_released(*, client_id: UUID, by: User) -> bool:
    """Tell whether the diary knows that `by` let this till's waiting acts leave it in a file."""
    till = Till.objects.filter(client_id=client_id).values("pk")
    released = AuditEvent.objects.filter(action="till.outbox_released", subject="till", staff=by)
    return released.filter(subject_id__in=till).exists()


@dataclass(frozen=True)
class TillState:
    """A till, the last of its acts that arrived, and those that have not.

    `missing` holds the first of them, `more` counts the others; `lost` are those it lost of late.
    """

    till: Till
    last_arrived: int
    missing: list[int]
    more: int
    lost: list[LostAct]


def tills_with_holes() -> list[TillState]:
    """Return every till with the numbers of acts that have not arrived, a few of them at most."""
    return [
        TillState(till, _last_arrived(till), *_missing(till), _lost_of_late(till))
        for till in Till.objects.all()
    ]


def _lost_of_late(till: Till) -> list[LostAct]:
    """Return the acts a till lost in the last days that have not come some other way since."""
    came = IdempotencyKey.objects.filter(
        client_id=till.client_id, client_sequence=OuterRef("sequence")
    )
    since = timezone.now() - LOST_SHOWN
    lost = till.lost.filter(created_at__gte=since).exclude(Exists(came))
    return list(lost.order_by("sequence"))


def _last_arrived(till: Till) -> int:
    arrived = IdempotencyKey.objects.filter(client_id=till.client_id)
    return arrived.aggregate(last=Max("client_sequence"))["last"] or 0


def _missing(till: Till) -> tuple[list[int], int]:
    """Return the first holes between the till's numbers, and how many more there are.

    A hole is an unknown number below a known one. Read from the gaps, not by trying every number:
    a till of three years has a million acts.
    """
    gaps = """
        WITH known AS (
            SELECT 0 AS n
            UNION SELECT client_sequence FROM idempotency_keys
                WHERE client_id = %s AND client_sequence > 0
            UNION SELECT sequence FROM till_set_aside WHERE till_id = %s
            UNION SELECT sequence FROM till_lost_acts WHERE till_id = %s
            UNION SELECT %s
        ), pairs AS (SELECT n, LEAD(n) OVER (ORDER BY n) AS following FROM known)
        SELECT n + 1, following - 1 FROM pairs WHERE following > n + 1 ORDER BY n
    """
    client_id = Till._meta.get_field("client_id").get_db_prep_value(till.client_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(gaps, [client_id, till.pk, till.pk, till.last_tapped + 1])
        ranges = [range(first, last + 1) for first, last in cursor.fetchall()]
    holes = list(islice(chain.from_iterable(ranges), MOST_HOLES_SHOWN))
    return holes, sum(map(len, ranges)) - len(holes)
