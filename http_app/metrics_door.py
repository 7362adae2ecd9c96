"""The door of the metrics: every request is counted on its way, and one address shows the sums."""

import secrets
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from core_app import metrics as counted
from core_app.errors import Forbidden
from http_app.addresses import is_within
from http_app.front_doors import error_answer

_CLOSED = "ที่อยู่นี้เปิดให้เครื่องเฝ้าระบบเท่านั้น ผู้ดูแลเปิดได้ด้วยค่า METRICS_TOKEN หรือ METRICS_ALLOW"
# Answered by middleware before any address is looked up.
_BEFORE_ROUTING = ("/health", "/health/live", "/metrics")
_UNKNOWN = "unknown"


class MetricsMiddleware:
    """Count each answer by its declared address, verb and status, and time it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        counted.note_request(
            route=_route(request),
            method=request.method or "",
            status=response.status_code,
            seconds=time.perf_counter() - began,
        )
        return response


def _route(request: HttpRequest) -> str:
    """Return the address as declared, '/orders/<int:order_id>/pay': nobody can invent new ones."""
    if request.path in _BEFORE_ROUTING:
        return request.path
    if request.path.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    try:
        # Whoever was refused at an earlier door has not been looked up yet.
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return _UNKNOWN
    return f"/{match.route}"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show all figures to whoever brings the token or calls from an allowed address."""
    if not (_has_token(request) or _is_allowed(request)):
        return error_answer(request, Forbidden(_CLOSED))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(counted.page(), content_type=CONTENT_TYPE_LATEST, headers=headers)


def _has_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    right = secrets.compare_digest(token.strip().encode(), wanted.encode())
    return bool(wanted) and scheme.lower() == "bearer" and right


def _is_allowed(request: HttpRequest) -> bool:
    """Tell whether the caller's own address is on the list.

    Where a proxy does not tell whose request it brings, everybody would seem to be the proxy.
    """
    caller = request.META.get("REMOTE_ADDR", "")
    if "Forwarded" in request.headers:
        return False
    if "X-Forwarded-For" in request.headers and is_within(caller, settings.TRUSTED_PROXIES):
        return False
    return is_within(caller, settings.METRICS_ALLOW)
