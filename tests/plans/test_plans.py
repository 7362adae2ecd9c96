"""No screen and no command reads more because the shop has years behind it."""

import pytest
from django.test import Client

from core_app.models import AuditEvent
from menu_app.models import Station
from orders_app.models import Order
from tests.admin.test_pages import PAGES
from tests.cast import PASSWORD
from tests.orders_app.good_requests import COMMANDS, good_request
from tests.pages.every import SCREENS
from tests.plans.judge import judged
from tests.program import Program, new_key

pytestmark = pytest.mark.django_db

SCREEN_ANSWERS = (200, 400, 401, 403, 404, 409, 422)
OF_THE_TILL = (
    "/pos/floor/",
    "/pos/orders/?page=2",
    "/pos/orders/?status=open",
    "/pos/orders/?status=paid",
    "/pos/orders/?status=cancelled",
    "/pos/orders/?day={yesterday}",
    "/pos/orders/?day={yesterday}&status=open",
    "/pos/orders/?day={yesterday}&page=2",
)
OF_THE_API = (
    "/tables",
    "/menus",
    "/orders",
    "/orders?page=2&page_size=100",
    "/orders?page=20",
    "/orders?status=open",
    "/orders?status=paid",
    "/orders?status=cancelled",
    "/orders?table_id={table}",
    "/orders?table_id={table}&status=open",
    "/orders?table_id={old_table}",
    "/orders?table_id={old_table}&status=paid",
    "/orders/{order}",
    "/orders/{uid}",
)
OF_THE_ADMIN = (
    *PAGES,
    "orders_app/order/?p=2",
    "orders_app/order/?status__exact=open",
    "orders_app/order/?status__exact=paid",
    "orders_app/order/?status__exact=cancelled",
    "orders_app/order/?payment_method__exact=qr",
    "orders_app/order/?q={order}",
    "orders_app/order/?q=โต๊ะ+1",
    "orders_app/order/?q=โต๊ะทดสอบ",
    "orders_app/order/15000/change/",
    "core_app/auditevent/?p=2",
    "core_app/auditevent/?q={order}",
    "core_app/auditevent/?action=order.paid",
)


@pytest.fixture
def words(shop) -> dict:
    """What stands in an address for the rows it is about."""
    old = Order.objects.get(pk=15_000)
    return {
        "order": shop.lunch.pk,
        "uid": shop.lunch.uid,
        "table": shop.cast.table.pk,
        "old_table": old.table_id,
        "yesterday": Order.objects.get(pk=29_700).business_date,
        "dish": shop.cast.pad_thai.pk,
        "unsold": shop.cast.satay.pk,
        "zone": shop.cast.table.zone_id,
        "staff": shop.cast.cashier.pk,
        "manager": shop.cast.manager.pk,
        "station": Station.objects.get(name="เตาเดียว").pk,
        "event": AuditEvent.objects.latest("pk").pk,
    }


def assert_little_is_read(show, *good: int) -> None:
    with judged() as verdict:
        answer = show()
    assert answer in good
    assert not verdict.faults, "\n\n".join(verdict.faults)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_reads_little(shop, name):
    assert_little_is_read(lambda: SCREENS[name](shop).status, *SCREEN_ANSWERS)


@pytest.mark.parametrize("path", OF_THE_TILL)
def test_a_list_of_the_till_reads_little(shop, words, path):
    assert_little_is_read(lambda: shop.till.see(path.format(**words)).status, 200)


def test_a_floor_where_nothing_is_new_reads_little(shop):
    tag = {"if-none-match": shop.till.see("/pos/floor/").response["ETag"]}
    assert_little_is_read(lambda: shop.till.see("/pos/floor/", **tag).status, 304)


@pytest.mark.parametrize("path", ["/kitchen/{station}/", "/kitchen/serving/"])
def test_a_screen_of_the_kitchen_reads_little(shop, words, path):
    assert_little_is_read(lambda: shop.stove.see(path.format(**words)).status, 200)


@pytest.mark.parametrize("path", OF_THE_API)
def test_an_answer_of_the_api_reads_little(shop, words, path):
    assert_little_is_read(lambda: shop.program.get(path.format(**words)).status_code, 200)


@pytest.mark.parametrize("path", OF_THE_ADMIN)
def test_a_page_of_the_admin_reads_little(shop, words, path):
    office = Client()
    office.force_login(shop.cast.manager)
    assert_little_is_read(lambda: office.get("/admin/" + path.format(**words)).status_code, 200)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_reads_little(shop, name):
    shop.pay()
    request, key = good_request(name, shop.cast), new_key()
    manager = Program(shop.cast.manager)
    assert_little_is_read(lambda: request.send(manager, key).status_code, 200, 201)
    assert_little_is_read(lambda: request.send(manager, key).status_code, 200, 201)


def test_logging_in_reads_little(shop):
    name = {"username": "cashier", "password": PASSWORD}
    assert_little_is_read(lambda: shop.program.post("/auth/login", name).status_code, 200)
