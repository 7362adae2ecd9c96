"""Middleware: request id, one shape for errors, limits on bodies and rates, no foreign pages."""

import contextlib
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core_app.errors import (
    Forbidden,
    LengthRequired,
    MethodNotAllowed,
    PayloadTooLarge,
    PosError,
    TooManyRequests,
    ValidationFailed,
)
from core_app.logs import begin_request
from http_app.browser_origin import is_foreign, refusal_cause
from http_app.front_doors import error_answer, is_page
from http_app.limits import READS, ensure_address_may

_NOTHING_TO_SEE = "ที่อยู่นี้ไม่มีหน้าให้ดู และยังไม่มีอะไรถูกบันทึก กรุณากลับไปแล้วทำรายการอีกครั้งจากปุ่มในหน้า"
# Devices of the tablet that no page of ours uses: what slips in by a hole gets none of them.
_DENIED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
_PERMISSIONS = ", ".join(f"{feature}=()" for feature in _DENIED)
_DRAIN_CHUNK = 64 * 1024  # bytes
_DRAIN_LIMIT = 32 * 1024 * 1024  # bytes


class RequestIdMiddleware:
    """Give each request an id, in its log lines and in `X-Request-ID`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = begin_request(request.headers.get("X-Request-ID", ""))
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class PermissionsMiddleware:
    """Deny what no page of ours asks a browser for (W3C Permissions Policy)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = _PERMISSIONS
        return response


class NoStoreMiddleware:
    """Let nobody keep an answer that does not say how long: a tablet changes hands.

    What holds nothing of the shop's business says so itself; files are whitenoise's. What the JSON
    door answers to a POST nobody keeps anyway, and Chromium holds a no-store answer whose body a
    script does not read open for ever.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_page(request) or request.method != "POST":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class HeadMiddleware:
    """Answer HEAD at the JSON door as GET (RFC 9110, 9.3.2): the router knows GET alone.

    The server sends no body after a HEAD, whatever the answer holds.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or is_page(request):
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"  # as it is counted


class ApiErrorShapeMiddleware:
    """Give a 405, which the router answers in plain text, the shape of every other API error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or is_page(request):
            return response
        return _method_not_allowed(request, response, MethodNotAllowed())


class PosErrorMiddleware:
    """Turn a refusal that a page let through into its page; the JSON door has its own handler.

    Django's own 405 has no page at all: the last thing a browser shows is a white one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not is_page(request):
            return response
        return _method_not_allowed(request, response, MethodNotAllowed(_NOTHING_TO_SEE))

    def process_exception(self, request: HttpRequest, exception: Exception):
        return error_answer(request, exception) if isinstance(exception, PosError) else None


def _method_not_allowed(request, response: HttpResponse, error: PosError) -> HttpResponse:
    shaped = error_answer(request, error)
    shaped["Allow"] = response.get("Allow", "")
    return shaped


class BodyLimitMiddleware:
    """Refuse what nothing behind this door can read: too large, of unknown length, with a NUL."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return error_answer(request, ValidationFailed())  # PostgreSQL holds no NUL
        if "Transfer-Encoding" in request.headers:
            _drain(request)
            return error_answer(request, LengthRequired())
        if _announced_bytes(request) > settings.MAX_BODY_BYTES:
            _drain(request)
            return error_answer(request, PayloadTooLarge())
        if not is_page(request):
            _keep_body(request)
        return self.get_response(request)


class RateLimitMiddleware:
    """Refuse an address that sends more than any shop, before anything asks who it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            ensure_address_may(request)
        except TooManyRequests as error:
            return error_answer(request, error)
        return self.get_response(request)


class ForeignPageMiddleware:
    """Refuse what a browser sends for a page of another website, at both doors.

    Such a page, opened inside the shop, could use up the tries of every account. At the JSON door
    whoever shows a token is no such page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READS and not _is_judged_later(request) and is_foreign(request):
            return error_answer(request, Forbidden(refusal_cause(request)))
        return self.get_response(request)


def _is_judged_later(request: HttpRequest) -> bool:
    """A form's Origin is Django's CSRF check's to judge: it shows the log-in form again."""
    return ("Origin" if is_page(request) else "Authorization") in request.headers


def _announced_bytes(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _keep_body(request: HttpRequest) -> bytes:
    """Read the body into the request now.

    The CSRF check of a session parses a multipart body off the stream; the JSON door, which reads
    after it, would find the stream used up and fail with a 500.
    """
    return request.body


def _drain(request: HttpRequest) -> None:
    """Read the refused body away, up to a limit.

    A server that closes with unread bytes resets the connection, and the client may lose the
    answer that tells it why.
    """
    body = request.environ["wsgi.input"] if _of_unknown_length(request) else request
    with contextlib.suppress(OSError):  # it ends in the middle
        for _ in range(_DRAIN_LIMIT // _DRAIN_CHUNK):
            if not body.read(_DRAIN_CHUNK):
                return


def _of_unknown_length(request: HttpRequest) -> bool:
    """Tell whether the body comes in chunks; Django's own reader would see none of them."""
    return bool(request.environ.get("wsgi.input_terminated")) and not _announced_bytes(request)
