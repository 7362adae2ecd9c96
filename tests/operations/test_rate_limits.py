"""Real workers stop a person's loop together, and those at the shop's other devices sell on."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import httpx
import pytest

from tests.engines.postgres import PostgresServer
from tests.server import RealServer

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("rate limits")]

WORKERS = 2
# A window of a year: it does not end while the test looks.
SMALL, LARGE = {"LIMIT_USER_WRITES": "60/8760h"}, {"LIMIT_USER_WRITES": "300/8760h"}
PART = 3  # a hundredth of the large limit
HANDS = 4


@pytest.fixture
def database() -> Iterator[str]:
    with PostgresServer() as server:
        yield server.url


def token(shop: RealServer, name: str) -> dict[str, str]:
    who = {"username": name, "password": "demo1234"}
    word = httpx.post(f"{shop.url}/auth/login", json=who).json()["token"]
    return {"Authorization": f"Bearer {word}"}


def send(line: HTTPConnection, headers: dict[str, str]) -> int:
    """Send a wrong command; return the status it is answered with."""
    line.request("POST", "/orders", b"{}", {"Content-Type": "application/json", **headers})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 400 or int(answer.headers["Retry-After"]) >= 1
    return answer.status


def on_one_line(shop: RealServer, headers: dict[str, str], times: int) -> set[int]:
    """Loop on a line that is kept open: one worker gets all of it."""
    with contextlib.closing(HTTPConnection("127.0.0.1", shop.port, timeout=20)) as line:
        return {send(line, headers) for _ in range(times)}


def on_many_lines(shop: RealServer, headers: dict[str, str], times: int) -> Counter[int]:
    """Loop on a new line each time, with several hands: every worker gets some of it."""

    def once(_: int) -> int:
        with contextlib.closing(HTTPConnection("127.0.0.1", shop.port, timeout=20)) as line:
            return send(line, headers)

    with ThreadPoolExecutor(HANDS) as hands:
        return Counter(hands.map(once, range(times)))


@pytest.mark.parametrize(
    ("limit", "allowed", "more"), [(SMALL, 60, 0), (LARGE, 300, (WORKERS - 1) * (PART - 1) + HANDS)]
)
def test_workers_stop_a_loop_together(database, limit, allowed, more):
    with RealServer(database, env=limit, workers=WORKERS, static=False) as shop:
        cashier, manager = token(shop, "staff001"), token(shop, "manager001")
        first = allowed * 3 // 4  # more than half, a worker's share
        assert on_one_line(shop, cashier, first) == {400}
        heard = on_many_lines(shop, cashier, allowed)
        assert allowed <= first + heard[400] <= allowed + more
        assert heard.keys() == {400, 429}
        assert "Too many requests: limit=LIMIT_USER_WRITES" in shop.log
        assert on_many_lines(shop, manager, 5) == {400: 5}
        assert httpx.get(f"{shop.url}/tables", headers=cashier).status_code == 200
