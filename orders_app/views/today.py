"""Today's orders."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core_app.business_day import business_day_start
from orders_app.models import Order
from orders_app.queries import orders_since, takings_since

_PER_PAGE = 50


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """List the business day's orders, newest first; open ones of earlier days too."""
    since = business_day_start(timezone.now())
    orders = orders_since(since)
    status = request.GET.get("status", "")
    shown = orders.filter(status=status) if status in Order.Status.values else orders
    context = {
        "since": since,
        "page": Paginator(shown, _PER_PAGE).get_page(request.GET.get("page")),
        "status": status,
        "statuses": Order.Status.choices,
        "paid": takings_since(since),
    }
    return render(request, "pos/today.html", context)
