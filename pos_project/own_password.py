"""Setting one's own password, in the admin."""

from http import HTTPStatus

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from staff_app import trail


def own_password(request: HttpRequest) -> HttpResponse:
    """Show the admin's own page; what it sets, the audit log hears of, never which."""
    if request.method != "POST":
        return admin.site.password_change(request)
    with transaction.atomic():
        response = admin.site.password_change(request)
        if response.status_code == HTTPStatus.FOUND:
            trail.changed_own_password(request)
    return response
