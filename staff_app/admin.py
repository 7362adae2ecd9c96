"""The staff, for managers: accounts, roles, passwords, PINs."""

from http import HTTPStatus

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin, sensitive_post_parameters_m
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html

from core_app import audit_words
from core_app.admin_base import ShopAdmin
from core_app.thai_dates import thai_datetime
from staff_app.forms import PinForm
from staff_app.models import Role, User
from staff_app.pins import set_pin

# One role decides every right; groups would be a page without effect.
admin.site.unregister(Group)


_AUDIT_WORDS = {
    "actions": {
        "password_changed": "ตั้งรหัสผ่านใหม่",
        "own_password_changed": "เปลี่ยนรหัสผ่านของตัวเอง",
        "demo_closed": "ปิดบัญชีสาธิต",
        "logged_in": "เข้าสู่ระบบ",
        "logged_out": "ออกจากระบบ",
        "log_in_failed": "เข้าสู่ระบบไม่สำเร็จ",
        "locked_out": "พักบัญชีเพราะรหัสผ่านผิดหลายครั้ง",
        "address_locked_out": "พักที่อยู่เพราะรหัสผ่านหรือ PIN ผิดหลายครั้ง",
        "pin_set": "ตั้ง PIN ใหม่",
        "pin_removed": "เลิกใช้ PIN",
        "pin_failed": "ใส่ PIN ไม่ถูกต้อง",
        "pin_locked_out": "พัก PIN เพราะผิดหลายครั้ง",
        "forbidden": "ขอสิ่งที่ไม่มีสิทธิ์",
    },
    "details": {
        "by": "โดยบัญชีของเครื่อง",
        "asked": "ที่ขอ",
        "door": "เข้าทาง",
        "address": "ที่อยู่เครือข่าย",
    },
    "values": {"page": "หน้าจอ", "program": "โปรแกรม"},
}


def lock_active_managers() -> QuerySet[User]:
    """Return the managers who can log in, locked until the page has saved.

    Always in the order of their ids: two managers who demote each other at once then queue, and
    the second one finds itself the last.
    """
    managers = User.objects.filter(role=Role.MANAGER, is_active=True)
    return managers.select_for_update(no_key=True).order_by("pk")


class PasswordLink(ReadOnlyPasswordHashWidget):
    """The way to the password's page, without the stock remarks on salt and algorithm."""

    def get_context(self, name: str, value: str | None, attrs: dict | None) -> dict:
        return super().get_context(name, value, attrs) | {"summary": []}


class StaffForm(UserChangeForm):
    """A member of staff as they are; the password has a page of its own."""

    password = ReadOnlyPasswordHashField(label="รหัสผ่าน", widget=PasswordLink)

    def clean(self) -> dict:
        """Refuse to leave the shop without a manager who can log in."""
        cleaned = super().clean()
        stays = cleaned.get("role") == Role.MANAGER and cleaned.get("is_active")
        if not self.errors and not stays:
            managers = [manager.pk for manager in lock_active_managers() if manager.may_come_in]
            if managers == [self.instance.pk]:
                raise ValidationError(
                    "นี่คือผู้จัดการคนสุดท้ายที่ยังเข้าระบบได้ ให้ตั้งผู้จัดการอีกคนก่อน แล้วจึงเปลี่ยนหน้าที่หรือปิดบัญชีนี้"
                )
        return cleaned


class PasswordForm(AdminPasswordChangeForm):
    """A new password, typed twice. An account is closed by "ใช้งานได้", not by its password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True

    def save(self, commit: bool = True) -> User:
        """Write the password alone: another page may be changing the role."""
        self.user.set_password(self.cleaned_data["password1"])
        self.user.save(update_fields=["password"])
        return self.user


@admin.register(User)
class StaffAdmin(ShopAdmin, UserAdmin):
    """Django's own pages for accounts and passwords, without its groups and flags."""

    audit_subject = "staff"
    kept_sentence = (
        "บัญชีผู้จัดการ และบัญชีที่เคยเข้าระบบหรือมีประวัติการทำงาน ลบไม่ได้ ถ้าพนักงานลาออกให้ปิด “ใช้งานได้” แทน"
    )

    form = StaffForm
    add_form = UserCreationForm
    add_form_template = "admin/change_form.html"
    change_password_form = PasswordForm
    change_user_password_template = "admin/staff_app/user/password.html"
    list_display = ("username", "display_name", "role", "is_active", "seen")
    list_filter = ("role", "is_active")
    search_fields = ("username", "display_name")
    search_help_text = "ค้นหาด้วยชื่อผู้ใช้หรือชื่อที่แสดง"
    filter_horizontal = ()
    readonly_fields = ("made", "seen", "own_pin")
    fieldsets = (
        (None, {"fields": ("username", "display_name", "role", "is_active", "password")}),
        ("ประวัติ", {"fields": ("made", "seen")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "role", "password1", "password2")}),
    )

    def __init__(self, *args):
        super().__init__(*args)
        audit_words.teach("staff", name="พนักงาน", **_AUDIT_WORDS)

    @admin.display(description="สร้างเมื่อ")
    def made(self, user: User) -> str:
        return thai_datetime(user.created_at)

    @admin.display(description="เข้าระบบล่าสุด", ordering="last_login")
    def seen(self, user: User) -> str:
        return thai_datetime(user.last_login) if user.last_login else "-"

    @admin.display(description="PIN อนุมัติ")
    def own_pin(self, user: User) -> str:
        """Say whether the manager has one, and lead to where it is set."""
        stands = "ตั้งแล้ว" if user.pin else "ยังไม่ได้ตั้ง"
        return format_html('{} <a href="../pin/">ตั้ง PIN</a>', stands)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        """Only a manager has a PIN."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_manager:
            return fieldsets
        (name, options), *others = fieldsets
        return [(name, options | {"fields": (*options["fields"], "own_pin")}), *others]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No list is filtered by the hash of a PIN, which could be guessed letter by letter."""
        return not lookup.startswith("pin") and super().lookup_allowed(lookup, value, request)

    def is_kept(self, obj: User) -> bool:
        """A manager is demoted or closed first, where the last one is refused; never deleted."""
        # Who came in may have worked. To find that they did not is to read all there is.
        return obj.is_manager or obj.last_login is not None or super().is_kept(obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url="") -> HttpResponse:
        """Set a password and log it, never which. Every token of the person dies."""
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if response.status_code == HTTPStatus.FOUND:
                self._record(request, self.get_object(request, id), "password_changed")
        return response

    def get_urls(self) -> list[URLPattern]:
        """Return the pages of an account, that of its PIN too."""
        view = self.admin_site.admin_view(self.pin_view)
        return [path("<id>/pin/", view, name="staff_app_user_pin"), *super().get_urls()]

    @sensitive_post_parameters_m
    def pin_view(self, request: HttpRequest, id: str) -> HttpResponse:
        """Set or take away a manager's PIN and log it, never which."""
        user = self.get_object(request, unquote(id))
        if user is None or not user.is_manager:
            raise Http404
        form = PinForm(request.POST or None)
        is_removed = "_remove" in request.POST
        if request.method == "POST" and (is_removed or form.is_valid()):
            with transaction.atomic():
                set_pin(user, None if is_removed else form.cleaned_data["pin1"])
                deed = "pin_removed" if is_removed else "pin_set"
                self._record(request, user, deed, is_notable=is_removed)
            self.message_user(request, f"{'เลิกใช้' if is_removed else 'ตั้ง'} PIN ของ {user} แล้ว")
            return redirect("../change/")
        context = self.admin_site.each_context(request)
        context |= {"opts": self.opts, "original": user, "form": form, "title": f"ตั้ง PIN: {user}"}
        return render(request, "admin/staff_app/user/pin.html", context)
