"""The end of the demo's accounts, when a shop begins to sell."""

from django.db import transaction

from core_app import audit
from staff_app.models import User
from staff_app.published_passwords import is_of_the_demo, is_open_to_anybody


def close_demo_accounts(*, by: str) -> list[User]:
    """Close every active account of the demo and say so in the audit log; return them.

    `by` is the account of the machine that typed the command. An account with a demo's name and a
    password of its own, from before accounts were marked, is somebody's: it stays. A second call
    finds nothing.
    """
    # Before the transaction: hashing on a busy machine outlasts PostgreSQL's idle limit.
    active = User.objects.filter(is_active=True)
    open_ones = [u.pk for u in active if is_of_the_demo(u) and is_open_to_anybody(u)]
    with transaction.atomic():
        # Locked: a manager's page may be saving one of them.
        locked = User.objects.select_for_update(no_key=True).order_by("pk")
        closed = list(locked.filter(pk__in=open_ones, is_active=True))
        for user in closed:
            user.is_active = False
            user.is_demo = True
            user.save(update_fields=["is_active", "is_demo"])
            audit.record(
                action="staff.demo_closed",
                subject="staff",
                subject_id=user.pk,
                staff=None,
                before={"is_active": True},
                after={"is_active": False},
                by=by,
            )
    return closed
