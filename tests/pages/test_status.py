"""The status page: how the shop is, and what to do about each red line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core_app import metrics
from devices_app.models import Device
from operations_app.backups import archiving
from operations_app.models import BackupRun
from orders_app.models import Order
from tests.cast import TableFactory
from tests.pages.html import Element
from tests.pages.visitor import Page, Visitor

STATUS = "/pos/status/"
MOST_STATEMENTS = 20
ARCHIVING = "การส่งความเปลี่ยนแปลงเข้าที่เก็บ"
# SQLite has none: what it changes is in its next copy.
ARCHIVES = [ARCHIVING] if connection.vendor == "postgresql" else []
ARRIVING = archiving.Archiving(
    on=True,
    last_wal="00000001000000000000000A",
    last_success=datetime(2026, 11, 22, 19, 30, tzinfo=UTC),
    last_failure=None,
    current_wal="00000001000000000000000B",
)


@pytest.fixture(autouse=True)
def real_shop(settings) -> None:
    settings.DEMO = False


@pytest.fixture
def well(cast, monkeypatch) -> None:
    """A shop whose backups and drills are as they should be.

    The PostgreSQL of a test run does not archive; a real one that does, and then fails, is in
    tests/backups/test_archiving_postgres.py.
    """
    ran("full", hours_ago=25)
    ran("drill", hours_ago=34 * 24)
    monkeypatch.setattr(archiving, "current", lambda: ARRIVING)


def ran(kind: str, *, hours_ago: float, succeeded: bool = True) -> None:
    ended = timezone.now() - timedelta(hours=hours_ago)
    BackupRun.objects.create(kind=kind, succeeded=succeeded, started_at=ended, ended_at=ended)


def stand(cast, *, minutes: float, count: int = 1) -> list[Order]:
    orders = [
        Order.objects.create(table=table, opened_by=cast.cashier)
        for table in TableFactory.create_batch(count)
    ]
    moment = timezone.now() - timedelta(minutes=minutes)
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(created_at=moment)
    return orders


def line(page: Page, name: str) -> Element:
    return page.root.one("section", **{"aria-label": name})


def is_red(page: Page, name: str, todo: str = "") -> bool:
    """Tell whether a line is red; red ones say so in words, and what to do."""
    found = line(page, name)
    red = "✗ ต้องแก้" in found.text
    assert red != ("✓ ปกติ" in found.text)
    assert ("สิ่งที่ต้องทำ: " in found.text) == red
    assert todo in found.text
    return red


def test_a_shop_that_is_well_has_no_red_line(office, well):
    page = office.see(STATUS)
    assert "✓ ทุกอย่างปกติ" in page.text
    assert "ต้องแก้" not in page.text
    assert page.alert == ""


def names(page: Page) -> list[str]:
    return [each.attrs["aria-label"] for each in page.root.all("section", within="card")]


def test_the_lines_stand_in_the_order_one_should_look(office, well):
    assert names(office.see(STATUS)) == [
        "ฐานข้อมูล", "การเชื่อมต่อฐานข้อมูล", "ออเดอร์ที่เปิดอยู่", "ออเดอร์ค้าง",
        "เครื่องขายที่มีคำสั่งรอส่ง", "การสำรองข้อมูล", *ARCHIVES, "การซ้อมกู้คืน", "รุ่นของระบบ",
    ]  # fmt: skip


def test_red_lines_stand_first(office, cast):
    stand(cast, minutes=300)
    red = ["ออเดอร์ค้าง", "การสำรองข้อมูล", *ARCHIVES, "การซ้อมกู้คืน"]
    assert names(office.see(STATUS))[: len(red)] == red


@pytest.mark.parametrize(
    ("wrong", "todo"),
    [
        ({"last_failure": ARRIVING.last_success + timedelta(seconds=1)}, "ส่ง WAL เข้าที่เก็บไม่สำเร็จ"),
        ({"on": False}, "backup-setup"),
    ],
)
def test_changes_that_do_not_reach_the_store_are_red(office, well, monkeypatch, wrong, todo):
    monkeypatch.setattr(archiving, "current", lambda: replace(ARRIVING, **wrong))
    page = office.see(STATUS)
    if connection.vendor == "postgresql":
        assert is_red(page, ARCHIVING, todo)
    else:
        assert ARCHIVING not in names(page)


def test_the_database_says_its_name_and_how_fast_it_answers(office, well):
    text = line(office.see(STATUS), "ฐานข้อมูล").text
    engine = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL 1"}[connection.vendor]
    assert engine in text
    assert "มิลลิวินาที" in text


def test_the_pool_says_how_many_are_used_and_waited_for(office, well, monkeypatch):
    figures = {"max": 24, "size": 10, "in_use": 7, "waiting": 0}
    monkeypatch.setattr(metrics, "pool", lambda: figures)
    page = office.see(STATUS)
    assert "ใช้อยู่ 7 เปิดไว้ 10 ได้สูงสุด 24 รอคิว 0" in page.text
    assert not is_red(page, "การเชื่อมต่อฐานข้อมูล")
    figures["waiting"] = 3
    assert is_red(office.see(STATUS), "การเชื่อมต่อฐานข้อมูล", "เพิ่มค่า DB_POOL_MAX")


def test_an_order_is_stuck_after_two_hours_and_leads_to_its_table(office, well, cast):
    stand(cast, minutes=119)
    assert not is_red(office.see(STATUS), "ออเดอร์ค้าง")
    (stuck,) = stand(cast, minutes=121)
    page = office.see(STATUS)
    assert is_red(page, "ออเดอร์ค้าง", "เดินไปดูโต๊ะ")
    assert "2 ออเดอร์" in line(page, "ออเดอร์ที่เปิดอยู่").text
    link = line(page, "ออเดอร์ค้าง").one("a")
    assert link.attrs["href"] == f"/pos/tables/{stuck.table_id}/"
    assert link.text == f"{stuck.table.name} · ออเดอร์ {stuck.pk} · 121 นาที"
    assert "มี 1 เรื่องที่ต้องแก้" in page.alert


def test_of_many_stuck_orders_the_oldest_are_shown(office, well, cast):
    stand(cast, minutes=130, count=21)
    (oldest,) = stand(cast, minutes=500)
    text = line(office.see(STATUS), "ออเดอร์ค้าง").text
    assert "22 ออเดอร์เปิดนานเกิน 2 ชั่วโมง แสดง 20" in text
    assert f"ออเดอร์ {oldest.pk} ·" in text


@pytest.mark.parametrize(("minutes", "red"), [(1, False), (14, False), (16, True)])
def test_a_device_with_waiting_commands_is_red_once_it_is_quiet(office, well, minutes, red):
    seen = timezone.now() - timedelta(minutes=minutes)
    till = Device.objects.create(
        client_id="00000000-0000-0000-0000-000000000001", waiting=4, last_seen=seen
    )
    page = office.see(STATUS)
    assert is_red(page, "เครื่องขายที่มีคำสั่งรอส่ง") == red
    assert f"เครื่อง {till.pk} รอส่ง 4 คำสั่ง" in page.text
    assert line(page, "เครื่องขายที่มีคำสั่งรอส่ง").one("a").attrs["href"] == "/pos/tills/"


@pytest.mark.parametrize(
    ("kind", "name", "too_old"),
    [("full", "การสำรองข้อมูล", 26.1), ("drill", "การซ้อมกู้คืน", 35 * 24 + 1)],
)
class TestRuns:
    """Backups and drills go wrong in the same three ways."""

    def test_never(self, office, cast, kind, name, too_old):
        assert is_red(office.see(STATUS), name, "สำเร็จล่าสุด ไม่เคย")

    def test_too_old(self, office, cast, kind, name, too_old):
        ran(kind, hours_ago=too_old)
        assert is_red(office.see(STATUS), name, "สำเร็จล่าสุด")

    def test_just_in_time(self, office, cast, kind, name, too_old):
        ran(kind, hours_ago=too_old - 2)
        assert not is_red(office.see(STATUS), name)

    def test_failed_after_a_good_one(self, office, cast, kind, name, too_old):
        ran(kind, hours_ago=2)
        ran(kind, hours_ago=1, succeeded=False)
        assert is_red(office.see(STATUS), name, "ครั้งล่าสุดล้มเหลวเมื่อ")

    def test_good_again_after_a_failed_one(self, office, cast, kind, name, too_old):
        ran(kind, hours_ago=2, succeeded=False)
        ran(kind, hours_ago=1)
        assert not is_red(office.see(STATUS), name)

    def test_a_demo_needs_none(self, office, cast, settings, kind, name, too_old):
        settings.DEMO = True
        assert not is_red(office.see(STATUS), name)


def test_the_version_is_shown(office, well, settings):
    assert settings.VERSION in line(office.see(STATUS), "รุ่นของระบบ").text


@pytest.mark.parametrize("who", ["till", "stove"])
def test_only_managers_see_it(request, who):
    visitor: Visitor = request.getfixturevalue(who)
    assert visitor.see(STATUS).status == 403
    assert STATUS not in visitor.see("/pos/orders/").response.content.decode()


def test_managers_find_it_on_todays_page(office, well):
    links = [each.attrs["href"] for each in office.see("/pos/orders/").root.all("a")]
    assert STATUS in links


def test_it_is_never_cached_and_changes_nothing(office, well):
    assert "no-store" in office.see(STATUS).response["Cache-Control"]
    assert office.client.post(STATUS).status_code in (403, 405)


@pytest.mark.parametrize("count", [1, 60])
def test_it_asks_little_whatever_the_number_of_orders(office, well, cast, count):
    stand(cast, minutes=200, count=count)
    with CaptureQueriesContext(connection) as asked:
        office.see(STATUS)
    assert len(asked) <= MOST_STATEMENTS
