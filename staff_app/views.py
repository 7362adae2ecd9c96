"""Log in and out on a till."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core_app import json_text, places
from core_app.errors import PosError
from http_app import error_pages
from http_app.browser_origin import refusal_cause
from http_app.front_doors import json_answer, leads_to_a_page, post_only
from staff_app import trail
from staff_app.authorship import author_word, device_named
from staff_app.forms import LoginForm
from staff_app.login import check_password
from staff_app.models import User


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Show the log-in form; with a right name and password go on to where the person was going."""
    form = LoginForm(request.POST or None)
    if form.is_valid():
        try:
            user = check_password(request, **form.cleaned_data)
        except PosError as error:
            form.add_error(None, error.message)
            return _form(request, form, status=int(error.status), headers=error.headers)
        trail.came_in(request, user)
        start_session(request, user)
        return redirect(_destination(request, user))
    return _form(request, form)


@never_cache
@require_safe
def ping(request: HttpRequest) -> HttpResponse:
    """Tell a till page that this is the shop, who is logged in, and what its next command needs.

    A device that says who it is (`X-Till`) gets the word for what they tap on it.
    """
    known = request.user.is_authenticated
    can_sell = known and request.user.can_sell
    device = device_named(request.headers.get("X-Till"))
    author = (
        author_word(request.user, device, issued=timezone.now()) if can_sell and device else None
    )
    word = {
        "user": request.user.username if known else None,
        "can_sell": can_sell,
        "author": author,
        "csrf": get_token(request) if known else None,
    }
    return json_answer(HTTPStatus.OK, json_text.write(word))


@post_only
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and go back to the log-in form."""
    trail.went_out(request)
    end_session(request)
    return redirect("staff:login")


@never_cache
@sensitive_post_parameters("password")
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show the log-in form again, with a fresh token and the name as typed; else say the cause."""
    if request.path != resolve_url("staff:login"):
        return error_pages.csrf_failure(request, reason)
    form = LoginForm({"username": request.POST.get("username", "")})
    form.add_error(None, refusal_cause(request, again="กรุณากรอกรหัสผ่านอีกครั้ง"))
    return _form(request, form, status=HTTPStatus.FORBIDDEN)


def _form(request: HttpRequest, form: LoginForm, status: int = 200, headers=None) -> HttpResponse:
    response = render(request, "staff/login.html", {"form": form}, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _destination(request: HttpRequest, user: User) -> str:
    """Go where `next` says if that is a page of ours, open to them; else where work begins."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    selling = ("/", places.where("home"))  # the map is closed to cooks
    seen = here and leads_to_a_page(urlsplit(wanted).path)
    if seen and (user.can_sell or wanted not in selling):
        return wanted
    return places.where("home" if user.can_sell else "kitchen")
