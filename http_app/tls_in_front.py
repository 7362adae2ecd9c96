"""HTTPS=1: a proxy in front speaks TLS, and says so in X-Forwarded-Proto."""

import contextlib
import logging
import time
from http import HTTPStatus

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from core_app.errors import ValidationFailed
from http_app.front_doors import error_answer

log = logging.getLogger(__name__)

MISSING = (
    "ตั้งค่า HTTPS=1 ไว้ แต่พร็อกซีด้านหน้าไม่บอกว่าผู้ใช้มาทาง https ให้ผู้ดูแลตั้งพร็อกซีให้ส่งส่วนหัว X-Forwarded-Proto "
    "และถ้าพร็อกซีอยู่คนละเครื่อง ให้ใส่ที่อยู่ของพร็อกซีในค่า TRUSTED_PROXIES (docs/operations.md)"
)
_REMEMBERED = 60 * 60  # seconds
_NOTED_EVERY = 60  # seconds, by each process
_COUNTER = "tls-in-front:missing"


class TlsInFrontMiddleware:
    """Around Django's SecurityMiddleware, for a proxy that does not say how it was called.

    Sending its callers to https would bring them back here for ever. Who did come by plain http,
    as a proxy says, is still sent there.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.noted_at = -float(_NOTED_EVERY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Forwarded-Proto" in request.headers or not _is_sent_to_https(request, response):
            return response
        if time.monotonic() - self.noted_at >= _NOTED_EVERY:
            self.noted_at = time.monotonic()
            _note(request.META.get("REMOTE_ADDR", ""))
        return error_answer(request, ValidationFailed(MISSING))


def _is_sent_to_https(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether the answer is the way from http to the same address on https."""
    if response.status_code != HTTPStatus.MOVED_PERMANENTLY or request.is_secure():
        return False
    return response["Location"] == f"https://{request.get_host()}{request.get_full_path()}"


def header_was_missing() -> bool:
    """Tell whether a request came without the header within the last hour."""
    return cache.get(_COUNTER) is not None


def _note(peer: str) -> None:
    """Tell the log, and for the status page all processes; a database that is away may miss it."""
    log.error(
        "HTTPS=1, but X-Forwarded-Proto is missing: peer=%s. Let the proxy send it, and name a "
        "proxy on another machine in TRUSTED_PROXIES.",
        peer,
    )
    with contextlib.suppress(DatabaseError, InterfaceError):
        cache.set(_COUNTER, 1, _REMEMBERED)
