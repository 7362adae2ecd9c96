"""A manager's word for one command of somebody else: given at the screen, used up by the command.

It is bound to the command's key, to what it is about and to how much, so that nothing else can be
done with it, and it is good for a minute. docs/decisions/0037.
"""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from core_app.plain_sql import send
from staff_app.models import Approval, Role, User

GOOD_FOR = timedelta(seconds=60)
ASKED, LISTED = "asked", "listed"  # settings.APPROVALS

# One statement finds the row and marks it: of two commands at once the second waits for the row,
# looks at it again, and finds it used.
_CONSUME = (
    "UPDATE approvals SET consumed_at = %s WHERE consumed_at IS NULL AND id ="
    " (SELECT MAX(id) FROM approvals WHERE key = %s AND subject = %s AND subject_id = %s"
    " AND amount = %s AND asked_by_id = %s AND consumed_at IS NULL AND created_at > %s)"
    " RETURNING approved_by_id"
)


def approvers() -> list[User]:
    """Return the managers who can give their word: whose account is open, and who have a PIN."""
    managers = User.objects.filter(role=Role.MANAGER, is_active=True, pin__isnull=False)
    return [manager for manager in managers.order_by("pk") if manager.may_come_in]


def somebody_can() -> str:
    """Return SQL that tells whether there is such a manager, for a statement sent anyway."""
    in_demo = settings.DEMO and not settings.REACHABLE
    of_the_shop = "" if in_demo else " AND is_demo IS NOT TRUE"
    return (
        "EXISTS (SELECT 1 FROM staff WHERE role = 'manager' AND is_active"
        f" AND pin IS NOT NULL{of_the_shop})"
    )


def write(
    *, key: str, subject: str, subject_id: int, amount: Decimal, asked_by: User, approved_by: User
) -> Approval:
    """Keep a manager's word, whose PIN was right."""
    return Approval.objects.create(
        key=key,
        subject=subject,
        subject_id=subject_id,
        amount=amount,
        asked_by=asked_by,
        approved_by=approved_by,
    )


def consume(
    *, key: str, subject: str, subject_id: int, amount: Decimal, asked_by: User
) -> int | None:
    """Use up the word that was given for exactly this; return the manager's number, None for none.

    In the command's transaction: should the command fail, the word is good again.
    """
    now = timezone.now()
    told = (key, str(subject), subject_id, amount, asked_by.pk)
    used = send(_CONSUME, now, *told, now - GOOD_FOR)
    return used[0][0] if used else None
