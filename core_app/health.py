"""Is the shop open: one question to the database, asked by load balancers and technicians."""

import time
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core_app import json_text
from core_app.front_doors import json_answer

_started = time.monotonic()


class HealthMiddleware:
    """Answer /health before anything asks the database who is calling: it may be away."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == "/health" else self.get_response(request)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 with the same fields when it does not."""
    connected = _database_answers()
    body = {
        "status": "ok" if connected else "error",
        "database": "connected" if connected else "disconnected",
        "uptime": int(time.monotonic() - _started),
        "timestamp": timezone.now(),
    }
    status = HTTPStatus.OK if connected else HTTPStatus.SERVICE_UNAVAILABLE
    return json_answer(status, json_text.write(body), {"Cache-Control": "no-store"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
