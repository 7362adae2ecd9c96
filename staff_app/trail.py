"""Who came, went, or was turned away: what the audit log hears of doors.

Never a password or a PIN, nor a name that nobody here bears: many a password is typed into the
name's field. A stranger cannot fill the table: of wrong ones only those are told that the throttle
lets one address try, of refusals only so many of each person.
"""

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest

from core_app import audit
from http_app.front_doors import is_page
from staff_app.models import User
from staff_app.throttle import Failure, may_tell

log = logging.getLogger(__name__)

SUBJECT = "staff"
_NOTABLE = {
    "log_in_failed", "locked_out", "pin_failed", "pin_locked_out", "address_locked_out",
    "forbidden",
}  # fmt: skip
NOBODY = 0  # the number of what no account here is
_LONGEST_PATH = 200  # characters


def came_in(request: HttpRequest, user: User) -> None:
    """Tell of a log-in by a right password."""
    _tell("logged_in", user, user.pk, **_where(request))


def went_out(request: HttpRequest) -> None:
    """Tell that somebody ended their session."""
    _tell("logged_out", request.user, request.user.pk, **_where(request))


def was_wrong(request: HttpRequest, known: User | None, failure: Failure) -> None:
    """Tell of a wrong password, and of whom it has locked out; `known` is whose name was typed."""
    _tell_of_failure(request, known, failure, ("log_in_failed", "locked_out"), staff=None)


def pin_was_wrong(request: HttpRequest, manager: User | None, failure: Failure) -> None:
    """Tell who typed a wrong PIN of which manager, and that it can be tried no more for now."""
    deeds = ("pin_failed", "pin_locked_out")
    _tell_of_failure(request, manager, failure, deeds, staff=request.user)


def _tell_of_failure(
    request: HttpRequest,
    known: User | None,
    failure: Failure,
    deeds: tuple[str, str],
    staff: User | None,
) -> None:
    if failure.seconds_to_wait:
        return  # its address has filled its share, and that was told
    failed, locked_out = deeds
    number = known.pk if known else NOBODY
    _tell(failed, staff, number, **_where(request))
    if failure.fills_account and known:
        _tell(locked_out, staff, number, **_where(request))
    if failure.fills_address:
        _tell("address_locked_out", staff, NOBODY, **_where(request))


def changed_own_password(request: HttpRequest) -> None:
    """Tell that somebody set their own password."""
    _tell("own_password_changed", request.user, request.user.pk, **_where(request))


def was_forbidden(request: HttpRequest) -> None:
    """Tell who asked for what they have no right to. A stranger has no name to tell of."""
    try:
        if request.user.is_authenticated and may_tell(request, request.user):
            _tell("forbidden", request.user, request.user.pk, **_what(request))
    except (DatabaseError, InterfaceError) as error:  # the answer stays what it is
        log.error("A refusal could not be told: error=%s", error)


def _tell(deed: str, staff: User | None, number: int, **details: Any) -> None:
    audit.record(
        action=f"{SUBJECT}.{deed}",
        subject=SUBJECT,
        subject_id=number,
        staff=staff,
        is_notable=deed in _NOTABLE,
        **details,
    )


def _where(request: HttpRequest) -> dict[str, str]:
    door = "page" if is_page(request) else "program"
    return {"address": request.META.get("REMOTE_ADDR", ""), "door": door}


def _what(request: HttpRequest) -> dict[str, str]:
    path = "".join(letter if letter.isprintable() else "\ufffd" for letter in request.path)
    return {"asked": f"{request.method} {path[:_LONGEST_PATH]}"} | _where(request)
