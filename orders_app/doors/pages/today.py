"""Today's orders, and those of the days before."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core_app import business_day, places
from devices_app import catching_up
from orders_app.models import Order
from orders_app.ordering.queries import first_day, listed, numbers_of, takings_of

_PER_PAGE = 50
_ONE = timedelta(days=1)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """List a business day's orders, newest first; today's with open ones of earlier days too."""
    newest = business_day.today()
    oldest = min(first_day() or newest, newest)
    day = business_day.named(request.GET.get("day", ""), oldest=oldest, newest=newest)
    is_today = day == newest
    status = request.GET.get("status", "")
    wanted = status if status in Order.Status.values else None
    numbers = numbers_of(day, is_today=is_today, status=wanted)
    page = Paginator(numbers, _PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = listed(page.object_list)
    context = {
        "business_date": day,
        "since": business_day.start_of(day) if is_today else None,
        "day": None if is_today else day.isoformat(),
        "before": day - _ONE if day > oldest else None,
        "after": day + _ONE if day < newest else None,
        "page": page,
        "status": status,
        "statuses": Order.Status.choices,
        # A cook's page tells what was ordered, not what was taken.
        "paid": takings_of(day, is_today=is_today) if request.user.can_sell else None,
        "office": places.office(),
        "restored": request.user.is_manager and catching_up.restored(),
    }
    return render(request, "pos/today.html", context)
