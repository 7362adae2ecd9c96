"""A gunicorn worker is killed (kill -9) in the middle of a command; the till sends it again.

Real processes, real HTTP, a database of their own. Whatever the moment, the command has one effect
and the till learns its outcome.
"""

from collections.abc import Iterator

import httpx
import pytest

from tests.program import new_key
from tests.races.till import Shop, Till
from tests.server import own_database

CASH = {"payment_method": "cash", "amount_received": 100}


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """The shipped shop, whose workers can be told to die."""
    with own_database() as url, Shop(url, wsgi="tests.races.killing_wsgi:application") as shop:
        yield shop


@pytest.fixture
def till(shop) -> Iterator[Till]:
    """A till; afterwards a process of its own finds the books right, one payment per paid order."""
    till = Till(shop)
    yield till
    till.client.close()
    print(shop.log)  # pytest shows it when the test fails
    checked = shop.manage("check_ledger", check=False)
    assert checked.returncode == 0, checked.stdout


def one_dish(till: Till) -> dict:
    return {"items": [{"menu_id": till.shop.dish_id, "qty": 1}]}


def killed(till: Till, path: str, body: dict, key: str, moment: str) -> httpx.Response:
    """Send a command whose worker dies at `moment`, then again until it is answered."""
    with pytest.raises(httpx.TransportError):
        till.send(path, body, key, **{"X-Kill": moment})
    return till.insist(path, body, key)


def test_with_effect_and_key_in_two_transactions_a_killed_worker_doubles_the_order():
    with own_database() as url, Shop(url, wsgi="tests.races.naive_wsgi:application") as shop:
        till = Till(shop)
        order_id = till.open()
        answer = killed(till, f"/orders/{order_id}/items", one_dish(till), new_key(), "between")
        assert answer.status_code == 201
        assert len(till.lines(order_id)) == 2  # one was ordered


@pytest.mark.parametrize(
    ("moment", "replayed"), [("before-commit", None), ("after-commit", "true")]
)
def test_a_killed_worker_loses_and_doubles_nothing(till, moment, replayed):
    order_id = till.open()
    added = killed(till, f"/orders/{order_id}/items", one_dish(till), new_key(), moment)
    assert (added.status_code, added.headers.get("Idempotent-Replayed")) == (201, replayed)
    assert len(till.lines(order_id)) == 1
    paid = killed(till, f"/orders/{order_id}/pay", CASH, new_key(), moment)
    assert (paid.status_code, paid.headers.get("Idempotent-Replayed")) == (200, replayed)
    assert (paid.json()["status"], paid.json()["change"]) == ("paid", 40)


@pytest.mark.parametrize("moment", ["before-commit", "after-commit"])
def test_a_table_whose_opening_was_killed_is_opened_once(till, moment):
    key = new_key()
    opened = killed(till, "/orders", {"table_id": till.shop.table_id}, key, moment)
    assert opened.status_code == 201
    order_id = opened.json()["order_id"]
    till.insist(f"/orders/{order_id}/items", one_dish(till), new_key())
    assert till.insist(f"/orders/{order_id}/pay", CASH, new_key()).status_code == 200
