"""How long pages and lists take in a shop with years behind it: `python -m tests.load.pages`.

Asks the shop of DATABASE_URL or VAR_DIR that tests/load/big_shop.py has filled, in this process, as
a manager, and prints milliseconds, medians each: what it took, and this process's own processor
time, which other work on the machine changes less (on SQLite the database is in it). Six tables
are opened first, if none is, for a shop in the evening. The figures go into docs/performance.md by
hand.
"""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pos_project.settings")
os.environ["POS_COMMAND"] = "1"
django.setup()

from django.conf import settings  # noqa: E402 (settings stand first)
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from orders_app.models import Order  # noqa: E402
from staff_app.models import Role, User  # noqa: E402
from tables_app.models import Table  # noqa: E402
from tests.program import Program  # noqa: E402

TIMES = 7
FLOOR = "/pos/floor/"
PATHS = (
    "/pos/", FLOOR, "/pos/tables/{free}/", "/pos/orders/{open}/pay/", "/pos/orders/{old}/receipt/",
    "/pos/orders/", "/pos/orders/?day={day}", "/pos/prices/", "/pos/tills/", "/pos/status/",
    "/orders", "/orders?page=50", "/orders?page=6000", "/orders?status=open", "/orders?table_id=1",
    "/admin/orders_app/order/", "/admin/orders_app/order/?status__exact=paid",
    "/admin/orders_app/order/?payment_method__exact=qr", "/admin/orders_app/order/?q=12",
    "/admin/orders_app/order/{old}/change/", "/admin/core_app/auditevent/",
    "/admin/core_app/auditevent/?action=order.paid", "/admin/staff_app/user/{manager}/change/",
)  # fmt: skip


def milliseconds(client: Client, path: str, **headers: str) -> tuple[float, float]:
    """Ask for a page several times; return what it took and its processor time, medians."""
    took, worked = [], []
    for _ in range(TIMES + 1):
        started, began = time.perf_counter(), time.process_time()
        answer = client.get(path, headers=headers)
        took.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - began) * 1000)
        assert answer.status_code in (200, 304), (path, answer.status_code)
    return statistics.median(took[1:]), statistics.median(worked[1:])


def open_tables(manager: User) -> None:
    """Let six parties sit down, if nobody sits."""
    if Order.objects.filter(status=Order.Status.OPEN).exists():
        return
    for table in Table.objects.order_by("pk")[:6]:
        items = [{"menu_id": 1, "qty": 2}, {"menu_id": 2, "qty": 1}]
        answer = Program(manager).command("/orders", table_id=table.pk, items=items)
        assert answer.status_code == 201, answer.content


def main() -> None:
    """Print a line for each page."""
    settings.ALLOWED_HOSTS = ["testserver"]
    manager = User.objects.filter(role=Role.MANAGER).earliest("pk")
    open_tables(manager)
    client = Client()
    client.force_login(manager)
    old = Order.objects.get(pk=Order.objects.latest("pk").pk // 2)
    words = {"old": old.pk, "day": old.business_date or timezone.localdate()}
    words |= {"free": Table.objects.latest("pk").pk, "manager": manager.pk}
    words["open"] = Order.objects.filter(status=Order.Status.OPEN).earliest("pk").pk
    tag = client.get(FLOOR)["ETag"]
    told = {f"{FLOOR} (304)": milliseconds(client, FLOOR, **{"if-none-match": tag})}
    told |= {path: milliseconds(client, path.format(**words)) for path in PATHS}
    for path, took in told.items():
        print(f"{path:<55}{took[0]:>8.1f}{took[1]:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
