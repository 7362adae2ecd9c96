"""The tills, for managers to read: who has not sent what."""

from uuid import UUID

from django.contrib import admin

from core_app import diary_words
from core_app.admin_base import ReadOnlyAdmin
from core_app.thai_dates import thai_datetime
from devices_app.models import LostAct, SetAside, Till

diary_words.teach(
    "till",
    name="เครื่องขาย",
    actions={
        "act_set_aside": "พักคำสั่งที่ถูกปฏิเสธ",
        "outbox_released": "ปล่อยคำสั่งที่รอส่งเป็นไฟล์",
        "acts_lost": "เครื่องทำคำสั่งหาย",
    },
    details={
        "sequence": "เลขคำสั่ง",
        "reason": "เหตุผล",
        "waiting": "จำนวนที่รอส่ง",
        "sequences": "เลขคำสั่ง",
    },
    values={},
)


def _name_of(client_id: UUID) -> str:
    return str(Till.objects.filter(client_id=client_id).first() or "เครื่องที่ยังไม่เคยรายงานตัว")


diary_words.teach_devices(_name_of)


@admin.register(Till)
class TillAdmin(ReadOnlyAdmin):
    """Every device that has sold; /pos/tills/ shows the holes."""

    list_display = ("__str__", "last_tapped", "waiting", "clock", "seen", "met")
    fields = readonly_fields = ("client_id", "last_tapped", "waiting", "clock", "seen", "met")

    @admin.display(description="นาฬิกา")
    def clock(self, till: Till) -> str:
        return till.clock_trouble or "-"

    @admin.display(description="พบล่าสุด", ordering="last_seen")
    def seen(self, till: Till) -> str:
        return thai_datetime(till.last_seen)

    @admin.display(description="พบครั้งแรก", ordering="first_seen")
    def met(self, till: Till) -> str:
        return thai_datetime(till.first_seen)


@admin.register(SetAside)
class SetAsideAdmin(ReadOnlyAdmin):
    """Refused acts that people decided not to do."""

    list_display = ("till", "sequence", "reason", "decided")
    fields = readonly_fields = ("till", "sequence", "reason", "decided", "key", "act")
    list_select_related = ("till",)
    list_filter = ("till",)

    @admin.display(description="เวลา", ordering="created_at")
    def decided(self, aside: SetAside) -> str:
        return thai_datetime(aside.created_at)


@admin.register(LostAct)
class LostActAdmin(ReadOnlyAdmin):
    """Acts that were gone from a till before the server had them."""

    list_display = ("till", "sequence", "label", "told")
    fields = readonly_fields = ("till", "sequence", "label", "told")
    list_select_related = ("till",)
    list_filter = ("till",)

    @admin.display(description="เวลา", ordering="created_at")
    def told(self, lost: LostAct) -> str:
        return thai_datetime(lost.created_at)
