"""The table map: where every sale begins and ends."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders_app.queries import Seat, floor
from staff_app.rights import sellers_only


@sellers_only
@never_cache
@require_safe
def table_map(request: HttpRequest) -> HttpResponse:
    """Show every table with its state."""
    seats = floor()
    return render(request, "pos/map.html", {"seats": seats, "tiles_tag": _tag(seats)})


@sellers_only
@require_safe
def tiles(request: HttpRequest) -> HttpResponse:
    """Send the tiles alone, or 304 when nothing changed since the caller's `If-None-Match`."""
    seats = floor()
    tag = _tag(seats)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = render(request, "pos/_tiles.html", {"seats": seats})
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache, private"
    return response


def _tag(seats: list[Seat]) -> str:
    """Hash what the tiles show, but for the minutes, which every till counts itself.

    Never a newest-change time: a transaction that began earlier may commit later and be missed.
    """
    shown = [
        (seat.table.pk, seat.table.name, seat.table.zone.name)
        + ((seat.order.pk, seat.order.version) if seat.order else ())
        for seat in seats
    ]
    return quote_etag(hashlib.sha256(repr((settings.VERSION, shown)).encode()).hexdigest()[:32])
