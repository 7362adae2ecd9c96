"""Stations in the admin: what each makes, and the dishes that go elsewhere."""

from django.test import Client

from core_app.models import AuditEvent
from menu_app.models import CategoryStation, MenuItem, Station
from tests.admin.pages import fields_of, text_of
from tests.cast import Cast

STATIONS = "/admin/menu_app/station/"
DISHES = "/admin/menu_app/menuitem/"


def save(client: Client, path: str, form_id: str, **changes):
    values = fields_of(client.get(path), form_id)
    return client.post(path, values | changes | {"_save": "บันทึก"}, follow=True)


def a_station(office: Client, name: str = "ครัวร้อน", *makes: str) -> Station:
    save(office, f"{STATIONS}add/", "station_form", name=name, categories=makes)
    return Station.objects.get(name=name)


def makes(station: Station) -> set[str]:
    rows = CategoryStation.objects.filter(station=station)
    return set(rows.values_list("category", flat=True))


def test_a_manager_adds_a_station_with_what_it_makes(office: Client, cast: Cast):
    station = a_station(office, "ครัวร้อน", "ข้าว")
    assert makes(station) == {"ข้าว"}
    told = [event.details for event in AuditEvent.objects.filter(subject="station").order_by("pk")]
    assert told[0]["after"]["name"] == "ครัวร้อน"
    assert told[1] == {"before": {"categories": []}, "after": {"categories": ["ข้าว"]}}


def test_what_a_station_makes_is_changed_and_stands_in_the_audit_log(office: Client, cast: Cast):
    station = a_station(office, "บาร์น้ำ", "ข้าว")
    page = f"{STATIONS}{station.pk}/change/"
    save(office, page, "station_form", categories=["เครื่องดื่ม"])
    assert makes(station) == {"เครื่องดื่ม"}
    event = AuditEvent.objects.filter(action="station.changed").latest("pk")
    assert event.details["after"] == {"categories": ["เครื่องดื่ม"]}
    assert "หมวดที่ทำ: ข้าว → เครื่องดื่ม" in text_of(office.get("/admin/core_app/auditevent/"))


def test_the_list_keeps_what_a_station_makes(office: Client, cast: Cast):
    station = a_station(office, "ครัวร้อน", "ข้าว")
    values = fields_of(office.get(STATIONS), "changelist-form")
    office.post(STATIONS, values | {"form-0-position": "7", "_save": "บันทึก"})
    station.refresh_from_db()
    assert (station.position, makes(station)) == (7, {"ข้าว"})


def test_a_page_that_stood_open_brings_no_station_or_category_back(office: Client, cast: Cast):
    station, bar = a_station(office, "ครัวร้อน", "ข้าว"), a_station(office, "บาร์น้ำ")
    forms = {
        f"{STATIONS}{station.pk}/change/": ("station_form", {"position": "9"}),
        f"{DISHES}{cast.satay.pk}/change/": ("menuitem_form", {"price": "55"}),
    }
    opened = {path: fields_of(office.get(path), form) for path, (form, _) in forms.items()}
    station.categories.create(category="เครื่องดื่ม")  # meanwhile, at another screen
    cast.satay.stations.set([bar])
    for path, (_, changes) in forms.items():
        office.post(path, opened[path] | changes | {"_save": "บันทึก"})
    assert (Station.objects.get(pk=station.pk).position, makes(station)) == (
        9,
        {"ข้าว", "เครื่องดื่ม"},
    )
    cast.satay.refresh_from_db()
    assert (cast.satay.price, list(cast.satay.stations.all())) == (55, [bar])


def test_a_dish_is_given_a_station_of_its_own(office: Client, cast: Cast):
    grill = a_station(office, "เตาย่าง")
    page = f"{DISHES}{cast.satay.pk}/change/"
    save(office, page, "menuitem_form", stations=[str(grill.pk)])
    assert list(cast.satay.stations.all()) == [grill]
    event = AuditEvent.objects.get(action="menu.changed")
    assert event.details == {"before": {"stations": []}, "after": {"stations": ["เตาย่าง"]}}


def test_a_dish_asks_for_stations_only_in_a_shop_that_has_some(office: Client, cast: Cast):
    page = f"{DISHES}{cast.satay.pk}/change/"
    assert "ครัวของเมนูนี้" not in text_of(office.get(page))
    a_station(office)
    assert "ครัวของเมนูนี้" in text_of(office.get(page))


def test_a_dish_that_no_station_makes_is_said(office: Client, cast: Cast):
    a_station(office, "ครัวร้อน", "ข้าว")
    new = {"name": "ลอดช่อง", "category": "ของหวาน", "price": "30"}
    answer = save(office, f"{DISHES}add/", "menuitem_form", **new)
    assert "ยังไม่ไปครัวไหน" in text_of(answer)
    moved = save(
        office,
        f"{DISHES}{MenuItem.objects.get(name='ลอดช่อง').pk}/change/",
        "menuitem_form",
        category="ข้าว",
    )
    assert "ยังไม่ไปครัวไหน" not in text_of(moved)


def test_a_station_that_got_no_slip_is_deleted_and_its_dishes_stay(office: Client, cast: Cast):
    station = a_station(office, "ครัวร้อน", "ข้าว")
    cast.satay.stations.add(station)
    office.post(f"{STATIONS}{station.pk}/delete/", {"post": "yes"})
    assert not Station.objects.exists()
    assert MenuItem.objects.filter(pk=cast.satay.pk).exists()


def test_a_dish_with_a_station_of_its_own_that_was_never_sold_is_deleted(
    office: Client, cast: Cast
):
    cast.satay.stations.add(a_station(office))
    office.post(f"{DISHES}{cast.satay.pk}/delete/", {"post": "yes"})
    assert not MenuItem.objects.filter(pk=cast.satay.pk).exists()
