"""The receipt: a plain one, 80 mm wide, and that it is printed."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app.errors import ValidationFailed
from core_app.idempotency import new_key
from core_app.moment import Moment
from http_app.front_doors import post_only
from orders_app.billing.bill import bill_of
from orders_app.doors.forms import CommandForm
from orders_app.ordering.prints import number_of_print, print_paper, printer_of_print
from orders_app.ordering.queries import find_order


@never_cache
@require_safe
def receipt(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show an order as paper: a receipt once paid, before that a bill to look at.

    What nobody was told of, the browser's own menu prints as a copy.
    """
    order = find_order(order_id)
    items = order.live_lines
    context = {
        "order": order,
        "items": items,
        "total": bill_of(items).total if order.is_open else order.total_price,
        "number": number_of_print(request.GET.get("print", ""), order_id),
        "sent_to": printer_of_print(request.GET.get("sent", ""), order_id),
        "key": new_key(),
    }
    return render(request, "receipts/receipt.html", context)


@post_only
def print_receipt(request: HttpRequest, order_id: int) -> HttpResponse:
    """Have it printed at the shop's printer, or tell so and show the page that a browser prints."""
    form = CommandForm(request.POST)
    if not form.is_valid():
        raise ValidationFailed(fields={"key": form.errors["key"][0]})
    told = print_paper(Moment(request.user, form.cleaned_data["key"]), order_id)
    # In the address: the page's script asks for it first, and then opens it.
    said = {"sent" if told.printer else "print": told.word}
    return redirect(f"{reverse('orders:receipt', args=[order_id])}?{urlencode(said)}")
