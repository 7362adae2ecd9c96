"""Tables and zones in the admin: add, rename, order, retire; the state belongs to the orders."""

from django.db import transaction
from django.test import Client, RequestFactory

from core_app.models import AuditEvent
from pos_project.urls import admin
from tables_app.models import Table, Zone
from tests.admin.pages import change, fields_of, row_with, save, text_of
from tests.cast import Cast, TableFactory, ZoneFactory
from tests.program import Program

TABLES = "/admin/tables_app/table/"
ZONES = "/admin/tables_app/zone/"
OCCUPIED = "โต๊ะนี้มีลูกค้าอยู่"


def page(table: Table, what: str = "change") -> str:
    """Return the address of a table's page."""
    return f"{TABLES}{table.pk}/{what}/"


def test_a_manager_adds_a_table(office: Client, cast: Cast):
    new = {"name": "โต๊ะ 13", "zone": str(cast.table.zone_id), "position": "13"}
    change(office, f"{TABLES}add/", "table_form", **new)
    table = Table.objects.get(name="โต๊ะ 13")
    assert (table.status, table.active, table.position) == ("available", True, 13)
    assert AuditEvent.objects.get(action="table.added").subject_id == table.pk


def test_a_second_table_of_the_same_name_is_refused(office: Client, cast: Cast):
    new = {"name": "โต๊ะ 1", "zone": str(cast.table.zone_id)}
    answer = change(office, f"{TABLES}add/", "table_form", **new)
    assert "มีอยู่แล้ว" in text_of(answer)
    assert Table.objects.filter(name="โต๊ะ 1").count() == 1


def test_a_table_is_renamed_and_moved_to_another_zone(office: Client, cast: Cast):
    river = ZoneFactory(name="ริมน้ำ")
    change(office, page(cast.table), "table_form", name="VIP", zone=str(river.pk))
    cast.table.refresh_from_db()
    assert (cast.table.name, cast.table.zone) == ("VIP", river)
    details = AuditEvent.objects.get(action="table.changed").details
    assert details["before"]["name"] == "โต๊ะ 1"
    assert details["after"] == {"name": "VIP", "zone": river.pk}


def test_the_state_is_shown_and_not_editable(office: Client, cast: Cast, program: Program):
    program.open(cast)
    answer = office.get(page(cast.table))
    assert "มีลูกค้า" in text_of(answer)
    values = fields_of(answer, "table_form")
    assert "status" not in values
    save(office, page(cast.table), values, status="available", name="โต๊ะ 1 ริมหน้าต่าง")
    cast.table.refresh_from_db()
    assert (cast.table.name, cast.table.status) == ("โต๊ะ 1 ริมหน้าต่าง", "occupied")


def test_a_table_occupied_while_its_page_is_saved_stays_occupied(
    office: Client, cast: Cast, program: Program
):
    """Saving every field would write back the state read when the form was checked."""
    page_admin = admin.site.get_model_admin(Table)
    request = RequestFactory().post("/")
    request.user = cast.manager
    read_early = Table.objects.get(pk=cast.table.pk)
    form = page_admin.get_form(request, read_early)(
        {"name": "โต๊ะ A", "zone": read_early.zone_id, "position": 1, "active": "on"},
        instance=read_early,
    )
    assert form.is_valid()
    program.open(cast)
    with transaction.atomic():
        page_admin.save_model(request, form.save(commit=False), form, change=True)
    cast.table.refresh_from_db()
    assert (cast.table.name, cast.table.status) == ("โต๊ะ A", "occupied")


def test_an_occupied_table_cannot_be_retired(office: Client, cast: Cast, program: Program):
    program.open(cast)
    assert OCCUPIED in text_of(change(office, page(cast.table), "table_form", active=None))
    assert Table.objects.get(pk=cast.table.pk).active


def test_an_occupied_table_cannot_be_retired_in_the_list(
    office: Client, cast: Cast, program: Program
):
    program.open(cast)
    values = fields_of(office.get(TABLES), "changelist-form")
    rows = [row_with(values, table.pk) for table in (cast.table, cast.other_table)]
    answer = save(office, TABLES, values, **{f"{row}-active": None for row in rows})
    assert OCCUPIED in text_of(answer)
    assert Table.objects.filter(active=True).count() == 2


def test_an_occupied_table_can_still_be_moved_in_the_list(
    office: Client, cast: Cast, program: Program
):
    program.open(cast)
    values = fields_of(office.get(TABLES), "changelist-form")
    save(office, TABLES, values, **{f"{row_with(values, cast.table.pk)}-position": "9"})
    cast.table.refresh_from_db()
    assert (cast.table.position, cast.table.status) == (9, "occupied")


def test_a_retired_table_leaves_the_tills_and_comes_back(
    office: Client, cast: Cast, program: Program
):
    change(office, page(cast.table), "table_form", active=None)
    assert [row["id"] for row in program.get("/tables").json()["tables"]] == [cast.other_table.pk]
    assert program.command("/orders", table_id=cast.table.pk).status_code == 404
    change(office, page(cast.table), "table_form", active="on")
    assert program.command("/orders", table_id=cast.table.pk).status_code == 201


def test_a_table_with_orders_cannot_be_deleted(office: Client, cast: Cast, program: Program):
    program.open(cast)
    assert page(cast.table, "delete") not in text_of(office.get(page(cast.table)))
    answer = office.post(page(cast.table, "delete"), {"post": "yes"}, follow=True)
    assert "ให้ปิด “เปิดใช้” แทน" in text_of(answer)
    assert Table.objects.filter(pk=cast.table.pk).exists()


def test_a_table_nobody_ever_sat_at_is_deleted(office: Client, cast: Cast):
    office.post(page(cast.table, "delete"), {"post": "yes"})
    assert not Table.objects.filter(pk=cast.table.pk).exists()
    assert AuditEvent.objects.get(action="table.deleted").details == {"name": "โต๊ะ 1"}


def test_tables_are_filtered_and_found(office: Client, cast: Cast, program: Program):
    river = TableFactory(name="แพ", zone=ZoneFactory(name="ริมน้ำ"))
    program.open(cast)
    for query, found in {
        f"zone__id__exact={river.zone_id}": river,
        "status__exact=occupied": cast.table,
        "q=โต๊ะ 2": cast.other_table,
    }.items():
        text = text_of(office.get(f"{TABLES}?{query}"))
        for table in (cast.table, cast.other_table, river):
            assert (page(table) in text) == (table == found), query


def test_zones_are_added_ordered_and_deleted_only_when_empty(office: Client, cast: Cast):
    change(office, f"{ZONES}add/", "zone_form", name="ระเบียง", position="3")
    terrace = Zone.objects.get(name="ระเบียง")
    values = fields_of(office.get(ZONES), "changelist-form")
    save(office, ZONES, values, **{f"{row_with(values, terrace.pk)}-position": "1"})
    assert Zone.objects.get(pk=terrace.pk).position == 1
    for zone in (terrace, cast.table.zone):
        office.post(f"{ZONES}{zone.pk}/delete/", {"post": "yes"})
    assert list(Zone.objects.all()) == [cast.table.zone]


def test_a_zone_with_tables_says_what_to_do_first(office: Client, cast: Cast):
    answer = office.get(f"{ZONES}{cast.table.zone_id}/delete/", follow=True)
    assert "ให้ย้ายโต๊ะไปโซนอื่นก่อน" in text_of(answer)
