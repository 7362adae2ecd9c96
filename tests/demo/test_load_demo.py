"""`manage.py load_demo`: a whole restaurant once, and never anything twice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from core_app.models import AuditEvent
from menu_app.models import MenuItem, Station
from menu_app.queries import dishes_by_id
from operations_app import demo
from staff_app.models import Role, User
from tables_app.models import Table, Zone
from tests.cast import Cast, DishFactory, StaffFactory, TableFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_is_wanted(settings):
    """As on the embedded database, whichever engine the tests run on."""
    settings.DEMO, settings.DEMO_PASSWORD = True, "demo-password-1"


def load(*options: str) -> str:
    """Run the command; return what it printed."""
    printed = StringIO()
    call_command("load_demo", *options, stdout=printed)
    return printed.getvalue()


def everything() -> list[list[dict]]:
    """Return every row the demo could touch, as it is now."""
    models = (User, Zone, Table, MenuItem, Station, AuditEvent)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_fresh_demo_has_twelve_tables_in_two_zones():
    load()
    tables = list(Table.objects.order_by("pk").values_list("pk", "name", "zone__name"))
    assert [(pk, name) for pk, name, _ in tables] == [(n, f"โต๊ะ {n}") for n in range(1, 13)]
    assert list(Zone.objects.values_list("name", flat=True)) == ["ในร้าน", "ริมน้ำ"]
    assert {zone for _, _, zone in tables} == {"ในร้าน", "ริมน้ำ"}
    assert not Table.objects.exclude(status="available", active=True).exists()


def test_a_fresh_demo_has_the_briefs_dishes_under_the_briefs_numbers():
    load()
    dishes = MenuItem.objects.in_bulk([5, 10])
    assert (dishes[5].name, dishes[5].price, dishes[5].category) == ("ผัดไทย", 60, "ข้าว")
    assert (dishes[10].name, dishes[10].price) == ("น้ำมะนาว", 25)
    assert dishes[10].category == "เครื่องดื่ม"


def test_the_menu_shows_category_after_category():
    load()
    assert MenuItem.objects.count() == len({name for name, _, _ in demo.DISHES}) >= 24
    shown = list(MenuItem.objects.values_list("category", flat=True))
    changes = [a for a, b in zip(shown, [None, *shown], strict=False) if a != b]
    assert changes == ["ข้าว", "โรตี", "เครื่องดื่ม"]
    assert all(item.price == item.price.to_integral_value() > 0 for item in MenuItem.objects.all())


def test_every_dish_of_the_demo_is_made_at_one_station():
    load()
    dishes = dishes_by_id([dish.pk for dish in MenuItem.objects.all()], on_sale=True)
    assert {len(dish.made_at) for dish in dishes.values()} == {1}
    names = Station.objects.in_bulk()
    assert names[dishes[5].made_at[0]].name == "ครัวร้อน"
    assert names[dishes[10].made_at[0]].name == "บาร์น้ำ"


def test_the_demo_accounts_have_their_roles_and_the_demo_password():
    load()
    accounts = User.objects.order_by("pk")
    assert [(user.pk, user.username, user.role) for user in accounts] == [
        (1, "staff001", Role.CASHIER),
        (2, "kitchen001", Role.COOK),
        (3, "manager001", Role.MANAGER),
    ]
    assert all(user.check_password("demo-password-1") for user in accounts)


def test_it_says_in_one_line_each_what_it_did():
    assert load().splitlines() == [
        "Accounts: 3 added, 0 already there.",
        "Zones: 2 added, 0 already there.",
        "Tables: 12 added, 0 already there.",
        f"Dishes: {len(demo.DISHES)} added, 0 already there.",
        "Stations: 2 added, 0 already there.",
    ]


def test_a_second_run_changes_nothing():
    load()
    before = everything()
    assert load() == "The demo was loaded before: nothing changed.\n"
    assert load("--if-empty") == "The demo was loaded before: nothing changed.\n"
    assert everything() == before


def test_a_second_run_leaves_what_a_manager_changed():
    load()
    MenuItem.objects.filter(pk=5).update(name="ผัดไทยกุ้งสด", price=80)
    Table.objects.filter(pk=12).delete()
    manager = User.objects.get(username="manager001")
    manager.set_password("my-own-secret-9")
    manager.save()
    before = everything()
    load()
    assert everything() == before


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_the_next_rows_get_the_next_numbers():
    load()
    assert TableFactory().pk == 13
    assert DishFactory().pk == len(demo.DISHES) + 1
    assert StaffFactory().pk == 4


def test_in_a_shop_with_data_only_missing_names_are_added(cast: Cast):
    pad_thai = MenuItem.objects.filter(pk=cast.pad_thai.pk).values().get()
    printed = load()
    assert MenuItem.objects.filter(pk=cast.pad_thai.pk).values().get() == pad_thai
    assert MenuItem.objects.filter(name="ผัดไทย").count() == 1
    assert Table.objects.filter(name="โต๊ะ 1").get() == cast.table
    assert "Tables: 10 added, 2 already there." in printed
    assert f"Dishes: {len(demo.DISHES) - 2} added, 2 already there." in printed
    assert User.objects.get(username="manager001").is_manager


def test_a_staff001_who_is_somebody_else_keeps_role_and_password():
    somebody = StaffFactory(username="staff001", role=Role.COOK)
    load()
    user = User.objects.get(username="staff001")
    assert (user.pk, user.role, user.password) == (somebody.pk, Role.COOK, somebody.password)


def test_an_empty_menu_gets_the_briefs_numbers_even_beside_other_data():
    StaffFactory()
    load()
    assert MenuItem.objects.get(pk=5).name == "ผัดไทย"


@pytest.mark.parametrize("factory", [StaffFactory, TableFactory, DishFactory])
def test_if_empty_leaves_a_shop_with_any_data_alone(factory):
    factory()
    before = everything()
    assert load("--if-empty") == "This shop has data of its own: the demo was not loaded.\n"
    assert everything() == before


def test_if_empty_fills_an_empty_shop():
    load("--if-empty")
    assert Table.objects.count() == 12


def test_it_refuses_where_the_demo_is_off(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match=r"^The demo is off: set DEMO=1 to load it\.$"):
        load()
    assert not User.objects.exists()


def test_a_failure_half_way_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(demo, "DISHES", (*demo.DISHES, ("ของแพงเกินไป", 10**9, "ข้าว")))
    with pytest.raises(DatabaseError):
        load()
    assert not User.objects.exists()
    assert not AuditEvent.objects.exists()
