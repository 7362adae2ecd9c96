"""GET /pos/ping/: a till page asks whether this is the shop, and who is logged in."""

from django.test import Client

from staff_app.authorship import author_behind

PING = "/pos/ping/"


def test_a_stranger_hears_that_nobody_is_logged_in(db):
    answer = Client().get(PING)
    assert answer.json() == {"user": None, "can_sell": False, "author": None, "csrf": None}
    assert answer["X-Request-ID"]
    assert "no-store" in answer["Cache-Control"]


def test_a_cashier_hears_their_name_and_what_the_next_act_needs(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.cashier)
    word = client.get(PING).json()
    assert (word["user"], word["can_sell"]) == ("cashier", True)
    assert author_behind(word["author"]) == cast.cashier
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
    word = client.get(PING).json()
    assert (word["user"], word["can_sell"]) == (cast.cook.username, False)
