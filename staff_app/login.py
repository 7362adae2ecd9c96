"""One way to check a name and a password, for both front doors."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from core_app.errors import InvalidCredentials
from staff_app.models import User
from staff_app.throttle import count_failure, ensure_may_try


def check_password(request: HttpRequest, *, username: str, password: str) -> User:
    """Return the member of staff behind a right name and password.

    Raises InvalidCredentials (the same for an unknown name, a wrong password and a closed
    account), RateLimited after too many wrong ones.
    """
    ensure_may_try(request, username)
    user = authenticate(request, username=username, password=password)
    if user is None:
        count_failure(request, username)
        raise InvalidCredentials
    return user
