"""The first manager of a shop: made by whoever holds the machine, before anybody can log in."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from core_app import audit
from core_app.card_numbers import refuse_card_number
from staff_app.models import Role, User


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
