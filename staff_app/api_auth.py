"""Who calls the JSON API: a Bearer token, or a till page's session cookie with its CSRF token."""

import copy

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from http_app.limits import ensure_user_may
from staff_app.models import User
from staff_app.rights import Right, ensure_staff
from staff_app.tokens import user_of_token


class BearerToken(HttpBearer):
    """`Authorization: Bearer …` from POST /auth/login. The one place that needs no CSRF token."""

    right: Right = staticmethod(ensure_staff)

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = user_of_token(token)
        if user:
            ensure_user_may(request, user.pk)
            request.user = user
        return user


class SessionCookie(APIKeyCookie):
    """The session of a logged-in till page; writes need the page's CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME
    right: Right = staticmethod(ensure_staff)

    def __call__(self, request: HttpRequest) -> User | None:
        # A caller that shows a Bearer token is judged by it alone.
        if "Authorization" in request.headers or self.param_name not in request.COOKIES:
            return None
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not request.user.is_authenticated:
            return None
        ensure_user_may(request, request.user.pk)
        return request.user


STAFF = [BearerToken(), SessionCookie()]


def only(right: Right) -> list[BearerToken | SessionCookie]:
    """Return the two ways for an operation of those who hold `right`: a body is read after that.

    What a body is made of concerns nobody who may not send one. The command asks again, of its
    author.
    """
    return [_only(way, right) for way in STAFF]


def _only(way: BearerToken | SessionCookie, right: Right):
    guarded = copy.copy(way)  # to OpenAPI it is the same way
    guarded.right = right
    guarded.authenticate = lambda *told: (user := way.authenticate(*told)) and right(user)
    return guarded
