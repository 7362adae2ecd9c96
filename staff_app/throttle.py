"""Log-in throttle: wrong passwords are counted, right ones never.

Counted by account, because all tablets of a shop share one address; and more loosely by address,
against trying one password on many accounts.
"""

from django.http import HttpRequest
from django_ratelimit.core import get_usage

from core_app.errors import RateLimited

_LIMITS = (
    # group, rate of failures, what is counted
    ("login-account", "10/5m", "account"),
    ("login-address", "60/5m", "address"),
)


def ensure_may_try(request: HttpRequest, username: str) -> None:
    """Raises RateLimited with `retry_after` seconds after too many wrong passwords."""
    for usage in _usages(request, username, count=False):
        if usage["count"] >= usage["limit"]:
            raise RateLimited(retry_after=max(1, usage["time_left"]))


def count_failure(request: HttpRequest, username: str) -> None:
    """Remember one wrong password."""
    for _ in _usages(request, username, count=True):
        pass


def _usages(request: HttpRequest, username: str, *, count: bool):
    values = {"account": username.casefold(), "address": request.META.get("REMOTE_ADDR", "")}
    for group, rate, counted in _LIMITS:
        value = values[counted]
        yield get_usage(
            request, group=group, rate=rate, key=lambda g, r, v=value: v, increment=count
        )
