"""What devices tell of themselves, and the gaps between their numbers."""

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
from devices_app.models import Device, LostCommand, SetAside
from staff_app.models import User

MOST_GAPS_SHOWN = 20
LOST_SHOWN = timedelta(days=7)  # long enough for every manager's days off


def report(
    *, client_id: UUID, last_tapped: int, waiting: int, clock_offset: int | None = None
) -> Device:
    """Take a device's word for the highest command it numbered and how many still wait on it.

    `clock_offset` (milliseconds) is the server's clock minus its own; None leaves the last one.
    """
    clock = {} if clock_offset is None else {"clock_offset": clock_offset}
    return _told_of(client_id, last_tapped, waiting=waiting, last_seen=timezone.now(), **clock)


def know_of(*, client_id: UUID, last_tapped: int) -> Device:
    """Remember that a device numbered a command, and leave what it told of itself as it is."""
    return _told_of(client_id, last_tapped)


def _told_of(client_id: UUID, last_tapped: int, **told: Any) -> Device:
    first = {"last_tapped": last_tapped, "last_seen": timezone.now()} | told
    device, made = Device.objects.get_or_create(client_id=client_id, defaults=first)
    if not made:
        Device.objects.filter(pk=device.pk).update(
            last_tapped=Greatest(F("last_tapped"), last_tapped), **told
        )
    return device


@transaction.atomic
def set_aside(
    *, client_id: UUID, sequence: int, key: str, reason: str, command: dict[str, Any], staff: User
) -> None:
    """Write down that a refused command is not to be done, and why. A repeat changes nothing."""
    device = know_of(client_id=client_id, last_tapped=sequence)
    _, made = SetAside.objects.get_or_create(
        device=device,
        sequence=sequence,
        defaults={"key": key, "reason": reason, "command": command},
    )
    if made:
        audit.record(
            action="till.act_set_aside",
            subject="till",
            subject_id=device.pk,
            is_notable=True,
            staff=staff,
            sequence=sequence,
            reason=reason,
        )


@transaction.atomic
def report_lost(*, client_id: UUID, labels: dict[int, str], staff: User) -> None:
    """Write down which commands (label by number) a device lost. A repeat changes nothing."""
    device = know_of(client_id=client_id, last_tapped=max(labels))
    known = LostCommand.objects.filter(device=device, sequence__in=labels)
    new = sorted(labels.keys() - set(known.values_list("sequence", flat=True)))
    # Two tabs may tell of the same command at once: the database keeps it once.
    LostCommand.objects.bulk_create(
        [LostCommand(device=device, sequence=number, label=labels[number]) for number in new],
        ignore_conflicts=True,
    )
    if new:
        audit.record(
            action="till.acts_lost",
            subject="till",
            subject_id=device.pk,
            is_notable=True,
            staff=staff,
            sequences=new,
        )


@transaction.atomic
def release(*, client_id: UUID, waiting: int, manager: User) -> None:
    """Write down that a manager let a device's waiting commands leave it in a file."""
    device = report(client_id=client_id, last_tapped=0, waiting=0)
    audit.record(
        action="till.outbox_released",
        subject="till",
        subject_id=device.pk,
        is_notable=True,
        staff=manager,
        waiting=waiting,
    )


@transaction.atomic
def imported(
    *, client_id: UUID, last_tapped: int, commands: int, sender: User | None, by: str
) -> None:
    """Write down that a device's file of commands is about to be done, and who answers for it.

    `by` is the account of the machine that typed it. What the file holds beyond shows as a gap.
    """
    device = know_of(client_id=client_id, last_tapped=last_tapped)
    audit.record(
        action="till.outbox_imported",
        subject="till",
        subject_id=device.pk,
        is_notable=True,
        staff=sender,
        commands=commands,
        by=by,
    )


def was_released(*, client_id: UUID, by: User) -> bool:
    """Tell whether `by` let this device's waiting commands leave it in a file: it is logged."""
    device = Device.objects.filter(client_id=client_id).values("pk")
    released = AuditEvent.objects.filter(action="till.outbox_released", subject="till", staff=by)
    return released.filter(subject_id__in=device).exists()


@dataclass(frozen=True)
class DeviceState:
    """A device, the last of its commands that arrived, and those that have not.

    `missing` holds the first of them, `more` counts the others; `lost` are those it lost of late.
    """

    device: Device
    last_arrived: int
    missing: list[int]
    more: int
    lost: list[LostCommand]


def devices_with_gaps() -> list[DeviceState]:
    """Return every device with the numbers that have not arrived, a few of them at most."""
    return [
        DeviceState(device, _last_arrived(device), *_missing(device), _lost_of_late(device))
        for device in Device.objects.all()
    ]


def _lost_of_late(device: Device) -> list[LostCommand]:
    """Return the commands a device lost of late that have not come some other way since."""
    came = IdempotencyKey.objects.filter(
        client_id=device.client_id, client_sequence=OuterRef("sequence")
    )
    since = timezone.now() - LOST_SHOWN
    lost = device.lost.filter(created_at__gte=since).exclude(Exists(came))
    return list(lost.order_by("sequence"))


def _last_arrived(device: Device) -> int:
    arrived = IdempotencyKey.objects.filter(client_id=device.client_id)
    return arrived.aggregate(last=Max("client_sequence"))["last"] or 0


def _missing(device: Device) -> tuple[list[int], int]:
    """Return the first gaps between the device's numbers, and how many more there are.

    A gap is an unknown number below a known one. Found where a number does not follow the one
    before it, not by trying every number: a device of three years has a million commands.
    """
    jumps = """
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
    client_id = Device._meta.get_field("client_id").get_db_prep_value(device.client_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(jumps, [client_id, device.pk, device.pk, device.last_tapped + 1])
        ranges = [range(first, last + 1) for first, last in cursor.fetchall()]
    gaps = list(islice(chain.from_iterable(ranges), MOST_GAPS_SHOWN))
    return gaps, sum(map(len, ranges)) - len(gaps)
