"""A shop made by the release that landed, brought to this one: nothing of it changes."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client

from core_app.business_day import business_day
from menu_app.models import MenuItem
from operations_app.backups import new_epoch
from operations_app.backups.new_epoch import GAP
from orders_app.models import Order, OrderItem, Payment
from staff_app.models import User
from staff_app.tokens import issue_token
from tables_app.models import Table
from tests.migration.landed import landed_shop, migrated_shop, requests, rules, triggers
from tests.operations.books import books_of, keys_used, orders_as_they_stand, wrongs
from tests.server import RealServer


@dataclass(frozen=True)
class Landed:
    """The landed shop in a database of its own, and the triggers it had when it landed."""

    shop: RealServer
    triggers: set[str]


@pytest.fixture(scope="module")
def landed(django_db_blocker) -> Iterator[Landed]:
    """The shop, migrated by a process as a technician does."""
    with landed_shop() as shop:
        with django_db_blocker.unblock(), books_of(shop):
            before = triggers()
        shop.manage("migrate", "--noinput")
        yield Landed(shop, before)


@pytest.fixture
def in_the_shop(landed, django_db_blocker) -> Iterator[None]:
    """Let every query of the test go to the migrated shop."""
    with django_db_blocker.unblock(), books_of(landed.shop):
        yield


def send(request: dict, **more):
    """Send a request as it was kept, as whoever sent it."""
    token = issue_token(User.objects.get(username=request["by"]))
    return Client().post(
        request["path"],
        request["body"] | more,
        content_type="application/json",
        headers=request["headers"] | {"authorization": f"Bearer {token}"},
    )


def test_the_ledger_finds_nothing_wrong(in_the_shop):
    assert wrongs() == []
    assert sorted(status for status, _ in orders_as_they_stand().values()) == [
        "cancelled", "open", "open", "open", "open", "paid", "paid",
    ]  # fmt: skip


def test_every_key_gets_its_first_answer_byte_for_byte_and_does_nothing(in_the_shop):
    before = (orders_as_they_stand(), keys_used())
    for request in requests():
        answer = send(request)
        assert (answer.status_code, answer.content.decode()) == (request["status"], request["text"])
        assert answer["Idempotent-Replayed"] == "true"
    assert (orders_as_they_stand(), keys_used()) == before


def test_every_key_about_an_order_gets_it_by_the_orders_name_too(in_the_shop):
    names = dict(Order.objects.values_list("pk", "uid"))
    before = (orders_as_they_stand(), keys_used())
    about_one = [each for each in requests() if each["path"].startswith("/orders/")]
    for request in about_one:
        _, orders, number, *rest = request["path"].split("/")
        answer = send(request | {"path": "/".join(["", orders, str(names[int(number)]), *rest])})
        assert (answer.status_code, answer.content.decode()) == (request["status"], request["text"])
    assert len(about_one) >= 8
    assert (orders_as_they_stand(), keys_used()) == before


def test_the_lines_of_open_orders_get_names_and_no_others(in_the_shop):
    named = OrderItem.objects.filter(order__status="open").values_list("uid", flat=True)
    assert len(set(named) - {None}) == len(named) > 0
    ended = OrderItem.objects.exclude(order__status="open").values_list("uid", flat=True)
    assert set(ended) == {None}


def test_every_order_and_payment_is_stamped_with_its_business_date(in_the_shop):
    for order in Order.objects.all():
        ended = order.paid_at or order.cancelled_at
        assert order.business_date == business_day(order.created_at)
        assert order.ended_on == (business_day(ended) if ended else None)
    taken = Payment.objects.values_list("created_at", "business_date")
    assert [business_day(moment) for moment, _ in taken] == [day for _, day in taken] != []


def test_a_key_of_then_stands_for_nothing_else(in_the_shop):
    opened = next(each for each in requests() if each["path"] == "/orders")
    answer = send(opened, table_id=7)
    assert (answer.status_code, answer.json()["error"]) == (422, "DUPLICATE_REQUEST")


def test_what_the_database_enforces_is_what_a_new_one_does(landed, db):
    new = rules()
    with books_of(landed.shop):
        migrated, kept = rules(), triggers()
    assert migrated - new == set()
    assert new - migrated == set()
    assert len(landed.triggers) >= 8  # the rules about change, and the memory of prices
    assert landed.triggers <= kept


def test_an_open_order_of_then_is_paid_now(in_the_shop):
    order = Order.objects.filter(status="open", total_price__gt=0).first()
    body = {"payment_method": "card", "idempotency_key": "of this release"}
    paid = {"path": f"/orders/{order.pk}/pay", "by": "staff001", "headers": {}, "body": body}
    assert send(paid).status_code == 200
    assert wrongs() == []


def test_numbers_that_a_restore_left_out_are_left_out_after_the_update_too(django_db_blocker):
    with landed_shop() as shop, django_db_blocker.unblock():
        with books_of(shop):
            new_epoch.begin(using="default")
        # To a release before bills first: it is one of those that a shop may come by.
        done = shop.manage("migrate", "orders_app", "0007", "--noinput")
        assert "OK" in done.stdout
        shop.manage("migrate", "--noinput")
        with books_of(shop):
            assert wrongs() == []
            table = Table.objects.filter(status="available").first()
            opening = {"path": "/orders", "by": "staff001", "headers": {}}
            dish = {"menu_id": MenuItem.objects.filter(active=True).first().pk, "qty": 1}
            body = {"table_id": table.pk, "items": [dish], "idempotency_key": "after the update"}
            answer = send(opening | {"body": body})
            assert answer.status_code == 201
            assert answer.json()["order_id"] > GAP
            assert answer.json()["items"][0]["id"] > GAP


def test_the_way_back_keeps_what_was_sold_since(django_db_blocker):
    with migrated_shop() as shop, django_db_blocker.unblock():
        with books_of(shop):
            order = Order.objects.filter(status="open", total_price__gt=0).first()
            paying = {"path": f"/orders/{order.pk}/pay", "by": "staff001", "headers": {}}
            body = {"payment_method": "card", "idempotency_key": "before the way back"}
            assert send(paying | {"body": body}).status_code == 200
            sold = orders_as_they_stand()
        shop.manage("migrate", "orders_app", "0007", "--noinput")
        with books_of(shop), connection.cursor() as cursor:
            cursor.execute("SELECT amount FROM payments WHERE order_id = %s", [order.pk])
            assert cursor.fetchall() == [(order.total_price,)]
        shop.manage("migrate", "--noinput")
        with books_of(shop):
            assert orders_as_they_stand() == sold
            assert wrongs() == []


def test_the_way_back_is_refused_while_a_line_is_voided_in_part(django_db_blocker):
    with migrated_shop() as shop, django_db_blocker.unblock():
        with books_of(shop):
            line = OrderItem.objects.filter(order__status="open", qty__gt=1, voided_qty=0).first()
            path = f"/orders/{line.order_id}/items/{line.pk}/void"
            body = {"reason": "หก", "qty": 1, "idempotency_key": "one of some"}
            voiding = {"path": path, "by": "staff001", "headers": {}, "body": body}
            assert send(voiding).status_code == 200
        refused = shop.manage("migrate", "orders_app", "0007", "--noinput", check=False)
        assert refused.returncode == 1
        assert "1 lines are voided in part" in refused.stderr
        assert "Traceback" not in refused.stderr
        shop.manage("migrate", "--noinput")
        with books_of(shop):
            assert wrongs() == []
