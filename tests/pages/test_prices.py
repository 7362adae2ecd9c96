"""/pos/prices/: what was sold at another price than the menu's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devices_app.models import Device
from menu_app.models import MenuItem, MenuPrice
from orders_app.models import OrderItem
from reports_app import views as prices
from staff_app.models import User
from tests.devices_app.till import Till
from tests.pages.test_budget import MOST, statements
from tests.pages.visitor import Page, Visitor

PATH = "/pos/prices/"


def rows(page: Page) -> list[list[str]]:
    return [row.texts("td") for row in page.root.one("tbody").all("tr")]


@pytest.fixture
def device(program) -> Till:
    device = Till(program)
    device.report()
    return device


def sell_late(device: Till, cast, qty: int = 1, author: User | None = None) -> int:
    """Sell pad thai for 60, as `author` saw it two hours ago; return the order's id."""
    MenuPrice.objects.update(since=timezone.now() - timedelta(days=9))
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=65)
    items = [{"menu_id": cast.pad_thai.pk, "qty": qty, "price": 60}]
    items.append({"menu_id": cast.satay.pk, "qty": 1, "price": 62.5})
    answer = device.send(
        "/orders",
        table_id=cast.table.pk,
        items=items,
        author=author or cast.other_cashier,
        occurred_at=timezone.now() - timedelta(hours=2),
    )
    assert answer.status_code == 201, answer.content
    return answer.json()["order_id"]


def test_every_difference_says_which_order_dish_prices_who_where_and_when(office, device, cast):
    order_id = sell_late(device, cast, qty=2)
    (row,) = rows(office.see(PATH))
    assert row[0].endswith("น.")
    assert row[1:] == [
        f"{order_id} · {cast.table.name}",
        "ผัดไทย × 2",
        "฿60.00",
        "฿65.00",
        f"{cast.other_cashier} ส่งโดย {cast.cashier}",
        str(Device.objects.get()),
    ]


def test_what_its_seller_sent_names_no_sender(office, device, cast):
    sell_late(device, cast, author=cast.cashier)
    assert rows(office.see(PATH))[0][5] == str(cast.cashier)


def test_a_difference_of_an_earlier_release_names_no_device(office, cast, lunch):
    OrderItem.objects.create(
        order=lunch, menu=cast.satay, name="สะเต๊ะ", qty=1, price=60, menu_price="62.50"
    )
    assert rows(office.see(PATH))[0][5:] == ["–", "–"]


def test_a_shop_without_differences_says_so(office, lunch):
    assert rows(office.see(PATH)) == [["ทุกรายการขายตามราคาเมนู"]]


def test_of_many_the_newest_come_first_and_none_is_left_out(office, cast, lunch, monkeypatch):
    monkeypatch.setattr(prices, "_PER_PAGE", 2)
    for qty in (1, 2, 3):
        OrderItem.objects.create(
            order=lunch, menu=cast.satay, name="สะเต๊ะ", qty=qty, price=60, menu_price=61
        )
    pages = [rows(office.see(f"{PATH}?page={number}")) for number in (1, 2)]
    assert [[row[2] for row in page] for page in pages] == [
        ["สะเต๊ะ × 3", "สะเต๊ะ × 2"],
        ["สะเต๊ะ × 1"],
    ]


def test_it_asks_little(office, device, cast):
    sell_late(device, cast)
    assert len(statements(office, PATH)) <= MOST


def test_a_manager_finds_it_from_todays_orders(office, till, lunch):
    assert PATH in {link.attrs.get("href") for link in office.see("/pos/orders/").root.all("a")}
    assert PATH not in {link.attrs.get("href") for link in till.see("/pos/orders/").root.all("a")}


@pytest.mark.parametrize("who", ["cashier", "cook"])
def test_only_managers_see_it(cast, who):
    assert Visitor(getattr(cast, who)).see(PATH).status == 403
