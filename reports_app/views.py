"""What managers look at: prices other than the menu's, and what else of a day is unusual."""

from datetime import date, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core_app import business_day
from devices_app.reporting import devices_with_gaps
from reports_app.exceptions import kinds_of, lines_of, of_day
from reports_app.price_differences import differing_lines, with_origins
from staff_app import approvals

_PER_PAGE = 50
_ONE = timedelta(days=1)
_OLDEST = date(2020, 1, 1)  # before any shop of ours


@never_cache
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """List every line that was sold at another price than the menu's, newest first."""
    page = Paginator(differing_lines(), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "differences": with_origins(page.object_list)}
    return render(request, "reports/prices.html", context)


@never_cache
@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """List what of a business day a manager must look at, newest first, by kind if one is asked."""
    newest = business_day.today()
    day = business_day.named(request.GET.get("day", ""), oldest=_OLDEST, newest=newest)
    found = of_day(day)
    actions = list(found.values_list("action", flat=True))
    kind = request.GET.get("kind", "")
    if kind in actions:
        found = found.filter(action=kind)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "day": day,
        "before": day - _ONE,
        "after": day + _ONE if day < newest else None,
        "kinds": kinds_of(actions),
        "kind": kind if kind in actions else "",
        "count": len(actions),
        "page": page,
        "lines": lines_of(page.object_list),
        "nobody_asked": _why_nobody_is_asked(),
        "gaps": sum(bool(state.missing) for state in devices_with_gaps()),
    }
    return render(request, "reports/exceptions.html", context)


def _why_nobody_is_asked() -> str:
    """Say why a void needs no manager's word, "" where it does."""
    if settings.APPROVALS == approvals.LISTED:
        return "listed"
    return "" if approvals.approvers() else "no pin"
