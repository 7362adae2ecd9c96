"""Django's last-resort handlers: whatever went wrong, the caller gets a sentence."""

import logging
import sys

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from core_app.database import answer_to
from core_app.database_probe import standing
from core_app.errors import (
    Forbidden,
    NetworkTimeout,
    NotFound,
    OutdatedServer,
    PayloadTooLarge,
    PosError,
    ServerError,
    StorageFault,
    ValidationFailed,
)
from http_app.browser_origin import refusal_cause
from http_app.front_doors import error_answer

log = logging.getLogger(__name__)

_UNKNOWN_HOST = "ที่อยู่นี้ยังไม่ได้เปิดใช้ ให้ผู้ดูแลเพิ่มชื่อเครื่องนี้ในค่า ALLOWED_HOSTS แล้วเริ่มระบบใหม่"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when Django found the body too large while reading it."""
    if isinstance(exception, RequestDataTooBig):
        return error_answer(request, PayloadTooLarge())
    if isinstance(exception, DisallowedHost):
        return error_answer(request, ValidationFailed(_UNKNOWN_HOST))
    return error_answer(request, ValidationFailed())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_answer(request, Forbidden())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that may not have come from a page of ours, with the cause."""
    log.warning("CSRF check failed: reason=%s", reason)
    return error_answer(request, Forbidden(refusal_cause(request)))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_answer(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database could not do it, the error's own answer, else 500.

    This handler sees what middleware and view raise alike; a process_exception middleware would
    miss the former.
    """
    error = sys.exc_info()[1]
    if isinstance(error, PosError):
        return error_answer(request, error)
    answer = _answer_to(error) if error is not None else None
    if isinstance(answer, StorageFault):
        log.critical("Storage fault: error=%s", error)
    return error_answer(request, answer or ServerError())


def _answer_to(error: BaseException) -> PosError | None:
    """Return what the database's failure means; what it misses may be a newer release's doing."""
    answer = answer_to(error)
    looks_wrong = isinstance(error, DatabaseError) and not isinstance(answer, NetworkTimeout)
    return OutdatedServer() if looks_wrong and standing() == "outdated" else answer
