"""Log-in throttle: wrong passwords are counted, right ones never.

Counted by account and by address. An account over its limit waits, whoever asks: its password is
being guessed. An address over its limit only hears no for longer: a right password still lets
its owner in, or one tablet that guesses would keep a whole shop behind one proxy out.
"""

from ipaddress import ip_network

from django.http import HttpRequest
from django_ratelimit.core import get_usage

from core_app.errors import RateLimited
from http_app.addresses import address

_ACCOUNT = ("login-account", "10/5m")  # group, rate of failures
_ADDRESS = ("login-address", "60/5m")
_ONE_HOME = 64  # bits: a device may give itself any address of its IPv6 network


def ensure_may_try(request: HttpRequest, username: str) -> None:
    """Raises RateLimited with `retry_after` seconds when an account had too many wrong ones."""
    _refuse_when_full(_usage(request, _ACCOUNT, username.casefold(), count=False))


def count_failure(request: HttpRequest, username: str) -> None:
    """Remember one wrong password. Raises RateLimited when its address sent too many before."""
    _usage(request, _ACCOUNT, username.casefold(), count=True)
    before = _usage(request, _ADDRESS, _home(request), count=False)
    _usage(request, _ADDRESS, _home(request), count=True)
    _refuse_when_full(before)


def _home(request: HttpRequest) -> str:
    caller = address(request.META.get("REMOTE_ADDR", ""))
    if caller is None or caller.version == 4:
        return str(caller)
    return str(ip_network((caller, _ONE_HOME), strict=False))


def _usage(request: HttpRequest, limit: tuple[str, str], value: str, *, count: bool) -> dict:
    group, rate = limit
    return get_usage(request, group=group, rate=rate, key=lambda g, r: value, increment=count)


def _refuse_when_full(usage: dict) -> None:
    if usage["count"] >= usage["limit"]:
        raise RateLimited(retry_after=max(1, usage["time_left"]))
