"""A price its guest was told stands, when a device's command waited with it and it was true."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from core_app.models import AuditEvent
from menu_app.models import MenuItem, MenuPrice
from orders_app.commands.adding import add_items
from orders_app.models import Order, OrderItem
from tests.admin.pages import text_of
from tests.devices_app.till import Till
from tests.expect import nothing_written, refused
from tests.orders_app.test_statement_budgets import in_budget, statements
from tests.program import new_key

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def order_id(program, cast) -> int:
    """An order that stands since two days."""
    order_id = program.open(cast)
    Order.objects.update(created_at=timezone.now() - 2 * DAY)
    return order_id


@pytest.fixture
def dearer(cast) -> MenuItem:
    """Pad thai, which cost 60 for ten days and costs 65 since an hour ago."""
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=65)
    first, second = MenuPrice.objects.filter(menu_id=cast.pad_thai.pk).order_by("since", "id")
    now = timezone.now()
    MenuPrice.objects.filter(pk=first.pk).update(since=now - 10 * DAY)
    MenuPrice.objects.filter(pk=second.pk).update(since=now - HOUR)
    return MenuItem.objects.get(pk=cast.pad_thai.pk)


def add(program, order_id: int, *lines: dict, ago: timedelta | None = 2 * HOUR):
    """Add lines as a till that tapped them `ago` (None = it tells no time)."""
    tapped = None if ago is None else timezone.now() - ago
    return Till(program).send(f"/orders/{order_id}/items", items=list(lines), occurred_at=tapped)


def past(dish: MenuItem, *prices: tuple[int, timedelta]) -> None:
    """Write a past: each price with how long ago it began. The last one stands."""
    MenuPrice.objects.filter(menu_id=dish.pk).delete()
    for price, ago in prices:
        MenuPrice.objects.create(menu_id=dish.pk, price=price, since=timezone.now() - ago)


def line(dish, price=None, qty: int = 1) -> dict:
    return {"menu_id": dish.pk, "qty": qty} | ({} if price is None else {"price": price})


def prices(order_id: int) -> list[tuple[Decimal, Decimal | None]]:
    return list(
        OrderItem.objects.filter(order_id=order_id)
        .order_by("id")
        .values_list("price", "menu_price")
    )


def test_the_price_the_guest_saw_stands(program, order_id, dearer):
    answer = add(program, order_id, line(dearer, 60, qty=2), ago=2 * HOUR)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["items"][0]["price"], answer.json()["total_price"]) == (60, 120)


def test_the_menus_price_is_kept_beside_it(program, order_id, dearer):
    add(program, order_id, line(dearer, 60), ago=2 * HOUR)
    assert prices(order_id) == [(60, 65)]


def test_a_price_that_is_still_the_menus_leaves_nothing_beside_it(program, order_id, cast):
    add(program, order_id, line(cast.pad_thai, 60), line(cast.satay, 62.5))
    assert prices(order_id) == [(60, None), (Decimal("62.50"), None)]


def test_a_line_without_a_price_costs_what_the_menu_says(program, order_id, dearer):
    add(program, order_id, line(dearer), ago=2 * HOUR)
    assert prices(order_id) == [(65, None)]


def test_todays_price_is_taken_whatever_the_clock_says(program, order_id, dearer):
    for ago in (9 * DAY, -9 * DAY):
        assert add(program, order_id, line(dearer, 65), ago=ago).status_code == 201


@pytest.mark.parametrize("ago", [2 * MINUTE, HOUR, DAY - MINUTE])
def test_a_price_that_waited_up_to_a_day_stands(program, order_id, dearer, ago):
    assert add(program, order_id, line(dearer, 60), ago=ago).status_code == 201


@pytest.mark.parametrize("ago", [-2 * DAY, -MINUTE, timedelta(0), MINUTE - 5 * SECOND, None])
def test_who_is_still_there_is_asked_back(program, order_id, dearer, ago):
    """A tap in the future counts as one of now."""
    refused(add(program, order_id, line(dearer, 60), ago=ago), 409, "PRICE_CHANGED")
    assert prices(order_id) == []


def test_asked_back_the_cashier_confirms_at_the_price_of_now(program, order_id, dearer):
    till = Till(program)
    path = f"/orders/{order_id}/items"
    tapped = timezone.now()
    lines = [line(dearer, 60, qty=2)]
    body = refused(till.send(path, items=lines, occurred_at=tapped), 409, "PRICE_CHANGED")
    lines = [line(dearer, body["prices"][0]["price"], qty=2)]
    assert till.send(path, items=lines, occurred_at=tapped).json()["total_price"] == 130


@pytest.mark.parametrize("ago", [DAY + MINUTE, 12 * DAY, 500 * DAY])
def test_a_price_from_another_time_is_refused(program, order_id, dearer, ago):
    body = refused(add(program, order_id, line(dearer, 60), ago=ago), 409, "PRICE_CHANGED")
    assert body["prices"] == [{"menu_id": dearer.pk, "name": "ผัดไทย", "price": 65}]
    assert "ผัดไทย ฿65.00" in body["message"]


@pytest.mark.parametrize("price", [59.99, 0, 1, 64, 99999999.99])
def test_a_price_the_menu_never_had_is_refused_and_nothing_is_added(
    program, order_id, cast, dearer, price
):
    lines = (line(cast.satay), line(dearer, price), line(cast.lime_juice, 25))
    refused(add(program, order_id, *lines, ago=HOUR), 409, "PRICE_CHANGED")
    assert prices(order_id) == []
    order = Order.objects.get(pk=order_id)
    assert (order.total_price, order.version) == (0, 1)
    assert not AuditEvent.objects.filter(action="order.items_added").exists()


def test_a_price_typed_500_days_ago_is_no_price(program, order_id, cast):
    """A mistyped 5 baht of long ago, asked for as if it were tapped then, or an hour ago."""
    past(cast.pad_thai, (5, 500 * DAY), (60, 499 * DAY))
    for ago in (499 * DAY + HOUR, HOUR):
        refused(add(program, order_id, line(cast.pad_thai, 5), ago=ago), 409, "PRICE_CHANGED")


@pytest.mark.parametrize(("stood", "status"), [(5 * MINUTE - SECOND, 409), (6 * MINUTE, 201)])
def test_a_slip_that_was_soon_corrected_is_no_price(program, order_id, cast, stood, status):
    past(cast.pad_thai, (50, 9 * DAY), (5000, HOUR), (60, HOUR - stood))
    answer = add(program, order_id, line(cast.pad_thai, 5000), ago=HOUR - MINUTE)
    assert answer.status_code == status


def test_a_price_that_came_after_the_tap_is_no_price(program, order_id, cast):
    past(cast.pad_thai, (50, 9 * DAY), (70, HOUR), (60, 30 * MINUTE))
    refused(add(program, order_id, line(cast.pad_thai, 70), ago=2 * HOUR), 409, "PRICE_CHANGED")


def test_a_program_quotes_no_price(program, order_id, dearer):
    """Only a device's numbered command may: a token alone cannot have shown it to a guest."""
    told = {
        "items": [line(dearer, 60)],
        "occurred_at": (timezone.now() - 2 * HOUR).isoformat(),
    }
    path, till = f"/orders/{order_id}/items", str(Till(program).client_id)
    for headers in ({}, {"X-Till": till}, {"X-Till-Act": "1"}):
        body = told | {"idempotency_key": new_key()}
        refused(program.post(path, body, **headers), 409, "PRICE_CHANGED")
    assert prices(order_id) == []


def test_no_price_is_quoted_before_the_order_opened(program, order_id, dearer):
    Order.objects.update(created_at=timezone.now() - HOUR)
    refused(add(program, order_id, line(dearer, 60), ago=2 * HOUR), 409, "PRICE_CHANGED")
    assert add(program, order_id, line(dearer, 60), ago=50 * MINUTE).status_code == 201


def test_a_device_adds_to_an_order_that_it_opened_without_its_server(program, cast, dearer):
    till, now = Till(program), timezone.now()
    opening = [line(dearer, 60)]
    answer = till.send("/orders", table_id=cast.table.pk, items=opening, occurred_at=now - 3 * HOUR)
    path = f"/orders/{answer.json()['order_id']}/items"
    for ago, status in ((2 * HOUR, 201), (4 * HOUR, 409)):
        answer = till.send(path, items=opening, occurred_at=now - ago)
        assert answer.status_code == status
    other = Till(program).send(path, items=opening, occurred_at=now - 2 * HOUR)
    refused(other, 409, "PRICE_CHANGED")  # on another device it was not open yet


def test_the_price_of_another_dish_is_no_price(program, order_id, cast):
    refused(add(program, order_id, line(cast.pad_thai, 25)), 409, "PRICE_CHANGED")


def test_every_dish_with_a_wrong_price_is_named_once(program, order_id, cast, dearer):
    lines = (line(cast.satay, 1), line(dearer, 2), line(dearer, 3), line(cast.lime_juice, 25))
    body = refused(add(program, order_id, *lines), 409, "PRICE_CHANGED")
    assert [each["menu_id"] for each in body["prices"]] == [dearer.pk, cast.satay.pk]


def test_the_same_dish_stands_twice_at_two_prices(program, order_id, dearer):
    answer = add(program, order_id, line(dearer, 60, qty=3), line(dearer, 65), line(dearer))
    assert answer.json()["total_price"] == 310
    assert prices(order_id) == [(60, 65), (65, None), (65, None)]


def test_the_total_stands_until_it_is_paid(program, order_id, dearer):
    add(program, order_id, line(dearer, 60, qty=2), ago=2 * HOUR)
    MenuItem.objects.update(price=99)
    answer = program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=120)
    assert (answer.json()["total_price"], answer.json()["change"]) == (120, 0)
    assert prices(order_id) == [(60, 65)]


def test_a_table_opens_with_the_prices_its_guests_were_told(program, cast, dearer):
    tapped, till = timezone.now() - 2 * HOUR, Till(program)
    items = [line(dearer, 60)]
    answer = till.send("/orders", table_id=cast.table.pk, items=items, occurred_at=tapped)
    assert answer.json()["total_price"] == 60
    items = [line(dearer, 1)]
    answer = till.send("/orders", table_id=cast.other_table.pk, items=items, occurred_at=tapped)
    refused(answer, 409, "PRICE_CHANGED")
    assert Order.objects.count() == 1


def test_a_refused_price_is_refused_again_under_its_key(program, order_id, dearer):
    body = {"items": [line(dearer, 1)], "idempotency_key": "haggling"}
    first = program.post(f"/orders/{order_id}/items", body)
    with nothing_written():
        again = program.post(f"/orders/{order_id}/items", body)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


def test_another_price_under_the_same_key_is_another_request(program, order_id, dearer):
    body = {"items": [line(dearer, 65)], "idempotency_key": "k"}
    assert program.post(f"/orders/{order_id}/items", body).status_code == 201
    for other in ({"items": [line(dearer, 60)]}, {"items": [line(dearer)]}):
        answer = program.post(f"/orders/{order_id}/items", body | other)
        refused(answer, 422, "DUPLICATE_REQUEST")


def test_a_price_written_another_way_is_the_same_request(program, order_id, dearer):
    body = {"items": [line(dearer, 65)], "idempotency_key": "k"}
    first = program.post(f"/orders/{order_id}/items", body)
    again = program.post(f"/orders/{order_id}/items", body | {"items": [line(dearer, 65.0)]})
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


@pytest.mark.parametrize("price", ["60", True, -1, 60.001, 10**8, "NaN", [], {}], ids=repr)
def test_what_is_no_amount_is_no_price(program, order_id, cast, price):
    with nothing_written():
        body = refused(add(program, order_id, line(cast.pad_thai, price)), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["items.0.price"]


def test_managers_see_the_difference(program, order_id, cast, dearer):
    add(program, order_id, line(dearer, 60), line(cast.satay), ago=2 * HOUR)
    client = Client()
    client.force_login(cast.manager)
    text = text_of(client.get(f"/admin/orders_app/order/{order_id}/change/"))
    assert text.count("ต่างจากเมนู 65.00") == 1
    assert "ราคาต่างจากเมนู: ผัดไทย 60.00 (เมนู 65.00)" in text


def test_the_audit_log_tells_of_differences_and_only_of_them(program, order_id, cast, dearer):
    add(program, order_id, line(dearer, 60), line(cast.satay), ago=2 * HOUR)
    add(program, order_id, line(cast.satay, 62.5))
    first, second = AuditEvent.objects.filter(action="order.items_added").order_by("pk")
    assert first.details["price_differences"] == ["ผัดไทย 60.00 (เมนู 65.00)"]
    assert "price_differences" not in second.details


@pytest.mark.django_db(transaction=True)
def test_a_told_price_keeps_to_the_budget(program, order_id, cast, dearer):
    lines = [line(dearer, 60), line(cast.satay, 62.5), line(dearer, 65)]
    _, work = statements(lambda: add(program, order_id, *lines, ago=2 * HOUR))
    in_budget(work, add_items.statements + 1)  # and one look at the history of prices
