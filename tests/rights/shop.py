"""A shop in which every address has a row to show, and what is sent to each of them."""

import json
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from devices_app.models import Device, LostCommand, SetAside
from orders_app.models import Order, PrintJob, Slip
from orders_app.printing import jobs
from tests.cast import Cast
from tests.orders_app.good_requests import DECLARED, GoodRequest, good_requests
from tests.orders_app.kitchens import make_printer, make_station
from tests.program import new_key
from tests.rights.routes import Route

_COMMAND = {command.name: name for name, command in DECLARED.items()}


@dataclass(frozen=True)
class Shop:
    """The good requests there are, and the rows that routes and forms are filled with.

    `rows` holds them by the id's name, `names` those that have one of their own, `shown` the row
    that the admin's pages about a model show.
    """

    cast: Cast
    requests: dict[str, GoodRequest]
    rows: dict[str, object]
    names: dict[str, object]
    shown: dict[str, object]

    def ids(self, route: Route) -> dict[str, str]:
        """Return what stands in place of each id of `route`: rows that there are."""
        told = {name: self.rows[name] for name in route.ids if name in self.rows}
        told |= {name: self.names[name] for name in route.names}
        if "object_id" in route.ids:
            told["object_id"] = self.shown["/".join(route.address.split("/")[2:4])]
        return {name: str(value) for name, value in told.items()}

    def send(self, client: Client, route: Route, **ids: str) -> HttpResponse:
        """Ask for `route` with its good ids, but for `ids`, and a good body."""
        path = route.address.format(**self.ids(route) | ids)
        if route.verb == "GET":
            return client.get(path)
        if route.is_page:
            return client.post(path, self._form(route))
        body = {"idempotency_key": new_key()}
        if route.name in _COMMAND:
            body |= self.requests[_COMMAND[route.name]].body
        return client.post(path, json.dumps(body), content_type="application/json")

    def _form(self, route: Route) -> dict[str, str]:
        """One form that each page finds its fields in."""
        form = {"key": new_key(), "reason": "สั่งผิด", "line": f"{self.cast.satay.pk}:1"}
        if route.name == "orders:pay":
            return form | {"total": "145", "method": "cash", "amount": "200"}
        if route.name == "orders:mark":
            return form | {"card": self.rows["slip"]}
        return form | {"order_id": self.rows["order_id"]}


def make_shop(cast: Cast) -> Shop:
    """Seat a party, tell the kitchen, let a device report."""
    station = make_station("ครัวร้อน", "ข้าว")
    printer = make_printer(station)
    requests = good_requests(cast)
    order = Order.objects.get(table=cast.table)
    line = order.items.earliest("pk")
    device = Device.objects.create(client_id=uuid4(), last_seen=timezone.now())
    SetAside.objects.create(device=device, sequence=1, reason="ทดสอบ")
    LostCommand.objects.create(device=device, sequence=2)
    job = PrintJob.objects.earliest("pk")
    jobs.claim(job)
    jobs.end(job, jobs.STATE.UNKNOWN, jobs.STOPPED)
    rows = {
        "table_id": cast.table.pk,
        "station_id": station.pk,
        "order_id": order.pk,
        "item_id": line.pk,
        "slip": Slip.objects.earliest("pk").pk,
        "printer_id": printer.pk,
        "job_id": job.pk,
        "id": cast.cashier.pk,
        "app_label": "menu_app",
        "content_type_id": ContentType.objects.get_for_model(Order).pk,
        "url": "nothing",
    }
    shown = {
        f"{model._meta.app_label}/{model._meta.model_name}": model._base_manager.earliest("pk").pk
        for model in admin.site._registry
    }
    shown["r/{content_type_id}"] = order.pk
    return Shop(cast, requests, rows, {"order_id": order.uid, "item_id": line.uid}, shown)
