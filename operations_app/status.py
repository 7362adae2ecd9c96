"""How the shop is, line by line, for a manager: what stands, and what to do where it is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core_app import metrics
from core_app.database_probe import answering_seconds
from core_app.thai_dates import thai_datetime
from devices_app.models import Device
from http_app import tls_in_front
from operations_app import printing_trouble
from operations_app.alarms import Standing, backup_standing, drill_standing
from operations_app.backups import archiving
from operations_app.models import BackupRun
from orders_app.models import Order, Printer
from orders_app.printing import jobs
from orders_app.shop_metrics import STUCK_AFTER

MOST_SHOWN = 20  # stuck orders, devices
_SLOW = 0.5  # seconds for one simple question
_QUIET = timedelta(minutes=15)  # after which a device that owes us commands should be looked for
_ENGINES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


@dataclass(frozen=True)
class Line:
    """One line of the page. `todo` says what to do when it is red, and is "" when all is well.

    `orders` and `devices` are what the line speaks of, for links.
    """

    name: str
    fact: str
    todo: str = ""
    orders: tuple[Order, ...] = ()
    devices: tuple[Device, ...] = ()


def lines() -> list[Line]:
    """Return every line: the red ones first, else in the order in which one should look at them."""
    backups = (_backup(), *_archiving(), _drill())
    trade = [*_orders(), _devices(), *_printing()]
    found = [_database(), _pool(), *_proxy(), *trade, *backups, _version()]
    return sorted(found, key=lambda line: not line.todo)


def _database() -> Line:
    seconds = answering_seconds()
    number = ".".join(map(str, connection.get_database_version()))
    fact = f"{_ENGINES[connection.vendor]} {number}"
    if seconds is None:
        return Line("ฐานข้อมูล", f"{fact} ไม่ตอบ", "ตรวจว่าโปรแกรมฐานข้อมูลทำงานอยู่และดิสก์ไม่เต็ม")
    fact += f" ตอบใน {seconds * 1000:.1f} มิลลิวินาที"
    slow = "ฐานข้อมูลตอบช้า ตรวจว่าเครื่องไม่ได้ทำงานหนักและดิสก์ไม่เต็ม"
    return Line("ฐานข้อมูล", fact, slow if seconds > _SLOW else "")


def _pool() -> Line:
    name = "การเชื่อมต่อฐานข้อมูล"
    pool = metrics.pool()
    if not pool["max"]:
        return Line(name, f"{_ENGINES[connection.vendor]} ไม่ใช้พูลการเชื่อมต่อ")
    fact = "ใช้อยู่ {in_use} เปิดไว้ {size} ได้สูงสุด {max} รอคิว {waiting}".format_map(pool)
    full = "การเชื่อมต่อไม่พอ เพิ่มค่า DB_POOL_MAX หรือตรวจว่ามีคำสั่งค้างในฐานข้อมูล"
    return Line(name, fact, full if pool["waiting"] else "")


def _proxy() -> Iterator[Line]:
    if tls_in_front.header_was_missing():
        fact = "ใน 1 ชั่วโมงที่ผ่านมามีผู้ใช้เข้าหน้าขายไม่ได้"
        yield Line("พร็อกซี HTTPS", fact, tls_in_front.MISSING)


def _orders() -> Iterator[Line]:
    standing = Order.objects.filter(status=Order.Status.OPEN)
    yield Line("ออเดอร์ที่เปิดอยู่", f"{standing.count()} ออเดอร์")
    stuck = standing.filter(created_at__lt=timezone.now() - STUCK_AFTER)
    count = stuck.count()
    if not count:
        yield Line("ออเดอร์ค้าง", "ไม่มีออเดอร์ที่เปิดนานเกิน 2 ชั่วโมง")
        return
    shown = stuck.select_related("table").order_by("created_at")[:MOST_SHOWN]
    todo = "เดินไปดูโต๊ะ ถ้าลูกค้ายังอยู่ก็ไม่ต้องทำอะไร ถ้ากลับไปแล้วให้รับเงินหรือยกเลิกออเดอร์"
    fact = f"{count} ออเดอร์เปิดนานเกิน 2 ชั่วโมง"
    if count > MOST_SHOWN:
        fact += f" แสดง {MOST_SHOWN} ออเดอร์ที่เก่าที่สุด"
    yield Line("ออเดอร์ค้าง", fact, todo, orders=tuple(shown))


def _devices() -> Line:
    name = "เครื่องขายที่มีคำสั่งรอส่ง"
    waiting = Device.objects.filter(waiting__gt=0).order_by("last_seen")
    count = waiting.count()
    if not count:
        return Line(name, "ไม่มีเครื่องที่แจ้งว่ามีคำสั่งรอส่ง")
    quiet = waiting.filter(last_seen__lt=timezone.now() - _QUIET).exists()
    todo = "เปิดเครื่องที่เงียบไปนาน ต่อเน็ต แล้วเปิดหน้าผังโต๊ะค้างไว้จนขึ้นว่าบันทึกแล้ว"
    return Line(name, f"{count} เครื่อง", todo if quiet else "", devices=tuple(waiting[:MOST_SHOWN]))


def _printing() -> Iterator[Line]:
    found = jobs.trouble(timezone.now())
    trouble = found.jobs
    if not (trouble or Printer.objects.filter(active=True).exists()):
        return
    fact = printing_trouble.told(trouble[0], found) if trouble else "ไม่มีงานพิมพ์ค้าง"
    todo = f"{len(trouble)} งาน ดูและแก้ที่หน้างานพิมพ์ (/pos/printing/)" if trouble else ""
    yield Line("เครื่องพิมพ์", fact, todo)


def _backup() -> Line:
    todo = {
        "never": "ยังไม่มีข้อมูลสำรองเลย ถ้าเครื่องเสียวันนี้ข้อมูลหายหมด ให้ตั้งการสำรองตาม docs/backup.md",
        "too_old": "การสำรองประจำวันไม่ได้ทำงาน ตรวจตัวตั้งเวลา แล้วสั่ง manage.py backup",
        "failed": "การสำรองครั้งล่าสุดล้มเหลว อ่านบันทึก แก้สาเหตุ แล้วสั่ง manage.py backup",
    }
    return _runs("การสำรองข้อมูล", backup_standing(), todo)


def _archiving() -> Iterator[Line]:
    if connection.vendor != "postgresql":
        return  # what SQLite changes is in its next copy
    name = "การส่งความเปลี่ยนแปลงเข้าที่เก็บ"
    if settings.DEMO:
        yield Line(name, "ร้านสาธิตไม่ต้องสำรอง")
        return
    found = archiving.current()
    when = f"{thai_datetime(found.last_success)} น." if found.last_success else "ไม่เคย"
    yield Line(name, f"สำเร็จล่าสุด {when}", archiving.trouble(found))


def _drill() -> Line:
    todo = {
        "never": "ยังไม่เคยลองกู้คืน จึงยังไม่รู้ว่าข้อมูลสำรองใช้ได้จริง ให้ซ้อมตาม docs/backup.md",
        "too_old": "ไม่ได้ซ้อมกู้คืนเกิน 35 วัน ให้ซ้อมภายในสัปดาห์นี้",
        "failed": "ซ้อมกู้คืนครั้งล่าสุดไม่สำเร็จ ข้อมูลสำรองอาจใช้ไม่ได้ ให้สำรองใหม่แล้วซ้อมอีกครั้งวันนี้",
    }
    return _runs("การซ้อมกู้คืน", drill_standing(), todo)


def _runs(name: str, standing: Standing, todo: dict[str, str]) -> Line:
    if settings.DEMO and not standing.last:
        return Line(name, "ร้านสาธิตไม่ต้องสำรอง")
    facts = [f"สำเร็จล่าสุด {_when(standing.last_good)}"]
    if standing.last and not standing.last.succeeded:
        facts.append(f"ครั้งล่าสุดล้มเหลวเมื่อ {_when(standing.last)}")
    return Line(name, " · ".join(facts), todo.get(standing.trouble, ""))


def _when(run: BackupRun | None) -> str:
    return f"{thai_datetime(run.ended_at)} น. ({run.get_kind_display()})" if run else "ไม่เคย"


def _version() -> Line:
    return Line("รุ่นของระบบ", settings.VERSION)
