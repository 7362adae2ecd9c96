"""One way to check a name and a password, for both front doors."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from core_app.errors import InvalidCredentials
from http_app.reach import is_this_machine
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
        count_failure(request, username)
        raise InvalidCredentials(_why_nobody(username))
    # Whatever was told at the start: a server may listen where no setting says so.
    if user.is_demo and not is_this_machine(request.META.get("REMOTE_ADDR", "")):
        raise InvalidCredentials(DEMO_IS_OVER)
    return user


def _why_nobody(username: str) -> str | None:
    """Return the sentence for an account of the demo in a shop that sells, else None.

    Its name is printed in the README and it opens no door: whoever types it shall hear what does.
    """
    user = User.objects.filter(username=username, is_demo=True).first()
    return None if user is None or user.may_come_in else DEMO_IS_OVER
