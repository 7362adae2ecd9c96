"""Where guests were told another price than the menu's."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports_app.price_differences import differing_lines, with_origins

_PER_PAGE = 50


@never_cache
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """List every line that was sold at another price than the menu's, newest first."""
    page = Paginator(differing_lines(), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "differences": with_origins(page.object_list)}
    return render(request, "reports/prices.html", context)
