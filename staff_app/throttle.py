"""Log-in throttle: wrong passwords are counted, right ones never.

Counted by account and by address. An account over its limit waits, whoever asks: its password is
being guessed. An address over its limit only hears no for longer: a right password still lets
its owner in, or one tablet that guesses would keep a whole shop behind one proxy out.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django_ratelimit.core import get_usage

from core_app.errors import RateLimited
from http_app.addresses import home
from staff_app.models import User

_ACCOUNT = ("login-account", "10/5m")  # group, rate of failures
_ADDRESS = ("login-address", "60/5m")
_REFUSALS = ("refusals-told", "20/5m")  # of one person, in the audit log


def ensure_may_try(request: HttpRequest, username: str) -> None:
    """Raises RateLimited with `retry_after` seconds when an account had too many wrong ones."""
    usage = _usage(request, _ACCOUNT, username.casefold(), count=False)
    if _is_full(usage):
        raise RateLimited(retry_after=max(1, usage["time_left"]))


@dataclass(frozen=True)
class Failure:
    """A wrong password, counted: whether it was its account's or its address's last free one, and
    how long the address must wait that had sent too many before (seconds, 0 = not at all)."""

    fills_account: bool
    fills_address: bool
    seconds_to_wait: int


def count_failure(request: HttpRequest, username: str) -> Failure:
    """Remember one wrong password."""
    account = _usage(request, _ACCOUNT, username.casefold(), count=True)
    caller = home(request.META.get("REMOTE_ADDR", ""))
    before = _usage(request, _ADDRESS, caller, count=False)
    address_now = _usage(request, _ADDRESS, caller, count=True)
    return Failure(
        fills_account=account["count"] == account["limit"],
        fills_address=address_now["count"] == address_now["limit"],
        seconds_to_wait=max(1, before["time_left"]) if _is_full(before) else 0,
    )


def may_tell(request: HttpRequest, user: User) -> bool:
    """Count a refusal that the audit log would hear of; tell whether it still may."""
    usage = _usage(request, _REFUSALS, str(user.pk), count=True)
    return usage["count"] <= usage["limit"]


def _usage(request: HttpRequest, limit: tuple[str, str], value: str, *, count: bool) -> dict:
    group, rate = limit
    return get_usage(request, group=group, rate=rate, key=lambda g, r: value, increment=count)


def _is_full(usage: dict) -> bool:
    return usage["count"] >= usage["limit"]
