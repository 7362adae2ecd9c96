"""How the shop is, for its manager."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations_app.status import lines


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show every line; red ones say what to do."""
    found = lines()
    context = {
        "lines": found,
        "red": sum(1 for line in found if line.todo),
        "checked_at": timezone.now(),
    }
    return render(request, "operations/status.html", context)
