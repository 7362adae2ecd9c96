"""Every route × everybody: who has the right is let in, nobody else gets anywhere."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.rights.callers import CALLERS, HOLDERS, Caller
from tests.rights.routes import ROUTES, Route
from tests.rights.shop import Shop
from tests.rights.writes import OF_DOORS, taken_back

# Asked of the account before anything is read; wrong ids (test_ids.py) are tried on both engines.
pytestmark = pytest.mark.said_once
LOG_IN = ("/pos/login/", "/admin/login/")  # the latter leads to the former
LEADS_TO_LOG_IN = {"admin:login", "admin:logout", "staff:logout"}
# Where a rule asks more than the right: an order with lines is closed by managers alone.
ASKS_MORE = {("cancel_order", "cashier")}


@pytest.mark.parametrize("caller", CALLERS, ids=str)
def test_everybody_gets_as_far_as_their_right_says(shop: Shop, caller: Caller):
    client = caller.comes(getattr(shop.cast, caller.role, None))
    tried = [route for route in ROUTES if caller.tries(route)]
    wrong = [said for route in tried if (said := wrong_at(shop, client, caller, route))]
    assert not wrong, "\n".join(wrong)


def wrong_at(shop: Shop, client: Client, caller: Caller, route: Route) -> str:
    """Return what is wrong with the answer, "" when nothing is. Whatever is done is taken back."""
    role = caller.counts_as(at_page=route.is_page)
    cookies = client.cookies.copy()
    with taken_back() as written:
        answer = shop.send(client, route)
    client.cookies = cookies  # a log-out is taken back too
    if (route.name, role) in ASKS_MORE:
        # Found out under the lock: the key that was claimed is given back.
        wrong = _wrong_if_closed(answer, written - {"idempotency_keys"})
    elif role in HOLDERS[route.right]:
        wrong = _wrong_if_open(answer, route)
    else:
        wrong = _wrong_if_closed(answer, written)
    return f"{route}: {wrong}" if wrong else ""


def _wrong_if_open(answer: HttpResponse, route: Route) -> str:
    if answer.status_code in (401, 403) or answer.status_code >= 500:
        return f"{answer.status_code}, though they may"
    if _sends_to_log_in(answer) and route.name not in LEADS_TO_LOG_IN:
        return "has to log in, though they may"
    return ""


def _wrong_if_closed(answer: HttpResponse, written: set[str]) -> str:
    is_refused = answer.status_code in (401, 403) or _sends_to_log_in(answer)
    lasting = sorted(written - OF_DOORS)
    return "" if is_refused and not lasting else f"{answer.status_code}, wrote {lasting}"


def _sends_to_log_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(LOG_IN)
