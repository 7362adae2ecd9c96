"""The manager's admin: the shop's words, and no log-in door of its own."""

from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class PosAdminSite(AdminSite):
    """The stock admin under the shop's name."""

    site_header = "จัดการร้าน"
    site_title = "จัดการร้าน"
    index_title = "เลือกสิ่งที่ต้องการจัดการ"
    site_url = "/pos/"

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send everybody through the till's log-in: its throttle counts every wrong password."""
        if request.user.is_authenticated:
            return redirect("admin:index")  # which tells whoever is no manager
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('staff:login')}?{urlencode({'next': wanted})}")


class PosAdminConfig(AdminConfig):
    """Make PosAdminSite the one every app registers with."""

    default_site = "pos_project.admin_site.PosAdminSite"
