"""Money as the till's script counts it, against the server's own arithmetic."""

import random
from decimal import Decimal

import pytest

from orders_app.billing.tender import is_implausible, likely_tenders

pytestmark = pytest.mark.browser

LOADED = "() => performance.getEntriesByType('resource').map((each) => each.name)"
IMPLAUSIBLE = """([url, pairs]) => import(url)
  .then((money) => pairs.map(([received, total]) => money.isImplausible(received, total)))"""
TENDERS = "([url, totals]) => import(url).then((money) => totals.map(money.likelyTenders))"


def test_tenders_and_what_is_implausible_without_a_server_are_the_servers(till):
    till.open("/pos/").page.wait_for_load_state("networkidle")
    (module,) = {name for name in till.page.evaluate(LOADED) if "/js/money." in name}
    chance = random.Random(20)
    edges = [1, 1999, 2000, 2001, 10000, 14500, 49999, 50000, 99999, 100000, 117700, 9999999]
    totals = edges + [chance.randrange(1, 400_000) for _ in range(300)]
    by_script = till.page.evaluate(TENDERS, [module, totals])
    by_server = [likely_tenders(Decimal(total) / 100) for total in totals]
    assert by_script == by_server

    pairs = [(total + more, total) for total in edges for more in (0, 499_999, 500_000, 500_001)]
    by_script = till.page.evaluate(IMPLAUSIBLE, [module, pairs])
    asked = [(Decimal(received) / 100, Decimal(total) / 100) for received, total in pairs]
    assert by_script == [is_implausible(received, total=total) for received, total in asked]
