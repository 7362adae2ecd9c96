"""Every page has its row, every row its page, and what has none is closed to everybody."""

from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from pos_project import urls
from pos_project.page_rights import RIGHTS, PageRightsMiddleware, right_of
from staff_app.rights import anybody, nobody
from tests.rights.callers import Caller
from tests.rights.routes import API, ROUTES, address_of, operations, patterns
from tests.rights.test_walk import wrong_at

HOLE = "tests.rights.test_table"  # this module, as a URL list


def hole(request) -> HttpResponse:
    return HttpResponse("whatever the shop keeps to itself")


urlpatterns = [
    path("pos/hole/", hole, name="hole"),
    path("kitchen/hole/", hole),
    *urls.urlpatterns,
]


def undeclared() -> list[str]:
    return [match.view_name for _, match in patterns() if right_of(match) is nobody]


def test_every_page_has_a_right():
    assert undeclared() == []


def test_every_right_has_a_page():
    names = {name for _, match in patterns() for name in (match.view_name, *match.namespaces)}
    assert set(RIGHTS) <= names


@pytest.mark.urls(HOLE)
def test_a_page_that_nobody_gave_a_right_is_found():
    assert undeclared() == ["hole", f"{HOLE}.hole"]


@pytest.mark.urls(HOLE)
@pytest.mark.parametrize("address", ["/pos/hole/", "/kitchen/hole/"])
def test_a_page_that_nobody_gave_a_right_is_closed_to_all(cast, address):
    for staff in (cast.cook, cast.cashier, cast.manager):
        assert Caller(staff.role).comes(staff).get(address).status_code == 403
    assert Client().get(address)["Location"].startswith("/pos/login/")


def test_the_api_has_no_address_but_its_operations():
    found = {address_of(route) for route, match in patterns() if match.namespaces == [API]}
    about_itself = {"/api/openapi.json", "/api/docs", "/"}  # the last is hidden by the shop's own
    assert found - about_itself == {route.address for route in operations()}


PRICES = [route for route in ROUTES if route.name == "reports:prices"]


def test_an_open_door_is_found_by_the_walk(shop, monkeypatch):
    cook = Caller("cook")
    client = cook.comes(shop.cast.cook)
    assert [wrong_at(shop, client, cook, route) for route in PRICES] == ["", ""]
    monkeypatch.setitem(RIGHTS, "reports:prices", anybody)
    assert wrong_at(shop, client, cook, PRICES[0]) == "GET /pos/prices/: 200, wrote []"


def test_what_comes_of_an_open_door_is_found_by_the_walk(shop, monkeypatch):
    monkeypatch.setattr(PageRightsMiddleware, "process_view", lambda *told: None)
    cook = Caller("cook")
    client = cook.comes(shop.cast.cook)
    (mark,) = (route for route in ROUTES if route.name == "orders:mark")
    as_if_closed = replace(mark, right=nobody)
    assert wrong_at(shop, client, cook, as_if_closed).endswith("302, wrote ['kitchen_marks']")
