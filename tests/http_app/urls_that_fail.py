"""Addresses that go wrong in each way a view can, for test_server_error."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404
from django.urls import include, path

from core_app.errors import Forbidden

FAULTS = {
    "fault": ZeroDivisionError("ลูกค้า 1\n[INFO] forged"),
    "integrity": IntegrityError("a fault of ours"),
    "database": OperationalError("the connection is lost"),
    "refusal": Forbidden("เฉพาะผู้จัดการ"),
    "denied": PermissionDenied(),
    "lost": Http404(),
    "suspicious": SuspiciousOperation(),
    "large": RequestDataTooBig(),
}


def fail(request, what: str):
    raise FAULTS[what]


# Where the API stands, whose operations ask for themselves who calls.
urlpatterns = [path("", include(([path("fail/<str:what>", fail)], "api-1")))]

handler400 = "http_app.error_pages.bad_request"
handler403 = "http_app.error_pages.permission_denied"
handler404 = "http_app.error_pages.page_not_found"
handler500 = "http_app.error_pages.server_error"
