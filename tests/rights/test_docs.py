"""docs/rights.md says of each address what its door asks."""

import re

import pytest

from http_app.health import MACHINE_DOORS
from staff_app.rights import ensure_office, nobody
from tests.layers.plan import HOUSE
from tests.rights.callers import HOLDERS, ROLES
from tests.rights.routes import ROUTES, Route

pytestmark = pytest.mark.no_database

PAGE = (HOUSE / "docs/rights.md").read_text()
ROW = re.compile(
    r"^\| [^|]*[ก-๛][^|]* · [^|]+ \| `([^`]+)` \| ([^|]) \| ([^|]) \| ([^|]) \| ([^|]) \|$", re.M
)


def shown(route: Route) -> str:
    """Return the address as the page has it: the admin, which is one right, in one row."""
    if route.is_page and route.address.startswith("/admin/") and route.right is ensure_office:
        return "/admin/…"
    return route.address if route.is_page else str(route)


def test_every_address_has_a_row_that_says_who_may():
    marks = {
        shown(route): tuple(
            "✓" if role in HOLDERS[route.right] else "–" for role in ("nobody", *ROLES)
        )
        for route in ROUTES
        if route.right is not nobody
    }
    assert {found[0]: found[1:] for found in ROW.findall(PAGE)} == marks


def test_no_address_has_two_rows():
    addresses = [found[0] for found in ROW.findall(PAGE)]
    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize("address", MACHINE_DOORS)
def test_what_machines_ask_is_told_too(address):
    assert f"`{address}`" in PAGE
