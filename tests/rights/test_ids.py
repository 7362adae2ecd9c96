"""Rows that are not there, cannot be, or belong elsewhere: no fault, and nothing is done."""

from uuid import UUID

import pytest

from orders_app.models import Order
from staff_app.rights import nobody
from tests.orders_app.good_requests import other_order
from tests.orders_app.kitchens import make_station
from tests.program import Program
from tests.rights.callers import Caller
from tests.rights.routes import ROUTES, Route
from tests.rights.shop import Shop
from tests.rights.writes import OF_DOORS, taken_back

WITH_IDS = [route for route in ROUTES if set(route.ids) - {"app_label", "url"}]
NUMBERS = ("0", "987654321", str(2**63), "9" * 4000)
NAMES = ("1d0cf0de-5f1c-4c02-9a4f-000000000000", str(UUID(int=0)), "0")


@pytest.fixture
def ways(shop):
    """The manager's browser and program, who may go everywhere."""
    return {
        True: Caller("manager").comes(shop.cast.manager),
        False: Caller("manager", "token").comes(shop.cast.manager),
    }


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:20])
def test_no_row_has_this_number(shop, ways, number):
    tried = [(route, {name: number}) for route in WITH_IDS for name in _numbers(route)]
    assert_nothing_is_found(shop, ways, tried)


@pytest.mark.parametrize("told", NAMES)
def test_no_row_has_this_name(shop, ways, told):
    tried = [(route, {name: told}) for route in WITH_IDS for name in route.names]
    assert_nothing_is_found(shop, ways, tried)


def test_a_line_of_another_order_is_none_of_this(shop, ways):
    other = Order.objects.get(pk=other_order(Program(shop.cast.cashier), shop.cast))
    line = other.items.earliest("pk")
    tried = []
    for route in WITH_IDS:
        if {"order_id", "item_id"} <= set(route.ids):
            is_name = {name: name in route.names for name in route.ids}
            tried.append((route, {"order_id": other.uid if is_name["order_id"] else other.pk}))
            tried.append((route, {"item_id": line.uid if is_name["item_id"] else line.pk}))
    assert tried
    assert_nothing_is_found(shop, ways, tried)


def test_a_slip_of_another_station_is_not_marked(shop, ways):
    bar = make_station("บาร์", "เครื่องดื่ม")
    (mark,) = (route for route in ROUTES if route.name == "orders:mark")
    assert_nothing_is_found(shop, ways, [(mark, {"station_id": bar.pk})])


def assert_nothing_is_found(shop: Shop, ways: dict, tried: list[tuple[Route, dict]]) -> None:
    """Try each route with some ids put in another's place; what is written is taken back."""
    wrong = []
    for route, ids in tried:
        with taken_back() as written:
            answer = shop.send(ways[route.is_page], route, **ids)
        if answer.status_code not in _expected(route) or _lasting(written):
            wrong.append(f"{route} {ids}: {answer.status_code}, wrote {_lasting(written)}")
    assert not wrong, "\n".join(wrong)


def _expected(route: Route) -> tuple[int, ...]:
    if route.right is nobody:
        return (403,)
    # Pages lead back to where one was, or have no such verb; a named order may be on its way.
    return (302, 404, 405) if route.is_page else (404, 409)


def _lasting(written: set[str]) -> set[str]:
    """Leave out the key of a command, which is claimed and given back."""
    return written - OF_DOORS - {"idempotency_keys"}


def _numbers(route: Route) -> list[str]:
    return [name for name in route.ids if name not in (*route.names, "app_label", "url")]
