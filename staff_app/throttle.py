"""Throttle of log-ins and PINs: wrong ones are counted, right ones never.

Counted by account and by address. An account over its limit waits, whoever asks: its password is
being guessed. An address over its limit only hears no for longer: a right password still lets
its owner in, or one tablet that guesses would keep a whole shop behind one proxy out.

A PIN has few digits, so its tries are counted before they are looked at, and given back when they
were right: of those at work at once, in whichever process, no more are looked at than are left.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django_ratelimit.core import get_usage

from core_app.errors import RateLimited
from http_app.addresses import home
from staff_app.models import User

_ACCOUNT = ("login-account", "10/5m")  # group, rate of failures
_ADDRESS = ("login-address", "60/5m")
_PIN = ("pin", "5/15m")  # tries of one manager's, which a right one gives back
_PIN_RIGHT = ("pin-right", "5/15m")
_PIN_ADDRESS = ("pin-address", "30/15m")
_REFUSALS = ("refusals-told", "20/5m")  # of one person, in the audit log


def ensure_may_try(request: HttpRequest, username: str) -> None:
    """Raises RateLimited with `retry_after` seconds when an account had too many wrong ones."""
    usage = _usage(request, _ACCOUNT, username.casefold(), count=False)
    if _is_full(usage):
        raise RateLimited(retry_after=max(1, usage["time_left"]))


@dataclass(frozen=True)
class Failure:
    """A wrong password or PIN, counted: whether it was its account's or its address's last free
    one, and how long the address must wait that had sent too many before (seconds, 0: not at all).
    """

    fills_account: bool
    fills_address: bool
    seconds_to_wait: int


def count_failure(request: HttpRequest, username: str) -> Failure:
    """Remember one wrong password."""
    account = _usage(request, _ACCOUNT, username.casefold(), count=True)
    return _failure(request, _ADDRESS, fills_account=account["count"] == account["limit"])


@dataclass(frozen=True)
class PinTry:
    """A try of a PIN that may be looked at: how many are left if it is wrong, and how many seconds
    it takes until there are more."""

    left: int
    seconds: int


def take_pin_try(request: HttpRequest, approver: int) -> PinTry:
    """Count a try of the PIN of the manager of that number. Raises RateLimited when none is left.

    Both counters are of one window: it depends on the number and the length alone.
    """
    tries = _usage(request, _PIN, str(approver), count=True)
    right = _usage(request, _PIN_RIGHT, str(approver), count=False)
    left = tries["limit"] - tries["count"] + right["count"]
    seconds = max(1, tries["time_left"])
    if left < 0 or not tries["limit"]:  # no limit: its window ended between two looks
        raise RateLimited(retry_after=seconds)
    return PinTry(left, seconds)


def give_pin_try_back(request: HttpRequest, approver: int) -> None:
    """The PIN was right: its try is none."""
    _usage(request, _PIN_RIGHT, str(approver), count=True)


def count_wrong_pin(request: HttpRequest, tried: PinTry) -> Failure:
    """Remember a wrong PIN of its address too."""
    return _failure(request, _PIN_ADDRESS, fills_account=tried.left == 0)


def _failure(request: HttpRequest, limit: tuple[str, str], *, fills_account: bool) -> Failure:
    caller = home(request.META.get("REMOTE_ADDR", ""))
    before = _usage(request, limit, caller, count=False)
    now = _usage(request, limit, caller, count=True)
    return Failure(
        fills_account=fills_account,
        fills_address=now["count"] == now["limit"],
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
