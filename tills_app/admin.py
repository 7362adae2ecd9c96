"""The tills, for managers to read: who has not sent what."""

from django.contrib import admin

from core_app import diary_words
from core_app.admin_base import ReadOnlyAdmin
from tills_app.models import SetAside, Till

diary_words.teach(
    "till",
    name="เครื่องขาย",
    actions={
        "act_set_aside": "พักคำสั่งที่ถูกปฏิเสธ",
        "outbox_released": "ปล่อยคำสั่งที่รอส่งเป็นไฟล์",
    },
    details={"sequence": "เลขคำสั่ง", "reason": "เหตุผล", "waiting": "จำนวนที่รอส่ง"},
    values={},
)


@admin.register(Till)
class TillAdmin(ReadOnlyAdmin):
    """Every device that has sold; /pos/tills/ shows the holes."""

    list_display = ("__str__", "last_tapped", "waiting", "last_seen", "first_seen")


@admin.register(SetAside)
class SetAsideAdmin(ReadOnlyAdmin):
    """Refused acts that people decided not to do."""

    list_display = ("till", "sequence", "reason", "created_at")
    list_select_related = ("till",)
    list_filter = ("till",)
