"""The manager's admin: the shop's words, and no log-in door of its own."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from core_app.errors import Forbidden
from http_app.front_doors import error_answer

_MANAGERS_ONLY = "หน้านี้สำหรับผู้จัดการเท่านั้น กรุณาเข้าสู่ระบบด้วยบัญชีผู้จัดการ"


class PosAdminSite(AdminSite):
    """The stock admin under the shop's name."""

    site_header = "จัดการร้าน"
    site_title = "จัดการร้าน"
    index_title = "เลือกสิ่งที่ต้องการจัดการ"
    site_url = "/pos/"

    def admin_view(self, view, cacheable: bool = False):
        """Tell a cashier or cook that the page is not theirs; the stock answer is a log-in form."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def for_managers(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                return error_answer(request, Forbidden(_MANAGERS_ONLY))
            return guarded(request, *args, **kwargs)

        return for_managers

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Send everybody through the till's log-in: its throttle counts every wrong password."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            return error_answer(request, Forbidden(_MANAGERS_ONLY))
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('staff:login')}?{urlencode({'next': wanted})}")


class PosAdminConfig(AdminConfig):
    """Make PosAdminSite the one every app registers with."""

    default_site = "pos_project.admin_site.PosAdminSite"
