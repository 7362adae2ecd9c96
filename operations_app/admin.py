"""Printers, for managers: where they are, and which stations' slips they print."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from core_app import audit_words
from core_app.admin_base import ShopAdmin
from menu_app.models import Station
from menu_app.queries import stations_in_use
from operations_app.printing.line import check_address
from orders_app.models import Printer, StationPrinter


class PrinterForm(forms.ModelForm):
    """A printer and the stations that it prints for: a station has one printer, or none."""

    stations = forms.ModelMultipleChoiceField(
        Station.objects.none(),
        label="พิมพ์ใบสั่งของครัว",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="ครัวหนึ่งพิมพ์ที่เครื่องเดียว เลือกที่นี่แล้วจะย้ายมาจากเครื่องเดิม สองครัวใช้เครื่องเดียวกันได้",
    )

    def __init__(self, *args, **kwargs):
        """Offer the stations in use, and those it prints for that are not."""
        super().__init__(*args, **kwargs)
        mine = printed_by(self.instance)
        self.fields["stations"].queryset = stations_in_use() | Station.objects.filter(
            pk__in=[station.pk for station in mine]
        )
        self.fields["stations"].initial = mine

    def clean_address(self) -> str:
        """Return it as the print worker dials it."""
        try:
            return check_address(self.cleaned_data["address"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def printed_by(printer: Printer) -> list[Station]:
    """Return the stations that a printer prints for."""
    if printer.pk is None:
        return []
    return list(Station.objects.filter(printing__printer=printer))


@admin.register(Printer)
class PrinterAdmin(ShopAdmin):
    """Printers; what each has to print is a page of its own."""

    audit_subject = "printer"
    kept_sentence = "เครื่องพิมพ์ลบไม่ได้ ถ้าเลิกใช้ให้ปิด “ใช้งาน” แทน"

    form = PrinterForm
    list_display = ("name", "address", "prints_for", "prints_receipts", "dots", "per", "active")
    list_editable = ("active",)
    fields = ("name", "address", "stations", "dots", "per", "prints_receipts", "backup", "active")

    def __init__(self, model: type[Printer], admin_site: admin.AdminSite):
        """Teach the audit log what is no column of a printer."""
        super().__init__(model, admin_site)
        words = {"stations": "ครัวที่พิมพ์"}
        audit_words.teach("printer", name="เครื่องพิมพ์", actions={}, details=words, values={})

    @admin.display(description="พิมพ์ของครัว")
    def prints_for(self, printer: Printer) -> str:
        """Return its stations as the list shows them."""
        return ", ".join(map(str, printed_by(printer))) or "-"

    def get_changelist_form(self, request: HttpRequest, **kwargs):
        """Ask in the list for what the list shows."""
        return super().get_changelist_form(request, **({"form": forms.ModelForm} | kwargs))

    def save_model(self, request: HttpRequest, obj: Printer, form, change: bool) -> None:
        """Ask it anew, where another address was given, what it can answer."""
        super().save_model(request, obj, form, change)
        if "address" not in form.changed_data:
            return
        unknown = dict.fromkeys(("acknowledges", "tells_state", "silent_since"))
        Printer.objects.filter(pk=obj.pk).update(**unknown)
        if ":" in obj.address:
            messages.warning(
                request, "เครื่องพิมพ์ส่วนใหญ่ใช้พอร์ต 9100 ดูใบทดสอบของเครื่องอีกครั้งว่าเป็นพอร์ตอื่นจริง"
            )

    def is_kept(self, obj: Printer) -> bool:
        """Keep every printer: an order that comes just then may be printing there."""
        return True

    def chosen(self, obj: Printer) -> dict[str, list[str]]:
        """Return the stations that it prints for."""
        return {"stations": [str(station) for station in printed_by(obj)]}

    def save_chosen(self, form: forms.ModelForm) -> None:
        """Write the stations that were ticked; each leaves the printer that it had."""
        if "stations" not in form.changed_data:
            return
        printer, ticked = form.instance, form.cleaned_data["stations"]
        StationPrinter.objects.filter(printer=printer).exclude(station__in=ticked).delete()
        for station in ticked:
            StationPrinter.objects.update_or_create(station=station, defaults={"printer": printer})


audit_words.teach(
    "print_job",
    name="งานพิมพ์",
    actions={
        "again": "สั่งพิมพ์ซ้ำ",
        "settled": "รับทราบงานพิมพ์",
        "sample": "พิมพ์ใบทดสอบ",
        "dropped": "ใบที่รออยู่ไม่ต้องพิมพ์",
    },
    details={
        "first": "ซ้ำของงาน",
        "title": "งาน",
        "state": "สถานะ",
        "count": "จำนวน",
        "jobs": "หมายเลขงาน",
    },
    values={},
)
