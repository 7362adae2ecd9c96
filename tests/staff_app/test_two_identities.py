"""Two ways to say who one is: a Bearer token, or a till page's session with its CSRF token."""

import json

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from orders_app.models import Order
from staff_app.models import User
from staff_app.tokens import issue_token
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, good_request
from tests.program import new_key

pytestmark = pytest.mark.said_once


def strict_client(user: User | None) -> Client:
    """Return a client that checks CSRF as a real server does, logged in as `user`."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def csrf_token(client: Client) -> str:
    """Give `client` the cookie a page would give it, and return the page's token."""
    page = RequestFactory().get("/")
    token = get_token(page)
    client.cookies["csrftoken"] = page.META["CSRF_COOKIE"]
    return token


def send(client: Client, path: str, body: dict, **headers: str) -> HttpResponse:
    body = body | {"idempotency_key": new_key()}
    return client.post(path, json.dumps(body), "application/json", headers=headers)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_session_with_its_csrf_token_may_command(cast, name):
    request, client = good_request(name, cast), strict_client(cast.manager)
    answer = send(client, request.path, request.body, x_csrftoken=csrf_token(client))
    assert answer.status_code in (200, 201), answer.content


@pytest.mark.parametrize("name", COMMANDS)
def test_a_session_without_its_csrf_token_may_not(cast, name):
    request, client = good_request(name, cast), strict_client(cast.manager)
    with nothing_written():
        refused(send(client, request.path, request.body), 403, "FORBIDDEN")


def test_a_wrong_csrf_token_is_none(cast):
    client = strict_client(cast.cashier)
    csrf_token(client)
    with nothing_written():
        answer = send(client, "/orders", {"table_id": cast.table.pk}, x_csrftoken="x" * 32)
        refused(answer, 403, "FORBIDDEN")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_bearer_token_needs_no_csrf_token(cast, name):
    request = good_request(name, cast)
    bearer = f"Bearer {issue_token(cast.manager)}"
    answer = send(strict_client(None), request.path, request.body, authorization=bearer)
    assert answer.status_code in (200, 201), answer.content


def test_reading_needs_no_csrf_token(cast):
    client = strict_client(cast.cook)
    for path in ("/tables", "/menus", "/orders"):
        assert client.get(path).status_code == 200


def test_the_person_of_the_session_is_the_actor(cast):
    client = strict_client(cast.other_cashier)
    send(client, "/orders", {"table_id": cast.table.pk}, x_csrftoken=csrf_token(client))
    assert Order.objects.get().opened_by == cast.other_cashier


def test_who_shows_a_bearer_token_is_judged_by_it_alone(cast):
    client = strict_client(cast.manager)
    bearer = f"Bearer {issue_token(cast.cashier)}"
    answer = send(client, "/orders", {"table_id": cast.table.pk}, authorization=bearer)
    assert answer.status_code == 201
    assert Order.objects.get().opened_by == cast.cashier


@pytest.mark.parametrize("value", ["Bearer wrong", "Basic x", "x"])
def test_a_bad_token_is_not_saved_by_a_session(cast, value):
    client = strict_client(cast.manager)
    token = csrf_token(client)
    with nothing_written():
        body = {"table_id": cast.table.pk}
        answer = send(client, "/orders", body, authorization=value, x_csrftoken=token)
        refused(answer, 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5000, "nobody-has-this-session-key-00000"])
def test_a_session_that_is_none_opens_no_door(cast, cookie):
    client = strict_client(None)
    client.cookies["sessionid"] = cookie
    refused(client.get("/tables"), 401, "UNAUTHENTICATED")


def test_a_session_ends_with_the_account_and_with_the_password(cast):
    closed, changed = strict_client(cast.cashier), strict_client(cast.manager)
    User.objects.filter(pk=cast.cashier.pk).update(is_active=False)
    cast.manager.set_password("a-new-password-1")
    cast.manager.save(update_fields=["password"])
    for client in (closed, changed):
        refused(client.get("/tables"), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_a_session_that_sends_a_form_hears_that_it_is_no_json(cast, content_type):
    client = strict_client(cast.cashier)
    form = b'--x\r\nContent-Disposition: form-data; name="table_id"\r\n\r\n1\r\n--x--\r\n'
    headers = {"x-csrftoken": csrf_token(client)}
    with nothing_written():
        answer = client.post("/orders", form, content_type=content_type, headers=headers)
        refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")
