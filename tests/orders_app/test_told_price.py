"""A line may bring the price its guest was told; it stands if the menu really had it then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from core_app.models import AuditEvent
from menu_app.models import MenuItem, MenuPrice
from orders_app.models import Order, OrderItem
from tests.admin.pages import text_of
from tests.expect import nothing_written, refused
from tests.orders_app.test_statement_budgets import ACT_BUDGETS, in_budget, statements

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def order_id(program, cast) -> int:
    return program.open(cast)


@pytest.fixture
def dearer(cast) -> MenuItem:
    """Pad thai, which cost 60 for ten days and costs 65 since an hour ago."""
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=65)
    first, second = MenuPrice.objects.filter(menu_id=cast.pad_thai.pk).order_by("since", "id")
    now = timezone.now()
    MenuPrice.objects.filter(pk=first.pk).update(since=now - 10 * DAY)
    MenuPrice.objects.filter(pk=second.pk).update(since=now - HOUR)
    return MenuItem.objects.get(pk=cast.pad_thai.pk)


def add(program, order_id: int, *lines: dict, ago: timedelta | None = None):
    """Add lines that were tapped `ago` by the till's clock (None = it tells no time)."""
    told = {} if ago is None else {"occurred_at": (timezone.now() - ago).isoformat()}
    return program.act(f"/orders/{order_id}/items", items=list(lines), **told)


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


@pytest.mark.parametrize("ago", [timedelta(0), HOUR, DAY, -DAY + 2 * HOUR, None])
def test_a_clock_up_to_a_day_off_is_forgiven(program, order_id, dearer, ago):
    assert add(program, order_id, line(dearer, 60), ago=ago).status_code == 201


@pytest.mark.parametrize("ago", [-2 * DAY, -DAY, 12 * DAY])
def test_a_price_from_another_time_is_refused(program, order_id, dearer, ago):
    """From two days ahead the old price was gone for long; twelve days ago it had not begun."""
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
    answer = program.act(f"/orders/{order_id}/pay", payment_method="cash", amount_received=120)
    assert (answer.json()["total_price"], answer.json()["change"]) == (120, 0)
    assert prices(order_id) == [(60, 65)]


def test_a_table_opens_with_the_prices_its_guests_were_told(program, cast, dearer):
    answer = program.act("/orders", table_id=cast.table.pk, items=[line(dearer, 60)])
    assert answer.json()["total_price"] == 60
    answer = program.act("/orders", table_id=cast.other_table.pk, items=[line(dearer, 1)])
    refused(answer, 409, "PRICE_CHANGED")
    assert Order.objects.count() == 1


def test_a_refused_price_is_refused_again_under_its_key(program, order_id, dearer):
    body = {"items": [line(dearer, 1)], "idempotency_key": "haggling"}
    first = program.post(f"/orders/{order_id}/items", body)
    with nothing_written():
        again = program.post(f"/orders/{order_id}/items", body)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


def test_another_price_under_the_same_key_is_another_request(program, order_id, dearer):
    body = {"items": [line(dearer, 60)], "idempotency_key": "k"}
    assert program.post(f"/orders/{order_id}/items", body).status_code == 201
    for other in ({"items": [line(dearer, 65)]}, {"items": [line(dearer)]}):
        answer = program.post(f"/orders/{order_id}/items", body | other)
        refused(answer, 422, "DUPLICATE_REQUEST")


def test_a_price_written_another_way_is_the_same_request(program, order_id, dearer):
    body = {"items": [line(dearer, 60)], "idempotency_key": "k"}
    first = program.post(f"/orders/{order_id}/items", body)
    again = program.post(f"/orders/{order_id}/items", body | {"items": [line(dearer, 60.0)]})
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


def test_the_diary_tells_of_differences_and_only_of_them(program, order_id, cast, dearer):
    add(program, order_id, line(dearer, 60), line(cast.satay), ago=2 * HOUR)
    add(program, order_id, line(cast.satay, 62.5))
    first, second = AuditEvent.objects.filter(action="order.items_added").order_by("pk")
    assert first.details["price_differences"] == ["ผัดไทย 60.00 (เมนู 65.00)"]
    assert "price_differences" not in second.details


@pytest.mark.django_db(transaction=True)
def test_a_told_price_keeps_to_the_budget(program, order_id, cast, dearer):
    lines = [line(dearer, 60), line(cast.satay, 62.5), line(dearer, 65)]
    _, work = statements(lambda: add(program, order_id, *lines, ago=2 * HOUR))
    in_budget(work, ACT_BUDGETS["items"])
