"""What lets a till open without its server: the shell, the service worker, the app's manifest.

None of the three holds anything of the shop's business but the QR that hangs at its counter, so
they are open to whoever asks: a worker is fetched by the browser itself, at times when nobody is
logged in.
"""

import hashlib
import json
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from core_app import json_text
from http_app.front_doors import json_answer
from orders_app.doors.pages.transfer import transfer_context

_OF_THE_TILL = {
    "js": (".js",),
    "vendor": (".js",),
    "css": ("pos.css",),
    "fonts": (".woff2",),
    "img": (".svg", ".png"),
}
_WORKER = "js/worker.js"  # it keeps the files; nobody keeps it


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Send the empty till: every view as a template, filled by the device that opens it."""
    response = HttpResponse(_shell_html())
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the service worker with the names of what it keeps; new whenever one of them is."""
    names = {"SHELL": reverse("orders:shell"), "FILES": _files(), "VERSION": _version()}
    told = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
    response = HttpResponse(told + _worker_source(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Send what a device needs to put the till on its home screen (W3C Web App Manifest)."""
    app = {
        "name": settings.RESTAURANT_NAME,
        "short_name": settings.RESTAURANT_NAME,
        "lang": "th",
        "start_url": reverse("orders:map"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f1",
        "theme_color": "#0f6b5c",
        "icons": [_icon(192), _icon(512), _icon(512) | {"purpose": "maskable"}],
    }
    response = json_answer(HTTPStatus.OK, json_text.write(app))
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = "no-cache"
    return response


def _icon(size: int) -> dict[str, str]:
    url = static(f"img/icon-{size}.png")
    return {"src": url, "sizes": f"{size}x{size}", "type": "image/png"}


def _shell_html() -> str:
    context = {"restaurant_name": settings.RESTAURANT_NAME, "demo": settings.DEMO, "shell": True}
    return render_to_string("pos/shell.html", context | transfer_context(None))


@cache
def _worker_source() -> str:
    return Path(find(_WORKER)).read_text()


@cache
def _files() -> list[str]:
    """Return the address of every file a till page may ask for."""
    names = {name.replace("\\", "/") for finder in get_finders() for name, _ in finder.list([])}
    return sorted(static(name) for name in names if _is_of_the_till(name))


def _is_of_the_till(name: str) -> bool:
    folder, _, rest = name.partition("/")
    return name != _WORKER and rest.endswith(_OF_THE_TILL.get(folder, ()))


def _version() -> str:
    parts = (settings.VERSION, _worker_source(), _shell_html(), *_files())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
