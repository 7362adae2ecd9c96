"""Each fault of the network, seen on a real request to the real server."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.browser.faults.plans import seeded
from tests.browser.faults.proxy import CALM, DROP, HOLD, LOSE, Exchange, Fault, FaultyProxy, Kind
from tests.program import new_key

pytestmark = pytest.mark.browser

PATIENCE = 20  # seconds


@pytest.fixture
def client(proxy, books) -> Iterator[httpx.Client]:
    """A program behind the proxy, with the token of the manager; it never tries again by itself."""
    headers = {"authorization": books.http.headers["authorization"]}
    with httpx.Client(base_url=proxy.url, headers=headers, timeout=5) as running:
        yield running


def open_table(client: httpx.Client, key: str) -> httpx.Response:
    return client.post("/orders", json={"table_id": 1, "idempotency_key": key})


def is_replayed(client: httpx.Client, key: str) -> bool:
    """Tell whether the server already knew this command when it was sent once more."""
    return open_table(client, key).headers.get("Idempotent-Replayed") == "true"


def test_a_working_network_passes_requests_and_answers_unchanged(proxy, client, server):
    direct = httpx.get(f"{server.url}/pos/login/")
    through = client.get("/pos/login/")
    assert (through.status_code, len(through.content)) == (200, len(direct.content))
    assert [client.get("/health").status_code for _ in range(3)] == [200] * 3
    assert [each.path for each in proxy.exchanges] == ["/pos/login/"] + ["/health"] * 3
    assert proxy.exchanges[0].header("host") == f"127.0.0.1:{proxy.port}"


def test_a_dropped_request_never_reaches_the_server(proxy, client):
    key = new_key()
    proxy.plan = lambda method, path: DROP
    with pytest.raises(httpx.TransportError):
        open_table(client, key)
    proxy.plan = lambda method, path: CALM
    assert not is_replayed(client, key)


def test_a_lost_answer_leaves_its_effect_on_the_server(proxy, client):
    key = new_key()
    proxy.plan = lambda method, path: LOSE
    with pytest.raises(httpx.TransportError):
        open_table(client, key)
    proxy.plan = lambda method, path: CALM
    assert is_replayed(client, key)


def bytes_of_an_answer(proxy: FaultyProxy) -> bytes:
    """Ask for a page over a bare socket and return all that comes before the connection ends."""
    got = b""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as line:
        line.sendall(b"GET /pos/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        while data := line.recv(4096):
            got += data
    return got


@pytest.mark.parametrize("count", [1, 200, 2000])
def test_an_answer_is_cut_off_after_so_many_bytes(proxy, count):
    proxy.plan = lambda method, path: Fault(Kind.CUT, count)
    assert len(bytes_of_an_answer(proxy)) == count


def test_an_answer_is_cut_off_inside_its_body(proxy):
    proxy.plan = lambda method, path: Fault(Kind.MAIM, 9)
    head, body = bytes_of_an_answer(proxy).split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert body == b"<!doctype"


def test_a_delayed_request_comes_later(proxy, client):
    proxy.plan = lambda method, path: Fault(Kind.DELAY, 0.4)
    started = time.monotonic()
    assert client.get("/health").status_code == 200
    assert time.monotonic() - started >= 0.4


def test_a_held_answer_waits_until_it_is_let_go(proxy, client):
    proxy.plan = lambda method, path: HOLD
    answers = []
    asking = threading.Thread(target=lambda: answers.append(client.get("/health")))
    asking.start()
    proxy.wait_for(lambda each: each.path == "/health")
    time.sleep(0.2)
    assert answers == []
    proxy.let_go()
    asking.join(timeout=5)
    assert [answer.status_code for answer in answers] == [200]


def test_down_refuses_and_cuts_and_up_takes_the_same_port_again(proxy, client):
    for _ in range(3):
        assert client.get("/health").status_code == 200
        proxy.down()
        with pytest.raises(httpx.ConnectError):
            client.get("/health")
        proxy.up()
    assert client.get("/health").status_code == 200


def test_a_dead_server_behind_the_proxy_is_a_cut_line(client, proxy):
    proxy.target_port = 1  # nobody listens there
    with pytest.raises(httpx.TransportError):
        client.get("/health")


def test_a_captive_portal_answers_everything_with_a_page_of_its_own(proxy, client):
    key = new_key()
    proxy.portal()
    for answer in (client.get("/health"), client.get("/pos/"), open_table(client, key)):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "Wi-Fi" in answer.text
    proxy.up()
    assert not is_replayed(client, key)


def test_a_plan_is_the_same_for_the_same_seed_and_another_for_another():
    def drawn(seed: str) -> list[Fault]:
        plan = seeded(seed)
        paths = [("POST", "/orders"), ("GET", "/pos/"), ("GET", "/static/a.js")] * 200
        return [plan(*each) for each in paths]

    assert drawn("seven") == drawn("seven")
    assert drawn("seven") != drawn("eight")
    assert {fault.kind for fault in drawn("seven")} == set(Kind) - {Kind.HOLD}


def test_the_proxy_ends_by_itself(server):
    def refuses(proxy: FaultyProxy) -> bool:
        try:
            httpx.get(f"{proxy.url}/health")
        except httpx.TransportError as error:
            return isinstance(error, httpx.ConnectError)  # else it ended in the midst of this
        return False

    with FaultyProxy(server.port, lifetime=0.3) as proxy:
        deadline = time.monotonic() + PATIENCE
        while not refuses(proxy):
            assert time.monotonic() < deadline, "the proxy lives on"


def test_waiting_for_a_request_that_never_comes_says_what_came(proxy, client):
    client.get("/health")

    def is_payment(each: Exchange) -> bool:
        return each.path.endswith("/pay")

    with pytest.raises(AssertionError, match="/health"):
        proxy.wait_for(is_payment, seconds=0.1)
