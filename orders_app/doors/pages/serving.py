"""Where dishes are carried out from: what is ready, of all stations at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app.errors import ValidationFailed
from core_app.idempotency import new_key
from http_app.front_doors import post_only
from menu_app.models import Station
from orders_app.doors.forms import ServeForm
from orders_app.doors.pages.kitchen import BROKEN, tag_of
from orders_app.kitchen.board import read_sign, stations_at_work
from orders_app.kitchen.marking import SERVING, mark
from orders_app.kitchen.serving import read_counter


@never_cache
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """Show what is ready and what is still made, or 304 when nothing is new to the caller."""
    now = timezone.now()
    sign = read_sign(now, *Station.objects.all())
    tag = tag_of(sign, now.replace(second=0, microsecond=0), request.user.pk)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        context = {
            "counter": read_counter(now),
            "stations": stations_at_work(now),
            "key": new_key(),
            "tag": tag,
        }
        response = render(request, "kitchen/counter.html", context)
    response["ETag"] = tag
    return response


@post_only
def mark_dishes(request: HttpRequest) -> HttpResponse:
    """Do what the pressed button says and show the counter again."""
    form = ServeForm(request.POST)
    if not form.is_valid() or len(form.pressed) != 1:
        raise ValidationFailed(fields={"key": BROKEN})
    ((name, numbers),) = form.pressed
    mark(SERVING[name], numbers, by=request.user, key=form.cleaned_data["key"])
    return redirect("orders:counter")
