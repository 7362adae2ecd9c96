"""The kitchen's screens: which station, and what it has to do."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app.errors import NotFound, ValidationFailed
from core_app.fields import LARGEST_ID
from core_app.idempotency import new_key
from http_app.front_doors import post_only
from menu_app.models import Station
from orders_app.doors.forms import MarkForm
from orders_app.kitchen.board import read_board, read_sign, stations_at_work
from orders_app.kitchen.marking import DEEDS, mark

BROKEN = "หน้านี้ไม่สมบูรณ์ กรุณากลับไปหน้าครัวแล้วแตะอีกครั้ง"


@never_cache
@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """Offer the stations; where there is but one, go there."""
    found = list(stations_at_work(timezone.now()))
    if len(found) == 1:
        return redirect("orders:board", found[0].pk)
    return render(request, "kitchen/stations.html", {"stations": found})


@never_cache
@require_safe
def board(request: HttpRequest, station_id: int) -> HttpResponse:
    """Show what a station has to do, or 304 when nothing is new to the caller."""
    station, now = _find(station_id), timezone.now()
    tag = tag_of(*read_sign(now, station), now.replace(second=0, microsecond=0), request.user.pk)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        context = {
            "board": read_board(station, now),
            "others": [each for each in stations_at_work(now) if each != station],
            "key": new_key(),
            "tag": tag,
        }
        response = render(request, "kitchen/board.html", context)
    response["ETag"] = tag
    return response


@post_only
def mark_slip(request: HttpRequest, station_id: int) -> HttpResponse:
    """Do what the pressed button says and show the board again."""
    station, form = _find(station_id), MarkForm(request.POST)
    if not form.is_valid() or len(form.pressed) != 1:
        raise ValidationFailed(fields={"key": BROKEN})
    ((name, number),) = form.pressed
    key = form.cleaned_data["key"]
    mark(DEEDS[name], number, by=request.user, key=key, slip__station=station)
    return redirect("orders:board", station.pk)


def _find(station_id: int) -> Station:
    """Return a station, also one out of use: what it has is still made. Raises NotFound."""
    station = Station.objects.filter(pk=min(station_id, LARGEST_ID)).first()
    if station is None:
        raise NotFound("ไม่พบครัวนี้ กรุณาเลือกครัวใหม่")
    return station


def tag_of(*seen: object) -> str:
    """Hash what a screen shows: its minutes too, and whose it is."""
    text = repr((settings.VERSION, seen))
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
