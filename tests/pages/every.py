"""Every screen there is, so that a rule for all screens is tried on all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from operations_app.backups import new_epoch
from orders_app.models import Order, PrintJob
from orders_app.printing import jobs
from staff_app.models import Role
from tests.cast import Cast, StaffFactory
from tests.orders_app.kitchens import make_printer, make_station
from tests.pages.visitor import Page, Visitor
from tests.program import Program
from tests.restored.device import Device
from tests.words import with_pin


@dataclass(frozen=True)
class Shop:
    """Everybody and everything a screen may need to be shown."""

    cast: Cast
    till: Visitor
    office: Visitor
    stove: Visitor
    lunch: Order
    program: Program

    @property
    def pad(self) -> str:
        return f"/pos/tables/{self.cast.table.pk}/"

    def order(self, screen: str) -> str:
        return f"/pos/orders/{self.lunch.pk}/{screen}/"

    def pay(self) -> None:
        self.program.command(f"/orders/{self.lunch.pk}/pay", payment_method="qr")


def _paid(shop: Shop, screen: str) -> Page:
    shop.pay()
    return shop.till.see(shop.order(screen))


def _trouble(shop: Shop) -> Page:
    Order.objects.filter(pk=shop.lunch.pk).update(created_at=timezone.now() - timedelta(hours=3))
    return shop.office.see("/pos/status/")


def _restored(shop: Shop) -> Page:
    """It waits for a device, and an order has lost its table."""
    Device(shop.cast.cashier).report()
    new_epoch.begin(using="default")
    Order.objects.create(kind=Order.Kind.NO_TABLE, opened_by=shop.cast.cashier)
    return shop.office.see("/pos/restored/")


def _kitchen(shop: Shop) -> Page:
    """One card to make with a dish done, one that was taken back, one just done."""
    station = make_station("ครัวร้อน", "ข้าว", "เครื่องดื่ม")
    lines = [
        {"menu_id": shop.cast.pad_thai.pk, "qty": 2},
        {"menu_id": shop.cast.satay.pk, "qty": 1},
    ]
    path = f"/orders/{shop.lunch.pk}"
    added = [shop.program.command(f"{path}/items", items=lines).json() for _ in range(2)]
    shop.program.command(f"{path}/items/{added[1]['items'][0]['id']}/void", reason="สั่งผิด")
    page = shop.stove.see(f"/kitchen/{station.pk}/")
    first = page.root.all("button", name="card")[0]
    page = shop.stove.press(page, first.name)
    return shop.stove.press(page, "รับทราบ")


def _approval(shop: Shop) -> Page:
    """A colleague's cashier wants to cancel what stands, and two managers may say yes."""
    for manager in (shop.cast.manager, StaffFactory(username="มานี", role=Role.MANAGER)):
        with_pin(manager)
    return shop.till.press(shop.till.see(shop.pad), "ยกเลิกออเดอร์", reason="ลูกค้ายกเลิก")


def _approval_refused(shop: Shop) -> Page:
    page = _approval(shop)
    return shop.till.press(page, "อนุมัติ", approver=str(shop.cast.manager.pk), pin="111111")


def _serving(shop: Shop) -> Page:
    """A tray that is ready in part."""
    _kitchen(shop)
    return shop.stove.see("/kitchen/serving/")


def _exceptions(shop: Shop) -> Page:
    """A dish was voided, and somebody looked where they may not."""
    line = shop.program.get(f"/orders/{shop.lunch.pk}").json()["items"][0]["id"]
    shop.program.command(f"/orders/{shop.lunch.pk}/items/{line}/void", reason="สั่งผิด")
    shop.stove.see("/pos/")
    return shop.office.see("/reports/exceptions/")


def _sold_out(shop: Shop) -> Page:
    """A dish is off for today, another is counted."""
    page = shop.till.press(shop.till.see("/pos/sold-out/"), "หมดวันนี้ สะเต๊ะ")
    return shop.till.press(page, "ตั้งจำนวนที่เหลือ ผัดไทย", portions="3")


def _printing(shop: Shop) -> Page:
    """A slip that may be on paper, one that waits for its printer."""
    make_printer(make_station("ครัวร้อน", "ข้าว"))
    for _ in range(2):
        items = [{"menu_id": shop.cast.pad_thai.pk, "qty": 2}]
        shop.program.command(f"/orders/{shop.lunch.pk}/items", items=items)
    job = PrintJob.objects.earliest("pk")
    jobs.claim(job)
    jobs.end(job, jobs.STATE.UNKNOWN, "hung_up")
    jobs.fail(PrintJob.objects.latest("pk"), "no_paper")
    return shop.stove.see("/pos/printing/")


SCREENS: dict[str, Callable[[Shop], Page]] = {
    "log-in": lambda shop: Visitor().see("/pos/login/"),
    "log-in refused": lambda shop: Visitor().press(
        Visitor().see("/pos/login/"), "เข้าสู่ระบบ", username="x", password="y"
    ),
    "map": lambda shop: shop.till.see("/pos/"),
    "map of the manager": lambda shop: shop.office.see("/pos/"),
    "pad of a free table": lambda shop: shop.till.see(
        f"/pos/tables/{shop.cast.other_table.pk}/?line={shop.cast.satay.pk}:2"
    ),
    "pad of an order": lambda shop: shop.till.see(f"{shop.pad}?line={shop.cast.satay.pk}:2"),
    "pad of the manager": lambda shop: shop.office.see(shop.pad),
    "pad with a refusal": lambda shop: shop.till.press(shop.till.see(shop.pad), "ยืนยันออเดอร์"),
    "payment": lambda shop: shop.till.see(shop.order("pay")),
    "payment refused": lambda shop: shop.till.press(
        shop.till.see(shop.order("pay")), "เงินสด", amount="1"
    ),
    "change": lambda shop: _paid(shop, "paid"),
    "receipt": lambda shop: _paid(shop, "receipt"),
    "bill": lambda shop: shop.till.see(shop.order("receipt")),
    "today": lambda shop: shop.till.see("/pos/orders/"),
    "tills": lambda shop: shop.office.see("/pos/tills/"),
    "never restored": lambda shop: shop.office.see("/pos/restored/"),
    "restored": _restored,
    "prices": lambda shop: shop.office.see("/pos/prices/"),
    "exceptions": _exceptions,
    "sold out": _sold_out,
    "printing": _printing,
    "status": lambda shop: shop.office.see("/pos/status/"),
    "status in trouble": _trouble,
    "today of the cook": lambda shop: shop.stove.see("/pos/orders/"),
    "kitchen": _kitchen,
    "serving": _serving,
    "kitchens": lambda shop: shop.stove.see("/kitchen/"),
    "approval": _approval,
    "approval refused": _approval_refused,
    "shell": lambda shop: shop.till.see("/pos/shell/"),
    "not found": lambda shop: shop.till.see("/pos/nowhere"),
    "not allowed": lambda shop: shop.stove.see("/pos/"),
}
every_screen = pytest.mark.parametrize("show", SCREENS.values(), ids=SCREENS)
