"""The table map: where every sale begins and ends."""

import hashlib
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app import banners, json_text
from http_app.front_doors import json_answer
from orders_app.commands.shapes import line_answer
from orders_app.models import OrderItem
from orders_app.ordering.floor import Floor, StandingOrder, TableState, read_floor, read_signs


@never_cache
@require_safe
def table_map(request: HttpRequest) -> HttpResponse:
    """Show every table with its state."""
    floor = read_floor()
    return render(request, "pos/map.html", {"table_states": floor.states} | floor_context(floor))


@require_safe
def floor_now(request: HttpRequest) -> HttpResponse:
    """Send every table with its open order, or 304 when nothing is new to the caller."""
    *signs, paper = read_signs()
    tag = _tag(*signs, _said(paper))
    response = get_conditional_response(request, etag=tag)
    if response is None:
        floor = read_floor()
        said = _said(floor.paper)
        tag = _tag_of(floor, said)
        response = json_answer(HTTPStatus.OK, _text(floor, tag, said))
    response["ETag"] = tag
    return response


def floor_context(floor: Floor) -> dict:
    """Return what a page of the till carries, so that it knows the floor without asking again.

    Called before the page's dishes are read: a menu that changes in between is news then.
    """
    now = int(timezone.now().timestamp() * 1000)
    said = _said(floor.paper)
    return {"floor": _text(floor, _tag_of(floor, said), said, now=now)}


def _menu(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def _said(paper: int | None) -> list[dict[str, str]]:
    """Return what every page says, as the map's script shows it; nobody is asked where no paper
    waits, for an unchanged floor is one statement."""
    found = banners.now() if paper else ()
    return [{"text": each.text, "button": each.button, "address": each.address} for each in found]


def _text(floor: Floor, tag: str, said: list[dict[str, str]], **more: int) -> str:
    told = {"menu": _menu(floor.menu), "epoch": str(floor.epoch or ""), "tag": tag}
    told |= {"said": said} if said else {}
    return json_text.write(_tables(floor.states) | told | more)


def _tables(table_states: list[TableState]) -> dict[str, Any]:
    """Every table with its open order: what a till must know to go on selling by itself."""
    return {
        "tables": [
            {
                "id": table_state.table.pk,
                "name": table_state.table.name,
                "zone": table_state.table.zone.name,
                "order": _standing(table_state.order) if table_state.order else None,
            }
            for table_state in table_states
        ]
    }


def _standing(order: StandingOrder) -> dict[str, Any]:
    return {
        "order_id": order.pk,
        "uid": str(order.uid),
        "version": order.version,
        "total_price": order.due,
        "created_at": order.created_at,
        "items": [_line(item) for item in order.items],
    }


def _line(item: OrderItem) -> dict[str, Any]:
    """A line of which something is left tells how many: so a page of before reckons right too.

    And how far the kitchen is with it, if it was told (`step`, see readiness.step_of).
    """
    if item.voided_at:
        return line_answer(item) | {"void_reason": item.void_reason}
    voided = {"voided_qty": item.voided_qty} if item.voided_qty else {}
    step = {"step": item.step} if item.step else {}
    return line_answer(item) | {"qty": item.left, "void_reason": None} | voided | step


def _tag_of(floor: Floor, said: list[dict[str, str]]) -> str:
    return _tag([state.sign for state in floor.states], floor.menu, floor.epoch, said)


def _tag(signs: list[tuple], menu: str, epoch: UUID | None, said: list[dict[str, str]]) -> str:
    """Hash what the till shows, but for the minutes, which every till counts itself.

    Never a newest-change time: a transaction that began earlier may commit later and be missed.
    """
    seen = repr((settings.VERSION, menu, epoch, said, signs))
    return quote_etag(hashlib.sha256(seen.encode()).hexdigest()[:32])
