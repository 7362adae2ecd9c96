"""What managers see of the devices: which command of which device has not arrived."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from devices_app.reporting import devices_with_gaps


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Show every device, how much waits on it, and the gaps in its numbers."""
    return render(request, "devices/devices.html", {"states": devices_with_gaps()})
