"""What whoever holds the machine does for managers: the first account, a forgotten PIN."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from core_app import audit
from core_app.card_numbers import refuse_card_number
from staff_app.models import Role, User
from staff_app.pins import set_pin


def make_manager(*, username: str, display_name: str, password: str, by: str) -> User:
    """Make a manager's account and say so in the audit log; return it.

    `by` is the account of the machine that typed the command. Raises ValidationError when the name
    is taken or none, or the password is weak.
    """
    user = User(
        username=User.normalize_username(username), display_name=display_name, role=Role.MANAGER
    )
    user.full_clean(exclude=["password"])
    refuse_card_number(display_name)
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        audit.record(
            action="staff.added",
            subject="staff",
            subject_id=user.pk,
            staff=None,
            after={"username": user.username, "display_name": display_name, "role": user.role},
            by=by,
        )
    return user


def change_pin(user: User, pin: str | None, *, by: str) -> None:
    """Give a manager another PIN, or none, and say so in the audit log, never which.

    `by` is the account of the machine that typed the command. Raises ValidationError.
    """
    with transaction.atomic():
        set_pin(user, pin)
        audit.record(
            action="staff.pin_set" if pin else "staff.pin_removed",
            subject="staff",
            subject_id=user.pk,
            staff=None,
            is_notable=pin is None,
            by=by,
        )
