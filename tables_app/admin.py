"""Tables and zones, for managers. Whether guests sit at a table is decided by its orders alone."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from core_app import audit_words
from core_app.admin_base import ShopAdmin
from tables_app.models import Table, Zone

# What commands do to tables; the page below teaches the rest.
audit_words.teach(
    "table",
    name="โต๊ะ",
    actions={"state_mended": "แก้สถานะโต๊ะตามออเดอร์จริง", "released": "คืนสถานะโต๊ะว่าง"},
    details={"by": "โดยบัญชีของเครื่อง"},
    values={},
)


def lock_and_look(table_id: int) -> bool:
    """Tell whether guests sit at a table, and lock its row until the page has saved.

    A till that seats guests (tables_app.table_state) either came first, and is seen here, or waits
    and then finds the table retired.
    """
    table = Table.objects.select_for_update(no_key=True).filter(pk=table_id).first()
    return table is not None and table.status == Table.Status.OCCUPIED


class TableForm(forms.ModelForm):
    """A table's name and place on the map."""

    def clean_active(self) -> bool:
        """Refuse to retire a table at which guests sit."""
        active = self.cleaned_data["active"]
        retires = self.instance.pk and not active and "active" in self.changed_data
        if retires and lock_and_look(self.instance.pk):
            raise ValidationError("โต๊ะนี้มีลูกค้าอยู่ ให้รับชำระเงินหรือยกเลิกออเดอร์ก่อน แล้วจึงเลิกใช้โต๊ะ")
        return active


@admin.register(Table)
class TableAdmin(ShopAdmin):
    """Add, rename, order and retire; the state is shown and never edited."""

    audit_subject = "table"
    kept_sentence = "โต๊ะนี้มีประวัติการขายแล้ว จึงลบไม่ได้ ถ้าเลิกใช้ให้ปิด “เปิดใช้” แทน"

    form = TableForm
    list_display = ("name", "zone", "position", "active", "status")
    list_editable = ("position", "active")
    list_filter = ("zone", "active", "status")
    list_select_related = ("zone",)
    search_fields = ("name",)
    search_help_text = "ค้นหาด้วยชื่อโต๊ะ"
    fields = ("name", "zone", "position", "active", "status")
    readonly_fields = ("status",)


@admin.register(Zone)
class ZoneAdmin(ShopAdmin):
    """The tabs of the table map."""

    audit_subject = "zone"
    kept_sentence = "โซนนี้ยังมีโต๊ะอยู่ จึงลบไม่ได้ ให้ย้ายโต๊ะไปโซนอื่นก่อน หรือเปลี่ยนชื่อโซนแทน"

    list_display = ("name", "position")
    list_editable = ("position",)
    fields = ("name", "position")
