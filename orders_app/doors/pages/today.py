"""Today's orders, and those of the days before."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core_app import places
from core_app.business_day import business_day, start_of
from orders_app.models import Order
from orders_app.ordering.queries import first_order_at, orders_of, takings_of

_PER_PAGE = 50
_ONE = timedelta(days=1)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """List a business day's orders, newest first; today's with open ones of earlier days too."""
    newest = business_day(timezone.now())
    first = first_order_at()
    oldest = min(business_day(first), newest) if first else newest
    day = _asked_day(request, oldest, newest)
    # Today has no end: an order whose clock ran ahead must not vanish.
    since, until = start_of(day), start_of(day + _ONE) if day < newest else None
    orders = orders_of(since, until)
    status = request.GET.get("status", "")
    shown = orders.filter(status=status) if status in Order.Status.values else orders
    context = {
        "since": since,
        "until": until,
        "day": day.isoformat() if until else None,
        "before": day - _ONE if day > oldest else None,
        "after": day + _ONE if day < newest else None,
        "page": Paginator(shown, _PER_PAGE).get_page(request.GET.get("page")),
        "status": status,
        "statuses": Order.Status.choices,
        "paid": takings_of(since, until),
        "office": places.office(),
    }
    return render(request, "pos/today.html", context)


def _asked_day(request: HttpRequest, oldest: date, newest: date) -> date:
    """Return the day in the address if the shop has sold by then; nonsense means today."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return newest
    return day if oldest <= day <= newest else newest
