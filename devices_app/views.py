"""What managers see of the tills: which act of which till has not arrived."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from devices_app.reporting import tills_with_holes
from staff_app.rights import ensure_manager


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Show every till, how much waits on it, and the holes in its numbers."""
    ensure_manager(request.user)
    return render(request, "devices/devices.html", {"states": tills_with_holes()})
