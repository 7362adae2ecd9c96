"""Every address of the shop."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from orders_app.doors.pages.offline import service_worker
from pos_project.api import api
from pos_project.own_password import own_password

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="orders:map"), name="root"),
    path(
        "admin/password_change/",
        admin.site.admin_view(own_password, cacheable=True),
        name="own_password",
    ),
    path("admin/", admin.site.urls),
    path("pos/", include("staff_app.urls")),
    path("pos/", include("devices_app.urls")),
    path("pos/", include("menu_app.urls")),
    path("", include("orders_app.doors.urls")),
    path("", include("reports_app.urls")),
    path("pos/", include("operations_app.urls")),
    # At the root, because a worker serves only what lies below its own address.
    path("sw.js", service_worker, name="service_worker"),
    path("", api.urls),
]

handler400 = "http_app.error_pages.bad_request"
handler403 = "http_app.error_pages.permission_denied"
handler404 = "http_app.error_pages.page_not_found"
handler500 = "http_app.error_pages.server_error"
