"""Is the shop open, is the process alive, how is it: asked by machines, before any log-in.

Answered by a middleware that stands before everything that asks the database or the address book
of allowed hosts: a load balancer calls by number, and the database may be away.
"""

import time
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core_app import json_text
from core_app.database_probe import standing
from http_app.front_doors import json_answer
from http_app.metrics_door import metrics

_started = time.monotonic()


class HealthMiddleware:
    """Answer the machines' addresses before anything asks the database who is calling."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = MACHINE_DOORS.get(request.path)
        return door(request) if door else self.get_response(request)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and takes changes, else 503 with the same fields."""
    database = standing()
    connected = database == "connected"
    body = {"status": "ok" if connected else "error", "database": database, **_life()}
    return _answer(HTTPStatus.OK if connected else HTTPStatus.SERVICE_UNAVAILABLE, body)


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process can: killing it would not bring a database back."""
    return _answer(HTTPStatus.OK, {"status": "ok", **_life()})


def _life() -> dict:
    return {"uptime": int(time.monotonic() - _started), "timestamp": timezone.now()}


def _answer(status: HTTPStatus, body: dict) -> HttpResponse:
    return json_answer(status, json_text.write(body), {"Cache-Control": "no-store"})


MACHINE_DOORS = {"/health": health, "/health/live": live, "/metrics": metrics}
