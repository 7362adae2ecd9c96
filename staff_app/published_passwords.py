"""Passwords that anybody can read in this repository, and the accounts that answer to one."""

import contextlib
import hashlib

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError

from staff_app.models import User

_IN_THIS_REPOSITORY = ("demo1234", "sawasdee-1234")  # README and tests


def published() -> tuple[str, ...]:
    """Return every password that is known outside the shop."""
    return tuple(dict.fromkeys((*_IN_THIS_REPOSITORY, settings.DEMO_PASSWORD)))


class PublishedPasswordValidator:
    """Refuses to set a password that would stop the shop's next start."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if password in published():
            raise ValidationError("รหัสผ่านนี้เป็นของร้านสาธิต ใครก็รู้ กรุณาตั้งรหัสอื่น")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "ต้องไม่ใช่รหัสผ่านของร้านสาธิต"


def is_open_to_anybody(user: User) -> bool:
    """Tell whether the demo made the account, or it answers to a published password."""
    return bool(user.is_demo) or _answers_to_a_published_one(user)


def is_of_the_demo(user: User) -> bool:
    """Tell whether the demo made the account; before accounts were marked, only its name tells."""
    return bool(user.is_demo) or user.username in {name for name, _, _ in settings.DEMO_ACCOUNTS}


def no_account_is_open_to_anybody(app_configs, **kwargs) -> list[CheckMessage]:
    """pos.E010: in a shop that other devices reach, whoever reads the README could sell."""
    if not settings.REACHABLE:
        return []
    try:
        active = User.objects.filter(is_active=True).order_by("pk")
        found = [user for user in active if is_open_to_anybody(user)]
    except (DatabaseError, InterfaceError):
        return []  # away, or not migrated yet: a check before this one has said so
    demo = ", ".join(user.username for user in found if is_of_the_demo(user))
    errors = [_published(user.username) for user in found if not is_of_the_demo(user)]
    if demo:
        hint = (
            "Run: .venv/bin/python manage.py close_demo. "
            "It says how the shop gets a manager of its own."
        )
        message = f"Other devices reach the shop, and accounts of the demo are open: {demo}."
        errors.insert(0, Error(message, hint=hint, id="pos.E010"))
    return errors


def _published(username: str) -> CheckMessage:
    message = f"Other devices reach the shop, and the password of {username} is published."
    hint = f"Run: .venv/bin/python manage.py changepassword {username}"
    return Error(message, hint=hint, id="pos.E010")


def _answers_to_a_published_one(user: User) -> bool:
    """Hashing is slow on purpose, so a password that was found good is not tried again.

    What is remembered ends with the password, and with the list it was compared with.
    """
    known = published()
    vetted = hashlib.sha256("\n".join((user.password, *known)).encode()).hexdigest()
    if user.vetted_password == vetted:
        return False
    if any(check_password(password, user.password) for password in known):
        return True
    with contextlib.suppress(DatabaseError):  # a database that can only be read costs time alone
        User.objects.filter(pk=user.pk, password=user.password).update(vetted_password=vetted)
    return False
