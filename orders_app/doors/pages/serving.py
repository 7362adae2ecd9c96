"""Where dishes are carried out from: what is ready, of all stations at once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from http_app.front_doors import post_only
from menu_app.models import Station
from orders_app.doors.forms import ServeForm
from orders_app.doors.pages.kitchen import pressed, show
from orders_app.kitchen.board import read_sign, stations_at_work
from orders_app.kitchen.marking import SERVING, mark
from orders_app.kitchen.serving import read_counter


@never_cache
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """Show what is ready and what is still made, or 304 when nothing is new to the caller."""
    now = timezone.now()

    def read() -> dict[str, Any]:
        return {"counter": read_counter(now), "stations": stations_at_work(now)}

    return show(request, "kitchen/counter.html", read, read_sign(now, *Station.objects.all()), now)


@post_only
def mark_dishes(request: HttpRequest) -> HttpResponse:
    """Do what the pressed button says and show the counter again."""
    name, numbers, key = pressed(ServeForm(request.POST))
    mark(SERVING[name], numbers, by=request.user, key=key)
    return redirect("orders:counter")
