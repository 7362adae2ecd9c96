"""The menu, for managers: names, prices, what is on sale, and where it is made."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from core_app import audit_words
from core_app.admin_base import ShopAdmin
from menu_app.limits import Deed
from menu_app.lookalikes import warnings_about
from menu_app.models import CategoryStation, MenuItem, Station
from menu_app.queries import categories, is_made, stations_in_use

_MADE_NOWHERE = "“{dish}” ยังไม่ไปครัวไหน: เลือกครัวของเมนูนี้ หรือให้ครัวทำหมวด “{dish.category}”"


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
    fields = ("name", "category", "price", "active", "position", "stations")

    def __init__(self, model: type[MenuItem], admin_site: admin.AdminSite):
        """Teach the audit log what is said at the page of what is sold out, too."""
        super().__init__(model, admin_site)
        audit_words.teach(
            "menu",
            name="เมนู",
            actions={"limited": "ตั้งของหมด"},
            details={"deed": "ของหมด", "portions": "เหลือ"},
            values={
                Deed.TODAY: "หมดวันนี้",
                Deed.HOUR: "หมด 1 ชั่วโมง",
                Deed.COUNT: "นับจำนวน",
                Deed.BACK: "เปิดขาย",
            },
        )

    def get_fields(self, request: HttpRequest, obj: MenuItem | None = None):
        """Ask where it is made only in a shop that has stations."""
        fields = super().get_fields(request, obj)
        return (
            fields if Station.objects.exists() else [name for name in fields if name != "stations"]
        )

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs):
        """Show the stations as boxes to tick."""
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """Save, and say when the dish is sent to no station although the shop has some."""
        super().save_related(request, form, formsets, change)
        if not {"category", "stations"}.intersection(form.changed_data):
            return
        is_sent = MenuItem.objects.filter(is_made(), pk=form.instance.pk).exists()
        if stations_in_use().exists() and not is_sent:
            self.message_user(request, _MADE_NOWHERE.format(dish=form.instance), messages.WARNING)

    def save_model(self, request: HttpRequest, obj: MenuItem, form, change: bool) -> None:
        """Save, and say when another dish or category only looks the same."""
        super().save_model(request, obj, form, change)
        if {"name", "category"}.intersection(form.changed_data):
            for sentence in warnings_about(obj):
                self.message_user(request, sentence, messages.WARNING)


class StationForm(forms.ModelForm):
    """A station and the categories that it makes."""

    categories = forms.MultipleChoiceField(
        label="หมวดที่ทำ",
        required=False,
        show_hidden_initial=True,
        widget=forms.CheckboxSelectMultiple,
        help_text="หมวดเดียวทำได้หลายครัว เมนูที่เลือกครัวเองไปครัวนั้นแทน",
    )

    def __init__(self, *args, **kwargs):
        """Offer the menu's categories, and those it has that no dish has any more."""
        super().__init__(*args, **kwargs)
        mine = made_by(self.instance)
        names = dict.fromkeys([*categories(), *mine])
        self.fields["categories"].choices = [(name, name) for name in names]
        self.fields["categories"].initial = mine


def made_by(station: Station) -> list[str]:
    """Return the categories that a station makes."""
    if station.pk is None:
        return []
    rows = CategoryStation.objects.filter(station=station)
    return list(rows.order_by("pk").values_list("category", flat=True))


@admin.register(Station)
class StationAdmin(ShopAdmin):
    """Stations, what they make, and when a dish there is late."""

    audit_subject = "station"
    kept_sentence = "ครัวนี้มีใบสั่งแล้ว จึงลบไม่ได้ ถ้าเลิกใช้ให้ปิด “ใช้งาน” แทน"

    form = StationForm
    list_display = ("name", "makes", "active", "position")
    list_editable = ("active", "position")
    fields = ("name", "categories", "active", "warn_minutes", "late_minutes", "position")

    def __init__(self, model: type[Station], admin_site: admin.AdminSite):
        """Teach the audit log what is no column of a station."""
        super().__init__(model, admin_site)
        words = {"categories": "หมวดที่ทำ"}
        audit_words.teach("station", name="ครัว", actions={}, details=words, values={})

    @admin.display(description="หมวดที่ทำ")
    def makes(self, station: Station) -> str:
        """Return its categories as the list shows them."""
        return ", ".join(made_by(station)) or "-"

    def get_changelist_form(self, request: HttpRequest, **kwargs):
        """Ask in the list for what the list shows; the categories are on a station's own page."""
        return super().get_changelist_form(request, **({"form": forms.ModelForm} | kwargs))

    def chosen(self, obj: Station) -> dict[str, list[str]]:
        """Return the categories that it makes."""
        return {"categories": made_by(obj)}

    def save_chosen(self, form: forms.ModelForm) -> None:
        """Write the categories that were ticked; the list does not ask for any."""
        if "categories" not in form.changed_data:
            return
        station, ticked = form.instance, form.cleaned_data["categories"]
        CategoryStation.objects.filter(station=station).exclude(category__in=ticked).delete()
        for name in ticked:
            CategoryStation.objects.get_or_create(station=station, category=name)
