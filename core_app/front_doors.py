"""Two front doors: pages for people, JSON for programs. Errors answer in the door's own voice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core_app import json_text
from core_app.errors import PosError


def is_page(request: HttpRequest) -> bool:
    """Tell whether `request` came through the pages' door."""
    return request.path == "/" or request.path.startswith(settings.PAGE_PREFIXES)


def json_answer(status: int, text: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return JSON `text` as it stands."""
    return HttpResponse(
        text, status=int(status), content_type="application/json; charset=utf-8", headers=headers
    )


def error_answer(request: HttpRequest, error: PosError) -> HttpResponse:
    """Answer `error` as JSON or as a Thai page, by the door the request came through."""
    if not is_page(request):
        return json_answer(error.status, json_text.write(error.body()), error.headers)
    response = render(request, "errors/error.html", {"error": error}, status=int(error.status))
    for name, value in error.headers.items():
        response[name] = value
    return response
