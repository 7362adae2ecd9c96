"""The receipt: a plain one, 80 mm wide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders_app.billing.bill import bill_of
from orders_app.ordering.queries import find_order


@require_safe
def receipt(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show an order as paper: a receipt once paid, before that a bill to look at."""
    order = find_order(order_id)
    items = order.live_lines
    total = bill_of(items).total if order.is_open else order.total_price
    context = {"order": order, "items": items, "total": total}
    return render(request, "receipts/receipt.html", context)
