"""A restored shop catches up: devices send again what they did after the moment of the copy.

It catches up until every device that was seen in the last 24 hours before that moment, and any
other that has begun, has nothing left to send or has tried all of it in vain since the last command
that came again; or until a manager ends it. Meanwhile what a device cannot be told yes to waits: it
may be built on what another device has still to send.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core_app import audit
from core_app.models import DatabaseEpoch
from devices_app.models import Device
from staff_app.models import User

EXPECTED = timedelta(hours=24)  # devices seen that long before the copy's last moment
KEPT = timedelta(days=3)  # as long as devices keep what they did (static/js/outbox.js)


def restored() -> DatabaseEpoch | None:
    """Return the epoch in which what was done before may come again, or None."""
    since = timezone.now() - KEPT
    return DatabaseEpoch.objects.filter(taken_back=True, began_at__gt=since).first()


def ongoing() -> DatabaseEpoch | None:
    """Return the epoch in which the shop still catches up, or None."""
    epoch = restored()
    if epoch is None or epoch.caught_up_at is not None or not still_expected(epoch).exists():
        return None
    return epoch


def still_expected(epoch: DatabaseEpoch) -> QuerySet[Device]:
    """Return the devices that have not reported, or have something left that may yet be taken."""
    silent = Q(
        first_seen__lt=epoch.began_at, last_seen__gte=epoch.goes_back_to - EXPECTED
    ) & ~_reported_in(epoch.uid)
    busy = _reported_in(epoch.uid) & Q(history_left__gt=0) & ~Q(history_tried_at=epoch.sent_again)
    return Device.objects.filter(silent | busy)


def _reported_in(epoch: UUID) -> Q:
    return Q(history_in__isnull=False, history_in=epoch)


def report(device: Device, *, epoch: UUID, left: int | None, tried_at: int | None) -> None:
    """Take a device's word for how much of its history is left; None: it begins, and has some.

    `tried_at` is what `sent_again` was before it tried each of them in vain.
    """
    told = Device.objects.filter(pk=device.pk)
    if left is None:
        told, left = told.exclude(_reported_in(epoch)), 1  # another tab has begun before
    told.update(history_in=epoch, history_left=left, history_tried_at=tried_at)


def came_again() -> None:
    """Count a command that was taken a second time, in its transaction."""
    DatabaseEpoch.objects.update(sent_again=F("sent_again") + 1)


@transaction.atomic
def end(*, manager: User) -> None:
    """Wait for no device any more: what comes from now on is decided at once. A repeat is none."""
    ended = DatabaseEpoch.objects.filter(began_at__isnull=False, caught_up_at=None)
    if ended.update(caught_up_at=timezone.now()):
        audit.record(action="database.caught_up", subject="database", subject_id=1, staff=manager)
