"""The payment pad, and the change to give."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core_app.errors import DuplicateRequest, PosError
from core_app.idempotency import Answer, new_key
from core_app.moment import Moment
from orders_app.billing.bill import bill_of
from orders_app.billing.tender import likely_tenders
from orders_app.commands.paying import pay_order
from orders_app.commands.running import run
from orders_app.doors.asking import asked_of, sentence_of
from orders_app.doors.forms import CANCEL_REASONS, PayForm
from orders_app.doors.pages.floor import floor_context
from orders_app.doors.pages.transfer import transfer_context
from orders_app.models import Order, PaymentMethod
from orders_app.ordering.floor import read_floor
from orders_app.ordering.queries import find_order
from orders_app.refusals import ImplausibleAmount


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show what is to pay and the ways to pay it; POST takes the money."""
    if request.method == "POST":
        return _take(request, order_id)
    order = find_order(order_id)
    if order.status == Order.Status.PAID:
        return redirect("orders:paid", order_id)
    return _page(request, order)


@never_cache
@require_safe
def paid(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show the change in figures to be read from an arm's length, then go back to the map."""
    order = find_order(order_id)
    if order.status != Order.Status.PAID:
        return redirect("orders:pay", order_id)
    return render(request, "pos/paid.html", {"order": order})


def _take(request: HttpRequest, order_id: int) -> HttpResponse:
    form = PayForm(_with_note(request))
    if not form.is_valid():
        problem = next(iter(form.errors.values()))[0]
        return _page(request, find_order(order_id), problem, 400)
    try:
        answer = _pay(request, order_id, form.cleaned_data)
    except DuplicateRequest as error:
        return _sent_before(request, find_order(order_id), error.status)
    except ImplausibleAmount as error:
        asked = {"sure": form.cleaned_data["amount"], "key": form.cleaned_data["key"]}
        return _page(request, find_order(order_id), error.message, error.status, **asked)
    except PosError as error:
        return _page(request, find_order(order_id), sentence_of(error), error.status)
    if answer.ok:
        return redirect("orders:paid", order_id)
    return _page(request, find_order(order_id), answer.body["message"], answer.status)


def _pay(request: HttpRequest, order_id: int, wanted: dict[str, Any]) -> Answer:
    method = wanted["method"]
    told = {
        "payment_method": method,
        "amount_received": wanted["amount"] if method == PaymentMethod.CASH else None,
        # An empty field tells nothing.
        "slip_reference": (method == PaymentMethod.QR and wanted["slip_reference"]) or None,
        "expected_total": wanted["total"],
        "confirmed": "confirmed" in request.POST,
    }
    at = Moment(request.user, wanted["key"])
    return run(pay_order, at, (order_id,), asked_of(pay_order, told))


def _sent_before(request: HttpRequest, order: Order, status: int) -> HttpResponse:
    """Two keys tapped in one breath: the first one counts, and its change is given."""
    if order.status == Order.Status.PAID:
        return redirect("orders:paid", order.pk)
    sentence = "หน้านี้เคยส่งไปแล้วและยังไม่ได้รับเงิน กรุณาเลือกวิธีชำระอีกครั้ง"
    return _page(request, order, sentence, status)


def _with_note(request: HttpRequest):
    """Notes and a confirmed amount are a way to pay and an amount in one tap.

    "1,000" is as good as "1000".
    """
    data = request.POST.copy()
    for name in {"note", "confirmed"} & data.keys():
        data["method"], data["amount"] = PaymentMethod.CASH.value, data[name]
    data["amount"] = data.get("amount", "").replace(",", "")
    return data


def _page(
    request: HttpRequest, order: Order, problem: str = "", status: int = 200, **asked: Any
) -> HttpResponse:
    items = order.live_lines
    # What guests owe is the sum of the lines they are shown: the very sum that paying asks for.
    total = bill_of(items).total
    context = {
        "order": order,
        "items": items,
        "total": total,
        "tenders": likely_tenders(total),
        "key": new_key(),
        "problem": problem,
        "typed": request.POST.get("amount", ""),
        "typed_slip": request.POST.get("slip_reference", ""),
        "qr_was_open": request.POST.get("method") == PaymentMethod.QR,
        "cancel_reasons": CANCEL_REASONS,
        "cancel_key": new_key(),
    }
    context |= transfer_context(total) | asked | floor_context(read_floor())
    return render(request, "pos/pay.html", context, status=int(status))
