"""One way to check a name and a password, for both front doors."""

from typing import NoReturn

from django.contrib.auth import authenticate
from django.http import HttpRequest

from core_app.errors import InvalidCredentials, RateLimited
from http_app.reach import is_this_machine
from staff_app import trail
from staff_app.models import User
from staff_app.throttle import count_failure, ensure_may_try

DEMO_IS_OVER = (
    "บัญชีนี้เป็นบัญชีสาธิต ร้านจริงใช้ไม่ได้ กรุณาใช้บัญชีของร้าน ถ้ายังไม่มี ให้ผู้ดูแลตั้งด้วย manage.py create_manager"
)


def check_password(request: HttpRequest, *, username: str, password: str) -> User:
    """Return the member of staff behind a right name and password.

    Raises InvalidCredentials (the same for an unknown name, a wrong password and a closed
    account), RateLimited after too many wrong ones.
    """
    ensure_may_try(request, username)
    user = authenticate(request, username=username, password=password)
    if user is None:
        _refuse(request, username)
    # Whatever was told at the start: a server may listen where no setting says so.
    if user.is_demo and not is_this_machine(request.META.get("REMOTE_ADDR", "")):
        raise InvalidCredentials(DEMO_IS_OVER)
    return user


def _refuse(request: HttpRequest, username: str) -> NoReturn:
    """Count a wrong name or password, tell of it, and say no; the same for every name."""
    failure = count_failure(request, username)
    known = User.objects.filter(username=username).first()
    trail.was_wrong(request, known, failure)
    if failure.seconds_to_wait:
        raise RateLimited(retry_after=failure.seconds_to_wait)
    # The name of a demo's account is printed in the README and opens no door: whoever types it
    # shall hear what does.
    is_over = known is not None and known.is_demo and not known.may_come_in
    raise InvalidCredentials(DEMO_IS_OVER if is_over else None)
