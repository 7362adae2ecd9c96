"""A manager's word: PINs, and giving one as a program does."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from staff_app.models import User
from staff_app.pins import set_pin
from tests.program import Program

PIN = "482915"


def with_pin(user: User, pin: str = PIN) -> User:
    """Give a manager a PIN."""
    set_pin(user, pin)
    return user


def give_word(
    program: Program, needed: dict[str, Any], key: str, approver: User, pin: str = PIN
) -> HttpResponse:
    """Let a manager say yes to what an APPROVAL_NEEDED told, for the command of `key`."""
    told = {name: needed[name] for name in ("subject", "subject_id", "amount")}
    return program.post("/approvals", told | {"key": key, "approver": approver.pk, "pin": pin})


def let_pass(monkeypatch, seconds: int) -> None:
    """Let so much time pass for the shop."""
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(seconds=seconds))
