"""The menu, for managers: names, prices, and what is on sale."""

from django.contrib import admin, messages
from django.http import HttpRequest

from core_app.admin_base import ShopAdmin
from menu_app.lookalikes import warnings_about
from menu_app.models import MenuItem


@admin.register(MenuItem)
class MenuItemAdmin(ShopAdmin):
    """Price, sale and order are edited in the list; a new price never touches an old bill."""

    audit_subject = "menu"
    kept_sentence = "เมนูนี้มีประวัติการขายแล้ว จึงลบไม่ได้ ถ้าเลิกขายให้ปิด “มีขาย” แทน"

    list_display = ("name", "category", "price", "active", "position")
    list_editable = ("price", "active", "position")
    list_filter = ("category", "active")
    search_fields = ("name",)
    search_help_text = "ค้นหาด้วยชื่อเมนู"
    fields = ("name", "category", "price", "active", "position")

    def save_model(self, request: HttpRequest, obj: MenuItem, form, change: bool) -> None:
        """Save, and say when another dish or category only looks the same."""
        super().save_model(request, obj, form, change)
        if {"name", "category"}.intersection(form.changed_data):
            for sentence in warnings_about(obj):
                self.message_user(request, sentence, messages.WARNING)
