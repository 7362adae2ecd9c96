"""GET /pos/ping/: a till page asks whether this is the shop, and who is logged in."""

import uuid

from django.test import Client

from orders_app.models import Order
from tests.devices_app.till import Till

PING = "/pos/ping/"


def test_a_stranger_hears_that_nobody_is_logged_in(db):
    answer = Client().get(PING)
    assert answer.json() == {"user": None, "can_sell": False, "author": None, "csrf": None}
    assert answer["X-Request-ID"]
    assert "no-store" in answer["Cache-Control"]


def test_a_cashier_hears_their_name_and_what_the_next_command_needs(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.cashier)
    word = client.get(PING).json()
    assert (word["user"], word["can_sell"]) == ("cashier", True)
    answer = client.post(
        "/orders",
        {"table_id": cast.table.pk, "idempotency_key": "k"},
        content_type="application/json",
        headers={"X-CSRFToken": word["csrf"]},
    )
    assert answer.status_code == 201


def test_a_cook_hears_that_a_till_needs_somebody_else(cast):
    client = Client()
    client.force_login(cast.cook)
    word = client.get(PING, headers={"X-Till": str(uuid.uuid4())}).json()
    assert (word["user"], word["can_sell"]) == (cast.cook.username, False)
    assert word["author"] is None


def test_a_device_gets_a_word_that_is_good_there_and_nowhere_else(cast, program):
    client, till, other = Client(), Till(program), Till(program)
    client.force_login(cast.other_cashier)
    word = client.get(PING, headers={"X-Till": str(till.client_id)}).json()["author"]
    till.send("/orders", word=word, table_id=cast.table.pk)
    other.send("/orders", word=word, table_id=cast.other_table.pk)
    openers = [order.opened_by for order in Order.objects.order_by("pk")]
    assert openers == [cast.other_cashier, cast.cashier]


def test_who_is_no_device_gets_no_word(cast):
    client = Client()
    client.force_login(cast.cashier)
    assert client.get(PING).json()["author"] is None
    assert client.get(PING, headers={"X-Till": "tablet"}).status_code == 400


def test_no_page_holds_a_word(cast):
    client = Client()
    client.force_login(cast.manager)
    for path in ("/pos/", f"/pos/tables/{cast.table.pk}/", "/pos/orders/", "/pos/tills/"):
        assert "data-author" not in client.get(path).content.decode()
