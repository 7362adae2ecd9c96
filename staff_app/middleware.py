"""Around every view: strangers are sent to the log-in form, who is turned away is told of."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from http_app.front_doors import can_be_seen
from staff_app import trail


class PageLogInMiddleware(LoginRequiredMiddleware):
    """Django's, but for what cannot be looked at: then `next` is the page the button stood on."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if can_be_seen(view_func):
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
            return redirect(self.get_login_url(view_func))
        path = urlsplit(page)._replace(scheme="", netloc="").geturl()
        return redirect_to_login(path, self.get_login_url(view_func))


class ForbiddenMiddleware:
    """Let the audit log hear of every 403 that somebody known here got, at either door."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN:
            trail.was_forbidden(request)
        return response
