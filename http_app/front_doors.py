"""Two front doors: pages for people, JSON for programs. Errors answer in the door's own voice."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from core_app import json_text
from core_app.errors import NetworkTimeout, PosError, StorageFault, TooManyRequests
from http_app import context

_SECRET = ("password", "pin")  # fields that no page ever shows again


def is_page(request: HttpRequest) -> bool:
    """Tell whether `request` came through the pages' door."""
    return _is_page_path(request.path)


def _is_page_path(path: str) -> bool:
    return path == "/" or path.startswith(settings.PAGE_PREFIXES)


def post_only(view: Callable) -> Callable:
    """Close an address of the pages' door to looking: it only does something."""
    guarded = require_POST(view)
    guarded.post_only = True
    return guarded


def can_be_seen(view: Callable) -> bool:
    """Tell whether `view` shows a page to whoever goes there."""
    return not getattr(view, "post_only", False)


def leads_to_a_page(path: str) -> bool:
    """Tell whether a person who is sent to `path` sees a page there."""
    try:
        return _is_page_path(path) and can_be_seen(resolve(path).func)
    except Resolver404:
        return False


def json_answer(status: int, text: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return JSON `text` as it stands."""
    return HttpResponse(
        text, status=int(status), content_type="application/json; charset=utf-8", headers=headers
    )


def error_answer(request: HttpRequest, error: PosError) -> HttpResponse:
    """Answer `error` as JSON or as a Thai page, by the door the request came through."""
    if not is_page(request):
        return json_answer(error.status, json_text.write(error.body()), error.headers)
    return HttpResponse(
        _error_page(request, error), status=int(error.status), headers=error.headers
    )


def _error_page(request: HttpRequest, error: PosError) -> str:
    if not isinstance(error, NetworkTimeout | StorageFault | TooManyRequests):
        return render_to_string("errors/error.html", {"error": error}, request)
    # Without the request, hence without asking the database, which is away or to be spared, who
    # is logged in.
    return render_to_string("errors/away.html", context.shop(request) | _way_back(request, error))


def _way_back(request: HttpRequest, error: PosError) -> dict[str, Any]:
    """Return how a page comes back: it reloads, or sends its form again; by itself only where the
    error says after how many seconds.

    Only a form with a key may be sent again: whatever became of the first one, there is one
    command.
    """
    again, fields = "reload", []
    if request.method == "POST":
        again = "resend" if "key" in request.POST else "back"
    if again == "resend":
        kept = ((name, values) for name, values in request.POST.lists() if name not in _SECRET)
        fields = [(name, value) for name, values in kept for value in values]
    return {"error": error, "again": again, "fields": fields, "path": request.get_full_path()}
