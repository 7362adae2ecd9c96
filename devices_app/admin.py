"""The devices, for managers to read: who has not sent what."""

from uuid import UUID

from django.contrib import admin

from core_app import audit_words
from core_app.admin_base import ReadOnlyAdmin
from core_app.thai_dates import thai_datetime
from devices_app.models import Device, LostCommand, SetAside

audit_words.teach(
    "till",
    name="เครื่องขาย",
    actions={
        "act_set_aside": "พักคำสั่งที่ถูกปฏิเสธ",
        "outbox_released": "ปล่อยคำสั่งที่รอส่งเป็นไฟล์",
        "outbox_imported": "นำเข้าไฟล์คำสั่ง",
        "acts_lost": "เครื่องทำคำสั่งหาย",
    },
    details={
        "sequence": "เลขคำสั่ง",
        "reason": "เหตุผล",
        "waiting": "จำนวนที่รอส่ง",
        "commands": "จำนวนคำสั่งในไฟล์",
        "by": "โดยบัญชีของเครื่อง",
        "sequences": "เลขคำสั่ง",
    },
    values={},
)


def _name_of(client_id: UUID) -> str:
    return str(Device.objects.filter(client_id=client_id).first() or "เครื่องที่ยังไม่เคยรายงานตัว")


audit_words.teach_devices(_name_of)


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    """Every device that has sold; /pos/tills/ shows the gaps."""

    list_display = ("__str__", "last_tapped", "waiting", "clock", "seen", "met")
    fields = readonly_fields = ("client_id", "last_tapped", "waiting", "clock", "seen", "met")

    @admin.display(description="นาฬิกา")
    def clock(self, device: Device) -> str:
        return device.clock_trouble or "-"

    @admin.display(description="พบล่าสุด", ordering="last_seen")
    def seen(self, device: Device) -> str:
        return thai_datetime(device.last_seen)

    @admin.display(description="พบครั้งแรก", ordering="first_seen")
    def met(self, device: Device) -> str:
        return thai_datetime(device.first_seen)


@admin.register(SetAside)
class SetAsideAdmin(ReadOnlyAdmin):
    """Refused commands that people decided not to do."""

    list_display = ("device", "sequence", "reason", "decided")
    fields = readonly_fields = ("device", "sequence", "reason", "decided", "key", "command")
    list_select_related = ("device",)
    list_filter = ("device",)

    @admin.display(description="เวลา", ordering="created_at")
    def decided(self, aside: SetAside) -> str:
        return thai_datetime(aside.created_at)


@admin.register(LostCommand)
class LostCommandAdmin(ReadOnlyAdmin):
    """Commands that were gone from a device before the server had them."""

    list_display = ("device", "sequence", "label", "told")
    fields = readonly_fields = ("device", "sequence", "label", "told")
    list_select_related = ("device",)
    list_filter = ("device",)

    @admin.display(description="เวลา", ordering="created_at")
    def told(self, lost: LostCommand) -> str:
        return thai_datetime(lost.created_at)
