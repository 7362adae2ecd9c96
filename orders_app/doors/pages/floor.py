"""The table map: where every sale begins and ends."""

import hashlib
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app import json_text
from core_app.front_doors import json_answer
from menu_app.queries import menu_version
from orders_app.commands import answers
from orders_app.ordering.queries import Seat, floor
from staff_app.rights import sellers_only


@sellers_only
@never_cache
@require_safe
def table_map(request: HttpRequest) -> HttpResponse:
    """Show every table with its state."""
    seats = floor()
    return render(request, "pos/map.html", {"seats": seats} | floor_context(seats))


@sellers_only
@require_safe
def floor_now(request: HttpRequest) -> HttpResponse:
    """Send every table with its open order, or 304 when nothing is new to the caller."""
    seats, menu = floor(), _menu()
    tag = _tag(seats, menu)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = json_answer(HTTPStatus.OK, _text(seats, menu, tag))
    response["ETag"] = tag
    return response


def floor_context(seats: list[Seat]) -> dict:
    """Return what a page of the till carries, so that it knows the floor without asking again.

    Called before the page's dishes are read: a menu that changes in between is news then.
    """
    menu = _menu()
    now = int(timezone.now().timestamp() * 1000)
    return {"floor": _text(seats, menu, _tag(seats, menu), now=now)}


def _menu() -> str:
    return hashlib.sha256(menu_version().encode()).hexdigest()[:16]


def _text(seats: list[Seat], menu: str, tag: str, **more: int) -> str:
    return json_text.write(answers.floor(seats) | {"menu": menu, "tag": tag} | more)


def _tag(seats: list[Seat], menu: str) -> str:
    """Hash what the till shows, but for the minutes, which every till counts itself.

    Never a newest-change time: a transaction that began earlier may commit later and be missed.
    """
    shown = [
        (seat.table.pk, seat.table.name, seat.table.zone.name)
        + ((seat.order.pk, seat.order.version) if seat.order else ())
        for seat in seats
    ]
    seen = repr((settings.VERSION, menu, shown))
    return quote_etag(hashlib.sha256(seen.encode()).hexdigest()[:32])
