"""The kitchen's screens: which station, and what it has to do."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app import banners
from core_app.errors import NotFound, ValidationFailed
from core_app.fields import LARGEST_ID
from core_app.idempotency import new_key
from http_app.front_doors import post_only
from menu_app.models import Station
from orders_app.doors.forms import BoardForm, MarkForm
from orders_app.kitchen.board import read_board, read_epoch, read_sign, stations_at_work
from orders_app.kitchen.marking import DEEDS, mark

_BROKEN = "หน้านี้ไม่สมบูรณ์ กรุณากลับไปหน้าครัวแล้วแตะอีกครั้ง"
_OF_BEFORE = "ข้อมูลร้านถูกกู้คืนหลังจากเปิดหน้านี้ กรุณากลับไปหน้าครัวแล้วแตะใหม่"


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

    def read() -> dict[str, Any]:
        others = [each for each in stations_at_work(now) if each != station]
        return {"board": read_board(station, now), "others": others}

    return show(request, "kitchen/board.html", read, read_sign(now, station), now)


@post_only
def mark_slip(request: HttpRequest, station_id: int) -> HttpResponse:
    """Do what the pressed button says and show the board again."""
    station = _find(station_id)
    name, number, key = pressed(MarkForm(request.POST))
    mark(DEEDS[name], number, by=request.user, key=key, slip__station=station)
    return redirect("orders:board", station.pk)


def _find(station_id: int) -> Station:
    """Return a station, also one out of use: what it has is still made. Raises NotFound."""
    station = Station.objects.filter(pk=min(station_id, LARGEST_ID)).first()
    if station is None:
        raise NotFound("ไม่พบครัวนี้ กรุณาเลือกครัวใหม่")
    return station


def show(
    request: HttpRequest,
    template: str,
    read: Callable[[], dict[str, Any]],
    sign: tuple,
    now: datetime,
) -> HttpResponse:
    """Show a screen with what `read` returns, or 304 when its `sign`, its minutes, its reader and
    what every page says are what the caller saw."""
    epoch, said = read_epoch(), [banner.text for banner in banners.now()]
    tag = _tag_of(sign, epoch, now.replace(second=0, microsecond=0), request.user.pk, said)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        context = {"key": new_key(), "epoch": epoch, "tag": tag}
        response = render(request, template, context | read())
    response["ETag"] = tag
    return response


def pressed(form: BoardForm) -> tuple[str, Any, str]:
    """Return the button, what it names and the page's key.

    Raises ValidationFailed when that is not one button, or of before the data was taken back: the
    same numbers may be other slips' now.
    """
    if not form.is_valid() or len(form.pressed) != 1:
        raise ValidationFailed(fields={"key": _BROKEN})
    if form.cleaned_data["epoch"] != read_epoch():
        raise ValidationFailed(fields={"epoch": _OF_BEFORE})
    ((name, named),) = form.pressed
    return name, named, form.cleaned_data["key"]


def _tag_of(*seen: object) -> str:
    text = repr((settings.VERSION, seen))
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
