"""The demo restaurant: enough tables, dishes and staff to try everything.

In a fresh demo the ids are those of the brief's examples: account 1 is staff001, table 1 is
โต๊ะ 1, dish 5 is ผัดไทย at 60, dish 10 is น้ำมะนาว at 25.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from core_app import audit
from core_app.models import AuditEvent
from core_app.money import baht
from menu_app.models import CategoryStation, MenuItem, Station
from staff_app.models import User
from tables_app.models import Table, Zone

LOADED = "demo.loaded"
_NOTHING_CHANGED = "The demo was loaded before: nothing changed."

ACCOUNTS = settings.DEMO_ACCOUNTS

ZONES = ("ในร้าน", "ริมน้ำ")
TABLES = tuple((f"โต๊ะ {n}", ZONES[0] if n <= 8 else ZONES[1]) for n in range(1, 13))

CATEGORIES = ("ข้าว", "โรตี", "เครื่องดื่ม")
# Where the categories are made.
STATIONS = {"ครัวร้อน": ("ข้าว", "โรตี"), "บาร์น้ำ": ("เครื่องดื่ม",)}
# The order gives the ids; on the screens a category's dishes stand together all the same.
DISHES = (
    ("ข้าวกะเพราหมูสับไข่ดาว", 65, "ข้าว"),
    ("ข้าวผัดหมู", 55, "ข้าว"),
    ("ข้าวมันไก่", 50, "ข้าว"),
    ("ข้าวขาหมู", 55, "ข้าว"),
    ("ผัดไทย", 60, "ข้าว"),
    ("โรตีธรรมดา", 20, "โรตี"),
    ("โรตีใส่ไข่", 30, "โรตี"),
    ("โรตีกล้วยหอม", 45, "โรตี"),
    ("ชาไทยเย็น", 35, "เครื่องดื่ม"),
    ("น้ำมะนาว", 25, "เครื่องดื่ม"),
    ("ข้าวผัดกุ้ง", 75, "ข้าว"),
    ("ข้าวหมูแดง", 55, "ข้าว"),
    ("ข้าวหมูทอดกระเทียม", 60, "ข้าว"),
    ("ข้าวไข่เจียวหมูสับ", 45, "ข้าว"),
    ("ข้าวแกงเขียวหวานไก่", 65, "ข้าว"),
    ("ข้าวหมกไก่", 60, "ข้าว"),
    ("ข้าวคลุกกะปิ", 65, "ข้าว"),
    ("ต้มยำกุ้งพร้อมข้าว", 120, "ข้าว"),
    ("โรตีนมข้นหวาน", 30, "โรตี"),
    ("โรตีช็อกโกแลต", 40, "โรตี"),
    ("โรตีชีส", 45, "โรตี"),
    ("โรตีแกงเขียวหวานไก่", 75, "โรตี"),
    ("มะตะบะไก่", 60, "โรตี"),
    ("น้ำเปล่า", 10, "เครื่องดื่ม"),
    ("น้ำอัดลม", 20, "เครื่องดื่ม"),
    ("ชามะนาว", 30, "เครื่องดื่ม"),
    ("กาแฟเย็น", 40, "เครื่องดื่ม"),
    ("โอเลี้ยง", 30, "เครื่องดื่ม"),
    ("น้ำลำไย", 25, "เครื่องดื่ม"),
    ("น้ำมะพร้าว", 45, "เครื่องดื่ม"),
)


def load_demo(*, only_if_empty: bool = False) -> list[str]:
    """Put the demo restaurant into the database once; return what was done, a line for each.

    A second run changes nothing: what a manager has renamed, repriced or deleted since stays so.
    In a shop that has rows of its own, only names that are not there yet are added.
    """
    if _was_loaded():
        return [_NOTHING_CHANGED]
    # Before the transaction: hashing on a busy machine outlasts PostgreSQL's idle limit.
    password = make_password(settings.DEMO_PASSWORD)
    with transaction.atomic():
        _let_nobody_else_write()
        if _was_loaded():
            return [_NOTHING_CHANGED]
        if only_if_empty and any(model.objects.exists() for model in (User, Table, MenuItem)):
            return ["This shop has data of its own: the demo was not loaded."]
        lines = [_add_accounts(password), _add_zones(), _add_tables(), _add_dishes()]
        lines.append(_add_stations())
        _say_so_in_the_audit_log()
    return lines


def _was_loaded() -> bool:
    return AuditEvent.objects.filter(action=LOADED).exists()


def _let_nobody_else_write() -> None:
    """Make a second loader wait, and tills too: ids are about to be given by hand.

    On SQLite the transaction has locked the whole file already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE staff, zones, tables, menus, stations IN SHARE ROW EXCLUSIVE MODE"
            )


def _add_accounts(password: str) -> str:
    given = set(User.objects.values_list("username", flat=True))
    accounts = [
        User(
            username=username,
            display_name=display_name,
            role=role,
            password=password,
            is_demo=True,
        )
        for username, display_name, role in ACCOUNTS
        if username not in given
    ]
    return _add("Accounts", accounts, len(ACCOUNTS))


def _add_zones() -> str:
    given = set(Zone.objects.values_list("name", flat=True))
    zones = [Zone(name=name, position=n) for n, name in enumerate(ZONES, start=1)]
    return _add("Zones", [zone for zone in zones if zone.name not in given], len(zones))


def _add_tables() -> str:
    given = set(Table.objects.values_list("name", flat=True))
    zones = {zone.name: zone for zone in Zone.objects.filter(name__in=ZONES)}
    tables = [
        Table(name=name, zone=zones[zone_name], position=n)
        for n, (name, zone_name) in enumerate(TABLES, start=1)
    ]
    return _add("Tables", [table for table in tables if table.name not in given], len(tables))


def _add_dishes() -> str:
    """A category's dishes get positions beside each other: 101, 102 … 201, 202 …"""
    given = set(MenuItem.objects.values_list("name", flat=True))
    dishes = [
        MenuItem(
            name=name,
            price=baht(price),
            category=category,
            position=100 * (1 + CATEGORIES.index(category)) + n,
        )
        for n, (name, price, category) in enumerate(DISHES, start=1)
    ]
    return _add("Dishes", [dish for dish in dishes if dish.name not in given], len(dishes))


def _add_stations() -> str:
    """A station that the shop has already keeps what it makes."""
    given = set(Station.objects.values_list("name", flat=True))
    stations = [Station(name=name, position=n) for n, name in enumerate(STATIONS, start=1)]
    missing = [station for station in stations if station.name not in given]
    said = _add("Stations", missing, len(stations))
    CategoryStation.objects.bulk_create(
        CategoryStation(station=station, category=category)
        for station in Station.objects.filter(name__in=[each.name for each in missing])
        for category in STATIONS[station.name]
    )
    return said


def _add(label: str, missing: list[Model], wanted: int) -> str:
    """Insert what is missing, with ids from 1 when its table is empty."""
    if missing and not type(missing[0]).objects.exists():
        _insert_with_ids(missing)
    elif missing:
        type(missing[0]).objects.bulk_create(missing)
    return f"{label}: {len(missing)} added, {wanted - len(missing)} already there."


def _insert_with_ids(rows: list[Model]) -> None:
    model = type(rows[0])
    for number, row in enumerate(rows, start=1):
        row.pk = number
    model.objects.bulk_create(rows)
    # PostgreSQL does not notice ids given by hand: its next own one would be 1 again.
    _run(connection.ops.sequence_reset_sql(no_style(), [model]))


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _say_so_in_the_audit_log() -> None:
    """The row that makes a second run harmless; the audit log is the one place nobody can edit."""
    audit.record(action=LOADED, subject="demo", subject_id=1, staff=None)
